import { describe, expect, it } from 'vitest';
import { wordDiff } from './word-diff.ts';

const of = (kind: string, before: string, after: string) =>
  wordDiff(before, after)
    .filter(piece => piece.kind === kind || piece.kind === 'same')
    .map(piece => piece.text)
    .join('');

describe('A-VER-1: a text compared word by word', () => {
  it('marks what went and what came', () =>
    expect(wordDiff('We open at 8', 'We open at 9')).toEqual([
      { kind: 'same', text: 'We open at ' },
      { kind: 'gone', text: '8' },
      { kind: 'new', text: '9' },
    ]));
  it('both texts can be read out of it', () => {
    const [before, after] = ['a long  walk by the sea', 'a short walk, by the open sea'];
    expect(of('gone', before, after)).toBe(before);
    expect(of('new', before, after)).toBe(after);
  });
  it('very long texts stand below each other', () =>
    expect(wordDiff('a '.repeat(700), 'b').map(piece => piece.kind)).toEqual(['gone', 'new']));
});
