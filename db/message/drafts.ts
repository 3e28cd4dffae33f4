/** Drafts whose question has changed under them. */
import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { turns } from '../turn/table.ts';
import { drafts, messages } from './table.ts';

/**
 * Open drafts for approval that answer a message which the customer has changed are superseded, and what they answered
 * counts as not handled again. The conversation must be locked.
 * @returns the cursor to go back to; null when no draft answers this message.
 */
export async function supersedeDrafts(
  tx: Tx,
  { orgId, conversationId, number, now }: { orgId: string; conversationId: string; number: number; now: number },
): Promise<number | null> {
  const answering = await tx
    .select({ id: drafts.id, turnId: turns.id, from: turns.cursorFrom })
    .from(drafts)
    .innerJoin(turns, and(eq(turns.orgId, drafts.orgId), eq(turns.id, drafts.turnId)))
    .where(
      and(
        eq(drafts.orgId, orgId),
        eq(drafts.conversationId, conversationId),
        eq(drafts.kind, 'APPROVAL'),
        eq(drafts.state, 'PENDING'),
        lt(turns.cursorFrom, number),
        gte(turns.through, number),
      ),
    );
  if (answering.length === 0) return null;
  for (const { id, turnId } of answering) {
    await tx
      .update(drafts)
      .set({ state: 'SUPERSEDED', decidedAt: now, version: sql`${drafts.version} + 1` })
      .where(and(eq(drafts.orgId, orgId), eq(drafts.id, id)));
    await tx
      .update(messages)
      .set({ handledBy: null, handledAt: null })
      .where(
        and(eq(messages.orgId, orgId), eq(messages.conversationId, conversationId), eq(messages.handledBy, turnId)),
      );
  }
  return Math.min(...answering.map(({ from }) => from));
}
