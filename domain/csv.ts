/** CSV (RFC 4180) that no spreadsheet takes for a formula. Pure. */

/** What a spreadsheet would calculate, in wide letters too, gets an apostrophe before it, also behind spaces; a plain number stays one. */
export function csvCell(text: string): string {
  const formula = /^\s*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text);
  const safe = formula ? `'${text}` : text;
  // Some take a tab for the end of a cell too: what is behind it must not begin one.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvRow = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** A whole file: the names of its columns, then its rows. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, ...rows].map(csvRow).join('');
