import { eq, sql } from 'drizzle-orm';
import { type Rate, takeUnit } from '../../domain/message/rate.ts';
import type { Tx } from '../database.ts';
import { rateLimits } from '../intake/table.ts';

export type Permit = { ok: true } | { ok: false; waitMs: number };

/** Takes one unit of every rate, or of none: on a refusal nothing is written. Rows are locked in sorted order until the transaction ends. */
export async function takePermit(tx: Tx, rates: Rate[], now: number): Promise<Permit> {
  const taken: { key: string; tat: number }[] = [];
  for (const rate of [...rates].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    await tx.insert(rateLimits).values({ key: rate.key, tat: now }).onConflictDoNothing();
    const [row] = await tx.select().from(rateLimits).where(eq(rateLimits.key, rate.key)).for('update');
    const result = takeUnit(row?.tat ?? null, now, rate);
    if (!result.ok) return { ok: false, waitMs: result.waitMs };
    taken.push({ key: rate.key, tat: result.tat });
  }
  for (const { key, tat } of taken) await tx.update(rateLimits).set({ tat }).where(eq(rateLimits.key, key));
  return { ok: true };
}

/** Nothing goes under this key before `until` (the provider said so). */
export async function holdBack(tx: Tx, key: string, until: number): Promise<void> {
  await tx
    .insert(rateLimits)
    .values({ key, tat: until })
    .onConflictDoUpdate({ target: rateLimits.key, set: { tat: sql`greatest(${rateLimits.tat}, excluded.tat)` } });
}
