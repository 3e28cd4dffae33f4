/** Sessions of one person, as they see them (C-AUTH-2). As the system role. */
import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { sessions } from './table.ts';

export interface SessionRow {
  id: string;
  createdAt: number;
  /** Moved at most once a day. */
  usedAt: number;
  expiresAt: number;
  ipAddress: string | null;
  userAgent: string | null;
}

export async function sessionsOf(tx: Tx, { userId, now }: { userId: string; now: number }): Promise<SessionRow[]> {
  const rows = await tx
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, new Date(now))))
    .orderBy(desc(sessions.updatedAt), desc(sessions.id))
    .limit(200);
  return rows.map(row => ({
    id: row.id,
    createdAt: row.createdAt.getTime(),
    usedAt: row.updatedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    ipAddress: row.ipAddress || null,
    userAgent: row.userAgent || null,
  }));
}

/** @returns false when this person has no such session. */
export async function endSession(tx: Tx, { userId, id }: { userId: string; id: string }): Promise<boolean> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, id)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** @param input.except the session that stays; null ends all. @returns how many ended. */
export async function endSessions(
  tx: Tx,
  { userId, except }: { userId: string; except: string | null },
): Promise<number> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), except === null ? sql`true` : ne(sessions.id, except)))
    .returning({ id: sessions.id });
  return ended.length;
}

/** The organization a session works in from now on. */
export async function workIn(
  tx: Tx,
  { sessionId, organizationId }: { sessionId: string; organizationId: string },
): Promise<void> {
  await tx.update(sessions).set({ organizationId }).where(eq(sessions.id, sessionId));
}
