/** Fixed windows of requests (db/limits/table.ts). */
import { lt, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { requestWindows } from './table.ts';

/**
 * Takes the next `units` numbers of a key's window, and opens a new one when the last is over. Numbers beyond the limit are the
 * caller's to refuse.
 * @returns the highest number taken, and when the window ends (epoch ms).
 */
export async function takeFromWindow(
  tx: Tx,
  { key, units, windowMs, now }: { key: string; units: number; windowMs: number; now: number },
): Promise<{ through: number; endsAt: number }> {
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  const [row] = await tx
    .insert(requestWindows)
    .values({ key, endsAt: now + windowMs, taken: units })
    .onConflictDoUpdate({
      target: requestWindows.key,
      set: {
        endsAt: sql`case when ${requestWindows.endsAt} <= ${at} then excluded.ends_at else ${requestWindows.endsAt} end`,
        taken: sql`case when ${requestWindows.endsAt} <= ${at} then excluded.taken else ${requestWindows.taken} + excluded.taken end`,
      },
    })
    .returning({ through: requestWindows.taken, endsAt: requestWindows.endsAt });
  if (!row) throw new Error('a window of requests did not come back');
  return row;
}

/** A window that is over says the same as no row at all. */
export async function deleteWindowsBefore(tx: Tx, before: number): Promise<void> {
  await tx.delete(requestWindows).where(lt(requestWindows.endsAt, before));
}
