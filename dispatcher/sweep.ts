/**
 * What must be true in the end is made true here, whatever was lost on the way: sends without an answer become UNKNOWN,
 * workflows that should have acted are woken, old rows go.
 */
import { sql } from 'drizzle-orm';
import { deleteProofsBefore } from '../db/auth/proofs.ts';
import { deleteTokensBefore } from '../db/auth/tokens.ts';
import type { Database } from '../db/database.ts';
import { deleteEventsBefore } from '../db/event/queries.ts';
import { deleteHandledBefore, deleteRatesBefore } from '../db/intake/queries.ts';
import { deleteWindowsBefore } from '../db/limits/windows.ts';
import { deleteMailsBefore } from '../db/mail/queries.ts';
import { expireSending } from '../db/message/settle.ts';
import { tellWorkflow } from '../db/outbox/queries.ts';
import { wakeQueued } from './sweep-queued.ts';

const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/** SENDING for longer than twice the HTTP timeout: whoever held the claim is gone (design.md section 6). */
export async function reconcileSends(
  db: Database,
  { now, httpTimeoutMs }: { now: number; httpTimeoutMs: number },
): Promise<number> {
  const olderThan = now - 2 * httpTimeoutMs;
  const stuck = await db.withSystem(tx =>
    tx.execute<{ org_id: string; id: string }>(
      sql`select org_id, id from messages where state = 'SENDING' and claimed_at < ${at(olderThan)} limit 200`,
    ),
  );
  const byOrg = Map.groupBy(stuck.rows, row => row.org_id);
  let turned = 0;
  for (const [orgId, rows] of byOrg) {
    const expired = await db.withOrg(orgId, tx =>
      expireSending(tx, { orgId, ids: rows.map(row => row.id), olderThan, now }),
    );
    turned += expired.length;
  }
  return turned;
}

const OVERDUE_MS = 60_000;
const UNHANDLED_MS = 30_000;

/**
 * Conversations whose due action is overdue, or whose messages nobody has handled: their workflow is told again. This heals
 * a lost signal, a terminated run and a restored database alike. Those with a note are the relay's, which tells it again and
 * again; whoever is told of what it takes for done loads the row.
 */
export async function wakeStuck(db: Database, now: number): Promise<number> {
  const stuck = await db.withSystem(tx =>
    tx.execute<{ org_id: string; id: string; through: number; unhandled: boolean }>(sql`
      select c.org_id, c.id, c.last_inbound_number as through, (c.first_unhandled_at < ${at(now - UNHANDLED_MS)} and c.handled_through < c.last_inbound_number) is true as unhandled
      from conversations c
      where ((c.next_due_at < ${at(now - OVERDUE_MS)} and c.next_due_kind <> 'IDLE_COMPLETE')
          or (c.first_unhandled_at < ${at(now - UNHANDLED_MS)} and c.handled_through < c.last_inbound_number))
        and not exists (select from outbox o where o.org_id = c.org_id and o.conversation_id = c.id)
      limit 200`),
  );
  for (const row of stuck.rows) {
    const told = { orgId: row.org_id, conversationId: row.id, now };
    await db.withOrg(row.org_id, async tx => {
      // A cursor that went back is not in the number: the workflow loads the row as well.
      await tellWorkflow(tx, { ...told, kind: 'changed', payload: {} });
      if (row.unhandled) await tellWorkflow(tx, { ...told, kind: 'inbound', payload: { through: row.through } });
    });
  }
  return stuck.rows.length + (await wakeQueued(db, now));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const DELETED_AT_ONCE = 5_000;

/** Handled raw updates and events live 7 days; rates until a day after they are spent, windows of requests an hour after their end. */
export async function deleteOld(db: Database, now: number): Promise<void> {
  const kinds = [
    { remove: deleteHandledBefore, before: now - WEEK_MS },
    { remove: deleteEventsBefore, before: now - WEEK_MS },
    { remove: deleteRatesBefore, before: now - DAY_MS },
  ];
  await db.withSystem(async tx => {
    await deleteWindowsBefore(tx, now - HOUR_MS);
    await deleteProofsBefore(tx, now - DAY_MS);
    await deleteTokensBefore(tx, now);
    await deleteMailsBefore(tx, now - 30 * DAY_MS);
  });
  for (const { remove, before } of kinds) {
    // In pieces: a statement that takes longer than a connection is given would be undone, and never get any further.
    while ((await db.withSystem(tx => remove(tx, before, DELETED_AT_ONCE))) === DELETED_AT_ONCE);
  }
}
