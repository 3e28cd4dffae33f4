import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';

describe('A-ATTR-2: the exported file', () => {
  it('quotes what must be quoted', () =>
    expect(csvOf(['a', 'b'], [['x, y', 'say "hi"\nnow']])).toBe('a,b\r\n"x, y","say ""hi""\nnow"\r\n'));
  it.each(['=1+1', '+1 718', '-cmd', '@x', '\t=1'])('never begins a cell like a formula: %j', text =>
    expect(csvOf(['a'], [[text]])).toContain(`'${text}`),
  );
  it('leaves numbers alone', () => expect(csvOf(['a'], [['-1.50']])).toBe('a\r\n-1.50\r\n'));
});
