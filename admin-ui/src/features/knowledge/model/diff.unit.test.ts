import { describe, expect, it } from 'vitest';
import { diffTexts, type Row } from './diff.ts';

/** `-gone-` and `+new+`, a line each; `…3` for lines left out. */
const shown = (rows: Row[]): string[] =>
  rows.map(row =>
    row.kind === 'skipped'
      ? `…${row.lines}`
      : row.parts
          .map(({ kind, text }) => (kind === 'same' ? text : kind === 'gone' ? `-${text}-` : `+${text}+`))
          .join(''),
  );

describe('what changed on a page (A-KNOW-2)', () => {
  it('is shown by words inside a line that was rewritten', () =>
    expect(shown(diffTexts('Prices\nA cleaning is $120.', 'Prices\nA cleaning is $135.'))).toEqual([
      'Prices',
      'A cleaning is -$120.-+$135.+',
    ]));
  it('is shown by lines where lines come or go', () => {
    expect(shown(diffTexts('a\nb', 'a\nnew\nb'))).toEqual(['a', '+new+', 'b']);
    expect(shown(diffTexts('a\nold\nb', 'a\nb'))).toEqual(['a', '-old-', 'b']);
  });
  it('leaves out what stayed, but for a line around each change', () => {
    const before = Array.from({ length: 9 }, (_, index) => `line ${index}`);
    const after = before.map(line => (line === 'line 4' ? 'other' : line));
    expect(shown(diffTexts(before.join('\n'), after.join('\n')))).toEqual([
      '…3',
      'line 3',
      '-line 4-+other+',
      'line 5',
      '…3',
    ]);
  });
  it('is everything when the page is gone', () => expect(shown(diffTexts('a\nb', ''))).toEqual(['-a-', '-b-']));
  it('takes no long time for long texts', () => {
    const text = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}`).join('\n');
    const before = performance.now();
    diffTexts(text('a'), text('b'));
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
