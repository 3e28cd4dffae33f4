/**
 * Which conversations have a send that nobody can tell about: kept on the row, so that the view "Needs a person" stays one index.
 * A send counts from two minutes on, because most are settled by their status before; time passing is no change of a row, so the
 * dispatcher looks.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { conversations } from './table.ts';
import { UNKNOWN_SHOWN_AFTER_MS } from './views.ts';

const shownBefore = (now: number) => sql`${new Date(now - UNKNOWN_SHOWN_AFTER_MS).toISOString()}::timestamptz`;

/** As the system role: conversations whose mark is not what their messages say. */
export async function wronglyMarked(tx: Tx, now: number): Promise<{ orgId: string; conversationId: string }[]> {
  const { rows } = await tx.execute<{ org_id: string; conversation_id: string }>(sql`
    (select distinct m.org_id, m.conversation_id from messages m
      join conversations c on c.org_id = m.org_id and c.id = m.conversation_id and not c.unconfirmed
      where m.state = 'UNKNOWN' and m.unknown_since < ${shownBefore(now)} limit 200)
    union all
    (select c.org_id, c.id from conversations c
      where c.unconfirmed and not exists (select from messages m
        where m.org_id = c.org_id and m.conversation_id = c.id and m.state = 'UNKNOWN' and m.unknown_since < ${shownBefore(now)})
      limit 200)`);
  return rows.map(row => ({ orgId: row.org_id, conversationId: row.conversation_id }));
}

/** Makes the mark of one conversation true, and tells who watches. @returns the mark; null when it was true before. */
export async function markUnconfirmed(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<boolean | null> {
  const open = sql<boolean>`exists (select from messages m where m.org_id = ${orgId} and m.conversation_id = ${conversationId} and m.state = 'UNKNOWN' and m.unknown_since < ${shownBefore(now)})`;
  const changed = await tx
    .update(conversations)
    .set({ unconfirmed: open })
    .where(
      and(
        eq(conversations.orgId, orgId),
        eq(conversations.id, conversationId),
        sql`${conversations.unconfirmed} <> ${open}`,
      ),
    )
    .returning({ unconfirmed: conversations.unconfirmed });
  const [row] = changed;
  if (!row) return null;
  await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
  return row.unconfirmed;
}
