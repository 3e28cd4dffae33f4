import { inArray, sql } from 'drizzle-orm';
import { type Rate, takeUnit } from '../../domain/message/rate.ts';
import type { Tx } from '../database.ts';
import { rateLimits } from '../intake/table.ts';

/** A rate permit was refused: thrown, so that the transaction that asked for it leaves nothing behind. */
export class PermitWait extends Error {
  override name = 'PermitWait';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('a rate permit is not free yet');
    this.waitMs = waitMs;
  }
}

/**
 * Takes one unit of every rate, or of none. Rows are locked in sorted order until the transaction ends.
 * @throws PermitWait when one is spent: the caller's transaction must not be kept.
 */
export async function takePermit(tx: Tx, rates: Rate[], now: number): Promise<void> {
  const sorted = [...rates].sort((a, b) => (a.key < b.key ? -1 : 1));
  const at = new Date(now).toISOString();
  // GCRA in one statement (domain/message/rate.ts): a unit moves the theoretical arrival time by its interval, unless
  // that would leave more than the burst ahead of now. Rows that may not move do not come back.
  const rows = sorted.map(
    rate =>
      sql`(${rate.key}::text, ${at}::timestamptz + ${`${rate.intervalMs} milliseconds`}::interval, ${`${rate.intervalMs} milliseconds`}::interval, ${`${rate.intervalMs * rate.burst} milliseconds`}::interval)`,
  );
  const result = await tx.execute<{ key: string }>(sql`
    with wanted(key, first, step, room) as (values ${sql.join(rows, sql`, `)})
    insert into rate_limits as r (key, tat) select key, first from wanted order by key
    on conflict (key) do update set tat = greatest(r.tat, ${at}::timestamptz) + (select step from wanted w where w.key = r.key)
      where greatest(r.tat, ${at}::timestamptz) + (select step - room from wanted w where w.key = r.key) <= ${at}::timestamptz
    returning key`);
  if (result.rows.length === sorted.length) return;
  const taken = new Set(result.rows.map(row => row.key));
  const spent = sorted.filter(rate => !taken.has(rate.key));
  const found = await tx
    .select()
    .from(rateLimits)
    .where(
      inArray(
        rateLimits.key,
        spent.map(rate => rate.key),
      ),
    );
  const waits = spent.map(rate => {
    const answer = takeUnit(found.find(row => row.key === rate.key)?.tat ?? null, now, rate);
    return answer.ok ? 1 : answer.waitMs;
  });
  throw new PermitWait(Math.max(1, ...waits));
}
