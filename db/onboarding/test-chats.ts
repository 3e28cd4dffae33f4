/** Talks that are only tried: kept a week, so that they can be gone on with. */
import { and, eq, lt } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { testChats } from './table.ts';

const KEPT_MS = 7 * 86_400_000;

export async function newTestChat(
  tx: Tx,
  { orgId, memberId, state, now }: { orgId: string; memberId: string; state: unknown; now: number },
): Promise<string> {
  await tx.delete(testChats).where(and(eq(testChats.orgId, orgId), lt(testChats.updatedAt, now - KEPT_MS)));
  const id = newId();
  await tx.insert(testChats).values({ orgId, id, memberId, state, createdAt: now, updatedAt: now });
  return id;
}

/** The state with the time it was saved at; null when there is no such talk. */
export async function findTestChat(
  tx: Tx,
  { orgId, id }: { orgId: string; id: string },
): Promise<{ state: unknown; updatedAt: number } | null> {
  const [row] = await tx
    .select({ state: testChats.state, updatedAt: testChats.updatedAt })
    .from(testChats)
    .where(and(eq(testChats.orgId, orgId), eq(testChats.id, id)));
  return row ?? null;
}

/** False when it was gone on with meanwhile (or has gone away): two answers at once would lose one. */
export async function saveTestChat(
  tx: Tx,
  { orgId, id, state, seen, now }: { orgId: string; id: string; state: unknown; seen: number; now: number },
): Promise<boolean> {
  const saved = await tx
    .update(testChats)
    .set({ state, updatedAt: Math.max(now, seen + 1) })
    .where(and(eq(testChats.orgId, orgId), eq(testChats.id, id), eq(testChats.updatedAt, seen)))
    .returning({ id: testChats.id });
  return saved.length > 0;
}
