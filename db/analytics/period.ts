/** The stretch of time a figure is asked for. */
import { type SQL, sql } from 'drizzle-orm';

/** `startMs` is in it, `endMs` is not. */
export interface Period {
  orgId: string;
  startMs: number;
  endMs: number;
  now: number;
}

export const instantSql = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
/** Whether a column lies in the period. */
export const during = (column: SQL, { startMs, endMs }: Pick<Period, 'startMs' | 'endMs'>): SQL =>
  sql`(${column} >= ${instantSql(startMs)} and ${column} < ${instantSql(endMs)})`;
