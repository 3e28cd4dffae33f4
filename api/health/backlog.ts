/** What waits, what is undecided and what is stuck, as the record knows it: numbers over all organizations. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { intakeBacklog } from '../../db/intake/queries.ts';
import { PRIORITIES, type Priority } from '../../domain/words.ts';

export interface Backlog {
  intakeWaiting: number;
  intakeOldestSeconds: number;
  intakeParked: number;
  outboxWaiting: number;
  outboxOldestSeconds: number;
  /** Customers whose messages no turn and no routing decision has taken up yet. */
  unhandledConversations: number;
  unhandledOldestSeconds: number;
  sendsUnknown: number;
  sendsUnknownOldestSeconds: number;
  sendsSending: number;
  /** Refused for now by the provider: they are tried again later. */
  sendsBackoff: number;
  /** A customer has waited for any handling, or an action is overdue, for much longer than it should take. */
  conversationsStuck: number;
  /** Age of the oldest event that readers may not see yet, because an older transaction is still open. */
  eventLagSeconds: number;
}

export type OpenEscalations = { [priority in Priority]: number };

const UNHANDLED_MS = 5 * 60_000;
// A conversation whose idle run completed keeps that as its last due action: it has nothing left to do.
const OVERDUE_MS = 15 * 60_000;

const secondsSince = (now: number, at: Date | string | number | null | undefined): number =>
  at === null || at === undefined ? 0 : Math.max(0, (now - new Date(at).getTime()) / 1000);

const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Which conversations are stuck: one rule for the gauge and for whoever lists them. */
export const stuckCondition = (now: number) =>
  sql`(first_unhandled_at < ${at(now - UNHANDLED_MS)} or (next_due_at < ${at(now - OVERDUE_MS)} and next_due_kind is distinct from 'IDLE_COMPLETE'))`;

type Instant = Date | string | null;

export async function readBacklog(tx: Tx, now: number): Promise<Backlog> {
  const intake = await intakeBacklog(tx, now);
  const result = await tx.execute<{
    outbox: number;
    outbox_oldest: Instant;
    unhandled: number;
    unhandled_oldest: Instant;
    unknown: number;
    unknown_oldest: Instant;
    sending: number;
    backoff: number;
    stuck: number;
    event_oldest: Instant;
  }>(sql`
    select
      (select count(*)::int from outbox where sent_at is null and due_at <= ${at(now)}) as outbox,
      (select min(due_at) from outbox where sent_at is null and due_at <= ${at(now)}) as outbox_oldest,
      (select count(*)::int from conversations where first_unhandled_at is not null and handled_through < last_inbound_number) as unhandled,
      (select min(first_unhandled_at) from conversations where first_unhandled_at is not null and handled_through < last_inbound_number) as unhandled_oldest,
      (select count(*)::int from messages where state = 'UNKNOWN') as unknown,
      (select min(unknown_since) from messages where state = 'UNKNOWN') as unknown_oldest,
      (select count(*)::int from messages where state = 'SENDING') as sending,
      (select count(*)::int from messages where state = 'QUEUED' and not_before_at > ${at(now)}) as backoff,
      (select count(*)::int from conversations where ${stuckCondition(now)}) as stuck,
      (select min(at) from events where xid >= pg_snapshot_xmin(pg_current_snapshot())) as event_oldest`);
  const row = result.rows[0];
  return {
    intakeWaiting: intake.waiting,
    intakeOldestSeconds: secondsSince(now, intake.oldestReceivedAt),
    intakeParked: intake.parked,
    outboxWaiting: row?.outbox ?? 0,
    outboxOldestSeconds: secondsSince(now, row?.outbox_oldest),
    unhandledConversations: row?.unhandled ?? 0,
    unhandledOldestSeconds: secondsSince(now, row?.unhandled_oldest),
    sendsUnknown: row?.unknown ?? 0,
    sendsUnknownOldestSeconds: secondsSince(now, row?.unknown_oldest),
    sendsSending: row?.sending ?? 0,
    sendsBackoff: row?.backoff ?? 0,
    conversationsStuck: row?.stuck ?? 0,
    eventLagSeconds: secondsSince(now, row?.event_oldest),
  };
}

/** Open escalations of all organizations, every priority named. */
export async function readEscalations(tx: Tx): Promise<OpenEscalations> {
  const { rows } = await tx.execute<{ priority: Priority; open: number }>(
    sql`select priority, count(*)::int as open from escalations where state = 'pending' group by priority`,
  );
  const open = new Map(rows.map(row => [row.priority, row.open]));
  return Object.fromEntries(PRIORITIES.map(priority => [priority, open.get(priority) ?? 0])) as OpenEscalations;
}
