/**
 * A chosen file as rows of text, or a sentence that says what is wrong with it and how to mend it. Pure; the browser uses it
 * before anything is sent, so that nobody waits for an upload to be refused.
 */
import { parseCsv } from './csv-read.ts';

export const MOST_IMPORT_BYTES = 60_000_000;
export const MOST_IMPORT_ROWS = 200_000;
export const MOST_IMPORT_COLUMNS = 60;
/** UTF-16 code units. */
export const MOST_COLUMN_NAME = 200;
export const MOST_CELL = 10_000;

export type CsvFile = { ok: true; columns: string[]; rows: string[][] } | { ok: false; problem: string };

const number = (value: number): string => value.toLocaleString('en');
const wrong = (problem: string): { ok: false; problem: string } => ({ ok: false, problem });

/** What says that a file is something else, by its first bytes. */
const OTHERS: [number[], string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'This is a workbook or an archive, not a CSV file. Open it and save it as “CSV UTF-8”.'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'This is an old workbook, not a CSV file. Open it and save it as “CSV UTF-8”.'],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF, not a CSV file.'],
  [[0x1f, 0x8b], 'This file is compressed. Unpack it and choose the CSV file in it.'],
];

const begins = (bytes: Uint8Array, with_: number[]): boolean => with_.every((byte, at) => bytes[at] === byte);

/** UTF-8, or UTF-16 where a byte order mark says so. */
function decoded(bytes: Uint8Array): { ok: true; text: string } | { ok: false; problem: string } {
  const encoding = begins(bytes, [0xff, 0xfe]) ? 'utf-16le' : begins(bytes, [0xfe, 0xff]) ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\u0000')
      ? wrong(
          'This file holds zero bytes: it is not text, or not in UTF-8. Save it as “CSV UTF-8” and choose it again.',
        )
      : { ok: true, text };
  } catch {
    const line = encoding === 'utf-8' ? ` (line ${number(firstBadLine(bytes))} is the first that is not)` : '';
    return wrong(`This file is not written in UTF-8${line}, so names would come out garbled. Save it as “CSV UTF-8”.`);
  }
}

/** No byte of a longer letter is a line feed, so lines may be decoded one by one. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, from = 0; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    try {
      decoder.decode(bytes.subarray(from, end < 0 ? undefined : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    from = end + 1;
  }
}

/** The first line names the columns. Rows may be shorter or longer than it: that is said of each when it is checked. */
export function readCsvFile(bytes: Uint8Array): CsvFile {
  if (bytes.length > MOST_IMPORT_BYTES)
    return wrong(`This file is larger than ${MOST_IMPORT_BYTES / 1e6} MB. Split it into several.`);
  const other = OTHERS.find(([first]) => begins(bytes, first));
  if (other) return wrong(other[1]);
  const read = decoded(bytes);
  if (!read.ok) return read;
  const { rows: all, openQuoteLine } = parseCsv(read.text);
  if (openQuoteLine !== null)
    return wrong(`A quote in line ${number(openQuoteLine)} is opened and never closed. Close it, or write it twice.`);
  const [columns, ...rows] = all;
  if (!columns || rows.length === 0) return wrong('This file has no rows below the names of its columns.');
  if (rows.length > MOST_IMPORT_ROWS)
    return wrong(`This file has ${number(rows.length)} rows; ${number(MOST_IMPORT_ROWS)} is the most. Split it.`);
  if (columns.length > MOST_IMPORT_COLUMNS)
    return wrong(`This file has ${columns.length} columns; ${MOST_IMPORT_COLUMNS} is the most. Leave some out.`);
  if (columns.some(name => name.length > MOST_COLUMN_NAME))
    return wrong(
      `A column's name is longer than ${MOST_COLUMN_NAME} characters: does the first line name the columns?`,
    );
  const long = rows.findIndex(row => row.some(cell => cell.length > MOST_CELL));
  if (long >= 0)
    return wrong(`Row ${number(long + 2)} holds a cell of more than ${number(MOST_CELL)} characters. Shorten it.`);
  const wide = rows.findIndex(row => row.length > MOST_IMPORT_COLUMNS);
  if (wide >= 0) return wrong(`Row ${number(wide + 2)} has more than ${MOST_IMPORT_COLUMNS} cells. Mend it.`);
  return { ok: true, columns: columns.map(name => name.trim()), rows };
}
