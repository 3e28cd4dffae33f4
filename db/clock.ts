/**
 * The time all processes agree on: Postgres's. Windows, leases, rate permits and timeouts are compared between processes,
 * so one whose own clock is a day off would hold back or hurry all of them.
 */
import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

export interface RecordClock {
  /** Epoch ms by the record's clock. Jumps of this machine's own clock do not reach it. */
  now(): number;
  stop(): void;
}

export interface RecordClockOptions {
  /** How often it is compared with the record's. */
  everyMs?: number;
  /** Hears of a difference between this machine's clock and the record's, when it is first larger than `tellMs`. */
  onDifference?: (differenceMs: number) => void;
  tellMs?: number;
}

const EVERY_MS = 30_000;
const TELL_MS = 5_000;

/** Resolves after the first comparison. While the record is away the clock goes on from what it knows; this machine's at first. */
export async function startRecordClock(
  db: Database,
  { everyMs = EVERY_MS, onDifference, tellMs = TELL_MS }: RecordClockOptions = {},
): Promise<RecordClock> {
  // Counted on from here by the monotonic clock, which nobody can set.
  let base = Date.now() - performance.now();
  let told = false;
  const compare = async (): Promise<void> => {
    const asked = performance.now();
    const { rows } = await db.withSystem(tx =>
      tx.execute<{ ms: string }>(sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms`),
    );
    const answered = performance.now();
    base = Number(rows[0]?.ms) - (asked + answered) / 2;
    const differenceMs = Math.round(Date.now() - (base + performance.now()));
    const large = Math.abs(differenceMs) > tellMs;
    if (large && !told) onDifference?.(differenceMs);
    told = large;
  };
  await compare().catch(() => undefined);
  const timer = setInterval(() => void compare().catch(() => undefined), everyMs);
  timer.unref();
  return { now: () => Math.round(base + performance.now()), stop: () => clearInterval(timer) };
}
