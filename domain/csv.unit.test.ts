import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvRow } from './csv.ts';

describe('B-AUD-1: CSV', () => {
  it.each([
    '=1+1',
    '+cmd',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '  =1',
    '=HYPERLINK("http://x")',
    '|calc',
    '%0A=1',
    '＝1+1',
    '＠SUM(A1)',
  ])('%j is text', text => expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/));

  it.each(['-5', '12.50', 'Ana', 'a=b', ''])('%j stays as it is', text => expect(csvCell(text)).toBe(text));

  it('reads back as what was written, whatever it is', () => {
    const read = (line: string): string[] => {
      const cells = [''];
      let quoted = false;
      const text = line.slice(0, -2);
      for (let at = 0; at < text.length; at++) {
        const letter = text[at] ?? '';
        if (letter === '"' && quoted && text[at + 1] === '"') at++;
        else if (letter === '"') {
          quoted = !quoted;
          continue;
        }
        if (letter === ',' && !quoted) cells.push('');
        else cells[cells.length - 1] += letter;
      }
      return cells;
    };
    fc.assert(
      fc.property(
        fc.array(
          fc.string().filter(text => !text.startsWith("'")),
          { minLength: 1, maxLength: 5 },
        ),
        cells => {
          expect(
            read(csvRow(cells)).map(cell =>
              /^'\s*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell,
            ),
          ).toEqual(cells);
        },
      ),
    );
  });
});
