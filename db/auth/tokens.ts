/** Tokens that work once, and for a while. */
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { oneTimeTokens, type TokenKind } from './table.ts';

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** 256 random bits, as they stand in an address. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** @returns the token itself, which is kept nowhere. Older ones of the same kind end, so that only the newest mail works. */
export async function issueToken(
  tx: Tx,
  token: { kind: TokenKind; userId: string; remember?: boolean; expiresAt: number },
): Promise<string> {
  const { kind, userId, expiresAt, remember = true } = token;
  if (kind !== 'second_factor')
    await tx.delete(oneTimeTokens).where(and(eq(oneTimeTokens.userId, userId), eq(oneTimeTokens.kind, kind)));
  const plain = newToken();
  await tx.insert(oneTimeTokens).values({ hash: hashOf(plain), kind, userId, remember, expiresAt });
  return plain;
}

export interface TokenFound {
  userId: string;
  remember: boolean;
}

const living = (kind: TokenKind, token: string, now: number) =>
  and(eq(oneTimeTokens.hash, hashOf(token)), eq(oneTimeTokens.kind, kind), gt(oneTimeTokens.expiresAt, now));

export async function findToken(
  tx: Tx,
  { kind, token, now }: { kind: TokenKind; token: string; now: number },
): Promise<TokenFound | null> {
  const [row] = await tx
    .select()
    .from(oneTimeTokens)
    .where(living(kind, token, now));
  return row ? { userId: row.userId, remember: row.remember } : null;
}

/** The one who deletes it has it: of two at once, one gets null. */
export async function takeToken(
  tx: Tx,
  { kind, token, now }: { kind: TokenKind; token: string; now: number },
): Promise<TokenFound | null> {
  const [row] = await tx
    .delete(oneTimeTokens)
    .where(living(kind, token, now))
    .returning();
  return row ? { userId: row.userId, remember: row.remember } : null;
}

export async function endTokens(tx: Tx, { userId, kind }: { userId: string; kind: TokenKind }): Promise<void> {
  await tx.delete(oneTimeTokens).where(and(eq(oneTimeTokens.userId, userId), eq(oneTimeTokens.kind, kind)));
}

export async function deleteTokensBefore(tx: Tx, before: number): Promise<void> {
  await tx.delete(oneTimeTokens).where(lt(oneTimeTokens.expiresAt, before));
}
