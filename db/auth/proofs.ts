/** Lockout: so many failed proofs in a row, and nothing is looked at for a while (C-AUTH-4). One row decides for all api processes. */
import { eq, lt, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { failedProofs } from './table.ts';

export interface LockoutRule {
  /** Failures in a row that lock. */
  failures: number;
  lockMs: number;
}

export const LOCKOUT: LockoutRule = { failures: 5, lockMs: 30 * 60_000 };

const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * Counts a try as failed until `proofHeld` says otherwise. The try that reaches the limit is still looked at, and locks at once.
 * @returns until when nothing is looked at (epoch ms), and whether this very try locked; null when it may be looked at and did not.
 */
export async function claimProof(
  tx: Tx,
  { key, now, rule }: { key: string; now: number; rule: LockoutRule },
): Promise<{ refusedUntil: number | null; locks: boolean }> {
  const until = at(now + rule.lockMs);
  const t = failedProofs;
  // A lock that is over, and failures older than one, begin anew.
  const anew = sql`(${t.lockedUntil} is not null and ${t.lockedUntil} <= ${at(now)}) or ${t.lastAt} <= ${at(now - rule.lockMs)}`;
  const [row] = await tx
    .insert(t)
    .values({ key, failures: 1, lastAt: now, lockedUntil: rule.failures <= 1 ? now + rule.lockMs : null })
    .onConflictDoUpdate({
      target: t.key,
      set: {
        failures: sql`case when ${anew} then 1 else ${t.failures} + 1 end`,
        lastAt: now,
        lockedUntil: sql`case when ${anew} then (case when ${rule.failures}::int <= 1 then ${until} end) when ${t.failures} + 1 >= ${rule.failures}::int then ${until} end`,
      },
      setWhere: sql`${t.lockedUntil} is null or ${t.lockedUntil} <= ${at(now)}`,
    })
    .returning({ lockedUntil: t.lockedUntil });
  if (row) return { refusedUntil: null, locks: row.lockedUntil !== null };
  const [locked] = await tx.select({ until: t.lockedUntil }).from(t).where(eq(t.key, key));
  return { refusedUntil: locked?.until ?? now + rule.lockMs, locks: false };
}

export async function proofHeld(tx: Tx, { key }: { key: string }): Promise<void> {
  await tx.delete(failedProofs).where(eq(failedProofs.key, key));
}

/** Rows that say nothing any more. */
export async function deleteProofsBefore(tx: Tx, before: number): Promise<void> {
  await tx.delete(failedProofs).where(lt(failedProofs.lastAt, before));
}
