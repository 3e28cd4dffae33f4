/** Sends that were to be tried again and whose workflow forgot them, because its run was terminated or its record restored. */
import { and, eq, sql } from 'drizzle-orm';
import { note } from '../db/audit/queries.ts';
import {
  type ConversationPatch,
  type LoadedConversation,
  loadConversation,
  saveConversation,
} from '../db/conversation/load.ts';
import type { Database, Tx } from '../db/database.ts';
import { publish } from '../db/event/queries.ts';
import { messages } from '../db/message/table.ts';
import { tellWorkflow } from '../db/outbox/queries.ts';
import { loadTurn, type TurnRow } from '../db/turn/queries.ts';
import { turns } from '../db/turn/table.ts';

const PERSON_MS = 60_000;
/** Beyond every backoff: what the agent said before is out of date then. */
const AGENT_MS = 10 * 60_000;

/** @returns how many conversations were told. */
export async function wakeQueued(db: Database, now: number): Promise<number> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const people = await db.withSystem(tx =>
    tx.execute<{ org_id: string; conversation_id: string }>(sql`
      select distinct m.org_id, m.conversation_id from messages m
      where m.state = 'QUEUED' and (m.member_id is not null or m.sender = 'SYSTEM') and m.created_at < ${at(now - PERSON_MS)}
        and (m.not_before_at is null or m.not_before_at <= ${at(now)})
        and not exists (select from outbox o where o.org_id = m.org_id and o.conversation_id = m.conversation_id and o.kind = 'outbound')
      limit 200`),
  );
  for (const row of people.rows)
    await db.withOrg(row.org_id, tx =>
      tellWorkflow(tx, { orgId: row.org_id, conversationId: row.conversation_id, kind: 'outbound', payload: {}, now }),
    );
  const agents = await db.withSystem(tx =>
    tx.execute<{ org_id: string; conversation_id: string; id: string }>(sql`
      select org_id, conversation_id, id from messages
      where state = 'QUEUED' and member_id is null and greatest(created_at, claimed_at, not_before_at) < ${at(now - AGENT_MS)}
      limit 200`),
  );
  for (const row of agents.rows)
    await db.withOrg(row.org_id, tx =>
      giveUp(tx, { orgId: row.org_id, conversationId: row.conversation_id, messageId: row.id, now }),
    );
  return people.rows.length + agents.rows.length;
}

/** The reply was never sent: it fails, and whoever owns the conversation now has the customer's messages to answer. */
async function giveUp(
  tx: Tx,
  { orgId, conversationId, messageId, now }: { orgId: string; conversationId: string; messageId: string; now: number },
): Promise<void> {
  // Locked as a claim locks it: from here on the message is either claimed, or nobody's.
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  const [failed] = await tx
    .update(messages)
    .set({ state: 'FAILED', errorCode: 'superseded', errorMessage: 'It was not sent in time and is out of date now.' })
    .where(and(eq(messages.orgId, orgId), eq(messages.id, messageId), eq(messages.state, 'QUEUED')))
    .returning({ turnId: messages.turnId });
  if (!loaded || !failed) return;
  await publish(tx, { orgId, kind: 'message.updated', conversationId, messageId, now });
  await note(tx, { orgId, conversationId, kind: 'SEND_FAILED', outcome: 'superseded', now });
  const turn = failed.turnId ? await loadTurn(tx, { orgId, turnId: failed.turnId }) : null;
  if (turn) {
    await tx
      .update(turns)
      .set({ outcome: 'SUPERSEDED', refusal: 'SUPERSEDED' })
      .where(and(eq(turns.orgId, orgId), eq(turns.id, turn.id)));
    await publish(tx, { orgId, kind: 'turn.updated', conversationId, now });
  }
  await saveConversation(tx, loaded, turn?.trigger === 'inbound' ? await unanswered(tx, loaded, turn, now) : {}, now);
  // A cursor that went back is not in the number: the workflow loads the row as well.
  await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  if (loaded.row.handledThrough < loaded.row.lastInboundNumber)
    await tellWorkflow(tx, {
      orgId,
      conversationId,
      kind: 'inbound',
      payload: { through: loaded.row.lastInboundNumber },
      now,
    });
}

async function unanswered(tx: Tx, { row }: LoadedConversation, turn: TurnRow, now: number): Promise<ConversationPatch> {
  if (row.owner === 'PAUSED' || row.closedAt !== null) return {};
  if (row.owner === 'HUMAN') return { customerWaitingAt: row.customerWaitingAt ?? now };
  // A later turn has read them too, and answered.
  if (row.handledThrough !== turn.through) return {};
  await tx
    .update(messages)
    .set({ handledBy: null, handledAt: null })
    .where(and(eq(messages.orgId, row.orgId), eq(messages.conversationId, row.id), eq(messages.handledBy, turn.id)));
  return { handledThrough: turn.cursorFrom, firstUnhandledAt: row.firstUnhandledAt ?? now };
}
