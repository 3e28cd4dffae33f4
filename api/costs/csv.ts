/** Rows as a CSV file (RFC 4180) that no spreadsheet takes for a formula. Pure. */

/** A cell that a spreadsheet would calculate gets an apostrophe before it; plain numbers stay numbers. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvOf = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('');
