import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../csv.ts';
import { readCsv } from './csv-read.ts';
import { guessMapping, planRow } from './import.ts';

describe('B-EXP-1: files are read as spreadsheets write them', () => {
  it('quotes, line ends, separators, a byte order mark, empty lines', () => {
    expect(readCsv('\ufeffname,phone\r\n"Rao, Asha","+91 ""98"""\r\n\r\nline,"a\nb"')).toEqual([
      ['name', 'phone'],
      ['Rao, Asha', '+91 "98"'],
      ['line', 'a\nb'],
    ]);
    expect(readCsv('a;b\n1;"2,5"\n')).toEqual([
      ['a', 'b'],
      ['1', '2,5'],
    ]);
    expect(readCsv('a\tb\r1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(readCsv('')).toEqual([]);
    expect(readCsv('a,b\n"never closed')).toEqual([['a', 'b'], ['never closed']]);
  });
  it('what we write is read again, whatever is in it', () => {
    const cell = fc.string().filter(text => !/^\s*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/.test(text));
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            cell,
            cell.filter(text => text.trim() !== ''),
          ),
          { minLength: 1 },
        ),
        rows => {
          expect(readCsv(csvOf(['one', 'two'], rows))).toEqual([['one', 'two'], ...rows]);
        },
      ),
    );
  });
});

describe('C-LEAD-1, X-IDENT: a row of a file', () => {
  const plan = (cells: string[], country: string | null = null) =>
    planRow(cells, ['name', 'phone', 'email', 'value'], new Map(), { country });
  it('is normalized', () =>
    expect(plan(['Asha', '098765 43210', ' Asha@Example.COM ', '1,250.50'], 'IN')).toMatchObject({
      ok: true,
      contact: { name: 'Asha', phone: '+919876543210', email: 'asha@example.com', valueMicros: 1_250_500_000 },
    }));
  it.each([
    [['x', '12', '', ''], 'phone'],
    [['x', '098765 43210', '', ''], 'phone'],
    [['x', '', 'no mail', ''], 'e-mail'],
    [['x', '', '', ''], 'neither'],
    [['x', '+919876543210', '', 'many'], 'value'],
    [['x', '+919876543210', '', '1', '250'], 'has 5 cells, and the file has 4 columns'],
    [['x\u0000', '+919876543210', '', ''], 'cannot be stored'],
  ])('%j is refused and says why', (cells, said) => {
    const planned = plan(cells);
    expect(planned.ok ? '' : planned.errors.join()).toContain(said);
  });
  it('the apostrophe of our own files is not part of a number', () =>
    expect(plan(['x', "'+919876543210", '', ''])).toMatchObject({ ok: true, contact: { phone: '+919876543210' } }));
  it('columns are guessed by their names, each target once', () =>
    expect(
      guessMapping(['Full name', 'Mobile', 'Phone 2', 'E-mail', 'City', 'Beds'], [{ id: 'x', name: 'beds' }]),
    ).toEqual(['name', 'phone', null, 'email', null, 'field:x']));
});
