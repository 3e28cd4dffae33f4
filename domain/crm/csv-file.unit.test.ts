import { describe, expect, it } from 'vitest';
import { MOST_CELL, MOST_IMPORT_BYTES, MOST_IMPORT_ROWS, readCsvFile } from './csv-file.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const problem = (bytes: Uint8Array): string => {
  const read = readCsvFile(bytes);
  return read.ok ? '' : read.problem;
};

describe('B-EXP-1: a chosen file', () => {
  it.each([
    ['UTF-8', utf8('Name,Phone\nZoë,1')],
    ['UTF-8 with a byte order mark', utf8('\ufeffName,Phone\r\nZoë,1\r\n')],
    ['UTF-16 little-endian', Uint8Array.from(Buffer.from('\ufeffName\tPhone\r\nZoë\t1', 'utf16le'))],
    ['UTF-16 big-endian', Uint8Array.from(Buffer.from('\ufeffName\tPhone\nZoë\t1', 'utf16le').swap16())],
  ])('in %s is read', (_name, bytes) =>
    expect(readCsvFile(bytes)).toEqual({ ok: true, columns: ['Name', 'Phone'], rows: [['Zoë', '1']] }),
  );

  it.each([
    ['Windows-1252', latin1('Name\nAda\nZoë\nAda'), 'line 3'],
    ['UTF-16 without a mark', Uint8Array.from(Buffer.from('Name\nZoe', 'utf16le')), 'zero bytes'],
    ['half a UTF-16', Uint8Array.from([0xff, 0xfe, 0x41, 0x00, 0x00, 0xd8]), 'not written in UTF-8'],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2]), 'CSV UTF-8'],
    ['a compressed file', Uint8Array.from([0x1f, 0x8b, 8]), 'Unpack'],
    ['nothing', utf8(''), 'no rows'],
    ['names only', utf8('Name,Phone\n\n'), 'no rows'],
    ['a quote that is never closed', utf8('Name,Phone\n"a\nb",1\n"Asha,2\nRavi,3'), 'line 4'],
    ['too many bytes', new Uint8Array(MOST_IMPORT_BYTES + 1), 'larger than 60 MB'],
    ['too many rows', utf8(`a\n${'b\n'.repeat(MOST_IMPORT_ROWS + 1)}`), '200,001 rows'],
    ['too many columns', utf8(`${'a,'.repeat(60)}a\nb`), '61 columns'],
    ['too long a name', utf8(`${'a'.repeat(201)}\nb`), 'first line'],
    ['too long a cell', utf8(`a\nb\n${'c'.repeat(MOST_CELL + 1)}`), 'Row 3'],
    ['a row of too many cells', utf8(`a\n${','.repeat(60)}b`), 'Row 2'],
  ])('that is %s is refused with a sentence', (_name, bytes, said) => expect(problem(bytes)).toContain(said));
});
