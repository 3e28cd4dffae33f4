/** What an operator looks at and mends by hand: parked updates, undecided sends, stuck conversations. Ids and times only. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { tellWorkflow } from '../outbox/queries.ts';

const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
const ms = (value: Date | string): number => new Date(value).getTime();
const msOrNull = (value: Date | string | null): number | null => (value === null ? null : ms(value));

export interface ParkedUpdate {
  id: number;
  orgId: string;
  channelAccountId: string;
  reason: string;
  receivedAt: number;
  attempts: number;
}

/** Oldest first. `withSystem`. */
export async function listParked(tx: Tx, limit: number): Promise<ParkedUpdate[]> {
  const { rows } = await tx.execute<{
    id: string;
    org_id: string;
    channel_account_id: string;
    parked_reason: string;
    received_at: Date | string;
    attempts: number;
  }>(sql`select id, org_id, channel_account_id, parked_reason, received_at, attempts from raw_updates
         where parked_reason is not null order by id limit ${limit}`);
  return rows.map(row => ({
    id: Number(row.id),
    orgId: row.org_id,
    channelAccountId: row.channel_account_id,
    reason: row.parked_reason,
    receivedAt: ms(row.received_at),
    attempts: row.attempts,
  }));
}

/** Gives parked updates back to the dispatcher, as if they had just come. null: all of them. @returns their ids. `withSystem`. */
export async function redriveParked(tx: Tx, ids: number[] | null): Promise<number[]> {
  const which = ids === null ? sql`true` : sql`id = any(${sql.param(ids)}::bigint[])`;
  const { rows } = await tx.execute<{ id: string }>(
    sql`update raw_updates set parked_reason = null, claimed_until = null, attempts = 0
        where parked_reason is not null and ${which} returning id`,
  );
  return rows.map(row => Number(row.id)).sort((a, b) => a - b);
}

export interface UnknownSend {
  orgId: string;
  messageId: string;
  conversationId: string;
  unknownSince: number;
  errorCode: string | null;
  byPerson: boolean;
}

/** Oldest first. `withSystem`. */
export async function listUnknownSends(tx: Tx, limit: number): Promise<UnknownSend[]> {
  const { rows } = await tx.execute<{
    org_id: string;
    id: string;
    conversation_id: string;
    unknown_since: Date | string;
    error_code: string | null;
    by_person: boolean;
  }>(sql`select org_id, id, conversation_id, coalesce(unknown_since, created_at) as unknown_since, error_code, member_id is not null as by_person
         from messages where state = 'UNKNOWN' order by 4 limit ${limit}`);
  return rows.map(row => ({
    orgId: row.org_id,
    messageId: row.id,
    conversationId: row.conversation_id,
    unknownSince: ms(row.unknown_since),
    errorCode: row.error_code,
    byPerson: row.by_person,
  }));
}

/** null when there is no such message. `withSystem`. */
export async function orgOfMessage(tx: Tx, messageId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select org_id from messages where id = ${messageId}::uuid limit 1`,
  );
  return rows[0]?.org_id ?? null;
}

export interface ConversationFacts {
  orgId: string;
  conversationId: string;
  owner: string;
  unhandled: number;
  firstUnhandledAt: number | null;
  nextDueKind: string | null;
  nextDueAt: number | null;
  /** Notes to its workflow that were not delivered: how often it was tried. */
  undelivered: number;
  /** Notes that were delivered and that no turn has taken up. */
  unacknowledged: number;
  /** Earliest time of a send that is to be tried again. */
  backoffUntil: number | null;
  sending: number;
}

/** @param condition over `conversations`, unqualified. Longest waiting first. `withSystem`. */
export async function listConversations(
  tx: Tx,
  condition: ReturnType<typeof sql>,
  { now, limit }: { now: number; limit: number },
): Promise<ConversationFacts[]> {
  const { rows } = await tx.execute<{
    org_id: string;
    id: string;
    owner: string;
    unhandled: number;
    first_unhandled_at: Date | string | null;
    next_due_kind: string | null;
    next_due_at: Date | string | null;
    undelivered: number;
    unacknowledged: number;
    backoff_until: Date | string | null;
    sending: number;
  }>(sql`
    with stuck as (select * from conversations where ${condition} order by least(first_unhandled_at, next_due_at) limit ${limit})
    select c.org_id, c.id, c.owner, c.last_inbound_number - c.handled_through as unhandled, c.first_unhandled_at, c.next_due_kind, c.next_due_at,
      coalesce((select max(o.attempts) from outbox o where o.org_id = c.org_id and o.conversation_id = c.id and o.sent_at is null and o.due_at <= ${at(now)}), 0) as undelivered,
      (select count(*)::int from outbox o where o.org_id = c.org_id and o.conversation_id = c.id and o.sent_at is not null) as unacknowledged,
      (select min(m.not_before_at) from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.state = 'QUEUED' and m.not_before_at > ${at(now)}) as backoff_until,
      (select count(*)::int from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.state = 'SENDING') as sending
    from stuck c order by least(c.first_unhandled_at, c.next_due_at)`);
  return rows.map(row => ({
    orgId: row.org_id,
    conversationId: row.id,
    owner: row.owner,
    unhandled: row.unhandled,
    firstUnhandledAt: msOrNull(row.first_unhandled_at),
    nextDueKind: row.next_due_kind,
    nextDueAt: msOrNull(row.next_due_at),
    undelivered: row.undelivered,
    unacknowledged: row.unacknowledged,
    backoffUntil: msOrNull(row.backoff_until),
    sending: row.sending,
  }));
}

/** null when there is no such conversation. `withSystem`. */
export async function orgOfConversation(tx: Tx, conversationId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select org_id from conversations where id = ${conversationId}::uuid limit 1`,
  );
  return rows[0]?.org_id ?? null;
}

/** Tells the workflow to look again, and starts it if none runs. A wake-up nobody answered is told anew. `withOrg`. */
export async function wakeConversation(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<void> {
  await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  await tx.execute(sql`
    update outbox set sent_at = null, claimed_until = null, due_at = least(due_at, ${at(now)})
    where org_id = ${orgId}::uuid and conversation_id = ${conversationId}::uuid`);
}
