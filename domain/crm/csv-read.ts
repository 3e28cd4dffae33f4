/** Reads CSV as spreadsheets write it (RFC 4180, and `;` or tabs between cells). Pure; the browser and the server share it. */

const BETWEEN = [',', ';', '\t'] as const;

/** The one of the three that stands most often in the first line, outside of quotes. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]/) >>> 0).replaceAll(/"[^"]*"/g, '');
  const counted = BETWEEN.map(separator => ({ separator, count: line.split(separator).length }));
  return counted.sort((one, other) => other.count - one.count)[0]?.separator ?? ',';
}

export interface ParsedCsv {
  rows: string[][];
  /** The line, from 1, of a quote that is never closed: all that follows it is in that cell. Null when there is none. */
  openQuoteLine: number | null;
}

/** Rows of cells; empty lines are left out, a byte order mark too. A quote that is never closed ends with the text. */
export const readCsv = (text: string): string[][] => parseCsv(text).rows;

export function parseCsv(text: string): ParsedCsv {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const separator = separatorOf(body);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  let quotedAt = 0;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.some(each => each.trim() !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < body.length; at++) {
    const letter = body[at] ?? '';
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (body[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (letter === '"' && cell === '') {
      quoted = true;
      quotedAt = at;
    } else if (letter === separator) endCell();
    else if (letter === '\n') endRow();
    else if (letter !== '\r') cell += letter;
    else if (body[at + 1] !== '\n') endRow();
  }
  if (cell !== '' || row.length > 0) endRow();
  return { rows, openQuoteLine: quoted ? body.slice(0, quotedAt).split(/\r\n|\r|\n/).length : null };
}
