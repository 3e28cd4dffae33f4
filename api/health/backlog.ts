/** What waits, what is undecided and what is stuck, as the record knows it: numbers over all organizations. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { intakeBacklog } from '../../db/intake/queries.ts';

export interface Backlog {
  intakeWaiting: number;
  intakeOldestSeconds: number;
  intakeParked: number;
  outboxWaiting: number;
  outboxOldestSeconds: number;
  sendsUnknown: number;
  sendsSending: number;
  /** A customer has waited for any handling, or an action is overdue, for much longer than it should take. */
  conversationsStuck: number;
}

const UNHANDLED_MS = 5 * 60_000;
// A conversation whose idle run completed keeps that as its last due action: it has nothing left to do.
const OVERDUE_MS = 15 * 60_000;

const secondsSince = (now: number, at: Date | string | number | null | undefined): number =>
  at === null || at === undefined ? 0 : Math.max(0, (now - new Date(at).getTime()) / 1000);

export async function readBacklog(tx: Tx, now: number): Promise<Backlog> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const intake = await intakeBacklog(tx, now);
  const result = await tx.execute<{
    outbox: number;
    outbox_oldest: Date | string | null;
    unknown: number;
    sending: number;
    stuck: number;
  }>(sql`
    select
      (select count(*)::int from outbox where sent_at is null and due_at <= ${at(now)}) as outbox,
      (select min(due_at) from outbox where sent_at is null and due_at <= ${at(now)}) as outbox_oldest,
      (select count(*)::int from messages where state = 'UNKNOWN') as unknown,
      (select count(*)::int from messages where state = 'SENDING') as sending,
      (select count(*)::int from conversations where first_unhandled_at < ${at(now - UNHANDLED_MS)}
        or (next_due_at < ${at(now - OVERDUE_MS)} and next_due_kind is distinct from 'IDLE_COMPLETE')) as stuck`);
  const row = result.rows[0];
  return {
    intakeWaiting: intake.waiting,
    intakeOldestSeconds: secondsSince(now, intake.oldestReceivedAt),
    intakeParked: intake.parked,
    outboxWaiting: row?.outbox ?? 0,
    outboxOldestSeconds: secondsSince(now, row?.outbox_oldest),
    sendsUnknown: row?.unknown ?? 0,
    sendsSending: row?.sending ?? 0,
    conversationsStuck: row?.stuck ?? 0,
  };
}
