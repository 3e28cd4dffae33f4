/** Counts the SQL statements of a period by shape, from Postgres' own log. */
import { readFileSync, statSync } from 'node:fs';
import type { Report } from '../report/results.ts';

interface StatementCount {
  shape: string;
  count: number;
  /** Parse, bind and execute together. */
  totalMs: number;
}

/** Begins a count. @returns what ends it; null when statements are not logged. */
export function statementCount(
  log: string | null,
  databaseUrl: string,
): ((report: Report, units: number, unit: string) => void) | null {
  if (!log) return null;
  const from = statSync(log).size;
  return (report, units, unit) => {
    const counts = countStatements(log, from, new URL(databaseUrl).pathname.slice(1));
    const total = counts.reduce((sum, each) => sum + each.count, 0);
    report.lines.push({ kind: 'statements', unit, units, total, counts: counts.slice(0, 100) });
    report.text.push(
      `SQL statements over ${units} ${unit}s (polling included): ${total}, ${(total / units).toFixed(1)} a ${unit}. Most of them:`,
    );
    for (const each of counts.slice(0, 60))
      report.text.push(
        `  ${(each.count / units).toFixed(2).padStart(7)}  ${(each.totalMs / units).toFixed(2).padStart(7)} ms  ${each.shape}`,
      );
    report.text.push('');
  };
}

/** @param from where in the log the period begins. @param database only statements there. */
function countStatements(file: string, from: number, database: string): StatementCount[] {
  const text = readFileSync(file).subarray(from).toString('utf8');
  const counts = new Map<string, StatementCount>();
  const entry =
    /^\d{4}-\S+ \S+ \S+ (\S+) LOG: {2}duration: ([\d.]+) ms {2}(parse|bind|execute|statement)[^:]*: ([\s\S]*?)(?=^\d{4}-\d\d-\d\d |$(?![\s\S]))/gm;
  for (const [, db, ms, step, sql] of text.matchAll(entry)) {
    if (db !== database || sql === undefined) continue;
    const shape = shapeOf(sql);
    const found = counts.get(shape) ?? { shape, count: 0, totalMs: 0 };
    found.totalMs += Number(ms);
    if (step === 'execute' || step === 'statement') found.count++;
    counts.set(shape, found);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Lists of columns and placeholders say nothing about which statement it is. */
const shapeOf = (sql: string): string =>
  sql
    .replace(/\s+/g, ' ')
    .replace(/^select (?!set_config).*? from /i, 'select … from ')
    .replace(/ values .*$/i, (rest: string) => (/on conflict/i.test(rest) ? ' … on conflict …' : ' …'))
    .replace(/\(("[^"]+",? ?)+\)/g, '(…)')
    .replace(/ set .* where /i, ' set … where ')
    .trim()
    .slice(0, 160);
