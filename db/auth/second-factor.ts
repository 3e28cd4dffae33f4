/** A person's second factor: a sealed secret, and recovery codes. As the system role. */
import { and, count, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { recoveryCodes, secondFactors } from './table.ts';

export interface SecondFactor {
  secretSealed: Buffer;
  confirmedAt: number | null;
  lastStep: number;
}

export async function findSecondFactor(tx: Tx, { userId }: { userId: string }): Promise<SecondFactor | null> {
  const [row] = await tx.select().from(secondFactors).where(eq(secondFactors.userId, userId));
  return row ?? null;
}

/** Puts a new secret in the place of one that was never confirmed. @returns false when one is confirmed already. */
export async function enrol(
  tx: Tx,
  { userId, secretSealed, now }: { userId: string; secretSealed: Buffer; now: number },
): Promise<boolean> {
  const rows = await tx
    .insert(secondFactors)
    .values({ userId, secretSealed, createdAt: now })
    .onConflictDoUpdate({
      target: secondFactors.userId,
      set: { secretSealed, createdAt: now, lastStep: 0 },
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ userId: secondFactors.userId });
  return rows.length > 0;
}

/** @returns false when it is confirmed already, or its code was taken meanwhile. */
export async function confirm(
  tx: Tx,
  { userId, step, now }: { userId: string; step: number; now: number },
): Promise<boolean> {
  const rows = await tx
    .update(secondFactors)
    .set({ confirmedAt: now, lastStep: step })
    .where(and(eq(secondFactors.userId, userId), isNull(secondFactors.confirmedAt), lt(secondFactors.lastStep, step)))
    .returning({ userId: secondFactors.userId });
  return rows.length > 0;
}

/** Takes a code's time step: of two that bring the same code at once, one gets false. */
export async function takeStep(tx: Tx, { userId, step }: { userId: string; step: number }): Promise<boolean> {
  const rows = await tx
    .update(secondFactors)
    .set({ lastStep: step })
    .where(
      and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt), lt(secondFactors.lastStep, step)),
    )
    .returning({ userId: secondFactors.userId });
  return rows.length > 0;
}

export async function takeRecoveryCode(
  tx: Tx,
  { userId, hash, now }: { userId: string; hash: Buffer; now: number },
): Promise<boolean> {
  const rows = await tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash), isNull(recoveryCodes.usedAt)))
    .returning({ userId: recoveryCodes.userId });
  return rows.length > 0;
}

/** The codes before these end. */
export async function setRecoveryCodes(
  tx: Tx,
  { userId, hashes }: { userId: string; hashes: Buffer[] },
): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  if (hashes.length > 0) await tx.insert(recoveryCodes).values(hashes.map(hash => ({ userId, hash })));
}

export async function recoveryCodesLeft(tx: Tx, { userId }: { userId: string }): Promise<number> {
  const [row] = await tx
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
  return row?.left ?? 0;
}

export async function removeSecondFactor(tx: Tx, { userId }: { userId: string }): Promise<void> {
  await tx.delete(secondFactors).where(eq(secondFactors.userId, userId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}
