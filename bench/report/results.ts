/** Results of a run: JSON lines for later comparison, tables for people. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Aim {
  name: string;
  aim: string;
  measured: string;
  met: boolean;
  /** What a miss is explained with. */
  because: string;
}

/** What every part hands in. */
export interface Report {
  /** One JSON line each; `kind` says what it is. */
  lines: ({ kind: string } & Record<string, unknown>)[];
  /** Printed as they are. */
  text: string[];
  aims: Aim[];
  /** Something was lost or refused that must not be: the run fails. */
  losses: string[];
}

export const emptyReport = (): Report => ({ lines: [], text: [], aims: [], losses: [] });

/** @returns the file. */
export function keep(lines: Report['lines'], head: Record<string, unknown>, startedAt: Date): string {
  const directory = fileURLToPath(new URL('../results', import.meta.url));
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${startedAt.toISOString().slice(0, 10)}.jsonl`);
  const run = startedAt.toISOString();
  const all = [{ kind: 'run', ...head }, ...lines];
  appendFileSync(file, all.map(line => `${JSON.stringify({ run, ...line })}\n`).join(''));
  return file;
}

/** Columns as wide as what is in them; the first to the left, figures to the right. */
export function table(title: string, head: string[], rows: (string | number)[][]): string {
  const cells = [head, ...rows.map(row => row.map(String))];
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const [header = [], ...body] = cells;
  return [title, '', line(header), widths.map(width => '─'.repeat(width)).join('──'), ...body.map(line), ''].join('\n');
}

export const cpuText = (cpu: Record<string, number>): string =>
  Object.entries(cpu)
    .filter(([, ms]) => ms >= 0.01)
    .map(([name, ms]) => `${name} ${ms}`)
    .join(', ');
