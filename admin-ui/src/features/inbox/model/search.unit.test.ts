import { describe, expect, it } from 'vitest';
import { parseInboxSearch } from './search.ts';

describe('the address of the inbox', () => {
  it('keeps what it knows and drops the rest', () => {
    expect(parseInboxSearch({ view: 'mine', tab: 'why', turn: 't1', q: 'asha', evil: 1 })).toEqual({
      view: 'mine',
      tab: 'why',
      turn: 't1',
      q: 'asha',
    });
    expect(parseInboxSearch({ view: 'nonsense', tab: 3, q: '', turn: 7 })).toEqual({});
  });
});
