/** Conversations that were put aside: they leave the lists until a time, or until the customer writes. */
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import type { ConversationPatch } from './load.ts';
import { conversations } from './table.ts';

/** Not snoozed. */
export const AWAKE = { snoozedAt: null, snoozedUntil: null, snoozedBy: null } satisfies ConversationPatch;

/** As the system role: whose time has come. */
export async function dueToWake(tx: Tx, now: number): Promise<{ orgId: string; conversationId: string }[]> {
  const { rows } = await tx.execute<{ org_id: string; id: string }>(
    sql`select org_id, id from conversations where snoozed_until <= ${new Date(now).toISOString()}::timestamptz limit 200`,
  );
  return rows.map(row => ({ orgId: row.org_id, conversationId: row.id }));
}

/** Wakes one whose time has come: it counts as unread, so that it is seen. @returns who had put it aside; null when it was awake. */
export async function wake(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<{ snoozedBy: string | null } | null> {
  const mine = and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId));
  const [row] = await tx
    .select({ until: conversations.snoozedUntil, snoozedBy: conversations.snoozedBy })
    .from(conversations)
    .where(mine)
    .for('update');
  if (row?.until == null || row.until > now) return null;
  await tx
    .update(conversations)
    .set({ ...AWAKE, unread: sql`greatest(${conversations.unread}, 1)` })
    .where(mine);
  await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
  return { snoozedBy: row.snoozedBy };
}
