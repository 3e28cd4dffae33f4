import { sql } from 'drizzle-orm';
import { type Statement, tellAtCommit } from '../before-commit.ts';
import type { Tx } from '../database.ts';

interface Told {
  orgId: string;
  kind: string;
  conversationId: string | null;
  messageId: string | null;
  now: number;
}

/**
 * Tells everyone who watches, in the transaction of the change. A transaction tells each thing once, in one statement
 * before its commit: events say what changed, not how often.
 */
export function publish(
  tx: Tx,
  event: { orgId: string; kind: string; conversationId: string | null; messageId?: string | null; now: number },
): Promise<void> {
  const messageId = event.messageId ?? null;
  const told = tellAtCommit(
    tx,
    'events',
    () => new Map<string, Told>(),
    collected => insertOf([...collected.values()]),
  );
  told.set(`${event.orgId}/${event.kind}/${event.conversationId}/${messageId}`, { ...event, messageId });
  return Promise.resolve();
}

const insertOf = (list: Told[]): Statement => ({
  text: `insert into events (xid, org_id, kind, conversation_id, payload, at)
         select pg_current_xact_id(), * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::jsonb[], $5::timestamptz[])`,
  values: [
    list.map(each => each.orgId),
    list.map(each => each.kind),
    list.map(each => each.conversationId),
    list.map(each => JSON.stringify(each.messageId ? { messageId: each.messageId } : {})),
    list.map(each => new Date(each.now).toISOString()),
  ],
});

export interface StoredEvent {
  xid: string;
  id: number;
  orgId: string;
  kind: string;
  conversationId: string | null;
  messageId: string | null;
}

/**
 * Events after a position, in the order in which they became visible. Rows of transactions that may still commit are
 * held back (`pg_snapshot_xmin`), because ids are drawn before commits and a later one may appear first.
 */
export async function eventsAfter(
  tx: Tx,
  { xid, id, limit }: { xid: string; id: number; limit: number },
): Promise<StoredEvent[]> {
  const result = await tx.execute<{
    xid: string;
    id: string;
    org_id: string;
    kind: string;
    conversation_id: string | null;
    payload: { messageId?: string };
  }>(
    sql`select xid::text, id, org_id, kind, conversation_id, payload from events
        where (xid, id) > (${xid}::xid8, ${id}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
        order by xid, id limit ${limit}`,
  );
  return result.rows.map(row => ({
    xid: row.xid,
    id: Number(row.id),
    orgId: row.org_id,
    kind: row.kind,
    conversationId: row.conversation_id,
    messageId: row.payload.messageId ?? null,
  }));
}

/** Where a reader that starts now begins: everything visible is behind it. */
export async function eventHead(tx: Tx): Promise<{ xid: string; id: number }> {
  const result = await tx.execute<{ xid: string }>(
    sql`select (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text as xid`,
  );
  return { xid: result.rows[0]?.xid ?? '0', id: Number.MAX_SAFE_INTEGER };
}

/** The oldest position that is still complete; older cursors get a reset. */
export async function eventTail(tx: Tx): Promise<{ xid: string; id: number } | null> {
  const result = await tx.execute<{ xid: string; id: string }>(
    sql`select xid::text, id from events order by xid, id limit 1`,
  );
  const row = result.rows[0];
  return row ? { xid: row.xid, id: Number(row.id) } : null;
}

/** @returns how many of at most `limit` there were. */
export async function deleteEventsBefore(tx: Tx, before: number, limit: number): Promise<number> {
  const old = sql`select ctid from events where at < ${new Date(before).toISOString()}::timestamptz limit ${limit}`;
  return (await tx.execute(sql`delete from events where ctid in (${old})`)).rowCount ?? 0;
}
