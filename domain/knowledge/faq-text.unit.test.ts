import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { parseFaqText } from './faq-text.ts';

const pairs = (text: string) => parseFaqText(text).entries.map(({ question, answer }) => [question, answer]);
const wrong = (text: string) => parseFaqText(text).errors.map(({ line }) => line);

describe('A-ONB-6: faq.txt', () => {
  it('marked pairs, in either spelling, with answers of several lines', () => {
    expect(pairs('Q: How much?\nA: $120\n   with X-rays\n\nQUESTION 2: Where?\r\nAnswer: Brooklyn')).toEqual([
      ['How much?', '$120\nwith X-rays'],
      ['Where?', 'Brooklyn'],
    ]);
  });
  it('unmarked pairs: a question and the lines below it', () =>
    expect(pairs('How much?\n$120\n\nWhere are you?\n210 Court Street\nBrooklyn\n')).toEqual([
      ['How much?', '$120'],
      ['Where are you?', '210 Court Street\nBrooklyn'],
    ]));
  it('a byte order mark and odd line ends are no part of it', () =>
    expect(pairs('\uFEFFQ: A?\rA: b')).toEqual([['A?', 'b']]));
  it.each([
    ['an answer without a question', 'A: $120', [1]],
    ['a question without an answer', 'Q: one?\nA: x\n\nQ: two?', [4]],
    ['a line that belongs to nothing', 'Our FAQ\nQ: one?\nA: x', [1]],
    ['the same question twice', 'Q: one?\nA: x\nQ: One?\nA: y', [3]],
    ['an empty question', 'Q:\nA: x', [1]],
    ['too long a question', `Q: ${'x'.repeat(301)}\nA: y`, [1]],
    ['an empty file', '', [1]],
  ])('%s is named by its line', (_, text, lines) => expect(wrong(text)).toEqual(lines));
  it('what is right is read although something else is wrong', () =>
    expect(pairs('A: lost\nQ: one?\nA: x')).toEqual([['one?', 'x']]));
  it('any text is read or refused, never lost in silence, and every line exists', () => {
    fc.assert(
      fc.property(anyText(200), text => {
        const { entries, errors } = parseFaqText(text);
        expect(entries.length + errors.length).toBeGreaterThan(0);
        const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).length;
        for (const { line } of [...entries, ...errors]) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
        }
        for (const { question, answer } of entries) expect(question.trim() !== '' && answer.trim() !== '').toBe(true);
      }),
    );
  });
});
