/** What the stored events can still tell: the epoch of this database, and what came after a position. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Database, Tx } from '../../db/database.ts';
import { eventHead, eventsAfter, eventTail, type StoredEvent } from '../../db/event/queries.ts';
import { type Cursor, comparePositions, type Position } from './position.ts';

/** More than this is not replayed: fetching everything again is cheaper. */
const MAX_REPLAYED = 2_000;

/**
 * The epoch is derived, not stored: a stored one would be restored with the rest. Another cluster has another identifier,
 * recovery to a point in time starts another timeline, a database made anew has another oid, and a restored or truncated
 * `events` table lives in another file. After copying the files of a stopped database back, truncate `events`.
 */
export async function databaseEpoch(tx: Tx): Promise<string> {
  const result = await tx.execute<{ facts: string }>(
    sql`select concat_ws('/', (select system_identifier from pg_control_system()), (select timeline_id from pg_control_checkpoint()),
          (select oid from pg_database where datname = current_database()), pg_relation_filenode('events')) as facts`,
  );
  return createHash('sha256')
    .update(result.rows[0]?.facts ?? '')
    .digest('hex')
    .slice(0, 12);
}

/** Where a reader that starts now begins. */
export async function presentCursor(tx: Tx): Promise<Cursor> {
  return { epoch: await databaseEpoch(tx), ...(await eventHead(tx)) };
}

/** Whether no event after this position was deleted. */
async function complete(tx: Tx, position: Position): Promise<boolean> {
  const tail = await eventTail(tx);
  if (tail && comparePositions(position, tail) >= 0) return true;
  const result = await tx.execute<{ untouched: boolean }>(
    sql`select coalesce((select min(id) from events) = 1, (select not is_called from events_id_seq)) as untouched`,
  );
  return result.rows[0]?.untouched ?? false;
}

/** What one organization missed since `cursor`; null when that cannot be told any more. */
export function missedSince(db: Database, orgId: string, cursor: Cursor): Promise<StoredEvent[] | null> {
  return db.withSystem(async tx => {
    const present = await presentCursor(tx);
    if (cursor.epoch !== present.epoch || BigInt(cursor.xid) > BigInt(present.xid)) return null;
    if (!(await complete(tx, cursor))) return null;
    const rows = await eventsAfter(tx, { xid: cursor.xid, id: cursor.id, limit: MAX_REPLAYED + 1 });
    return rows.length > MAX_REPLAYED ? null : rows.filter(row => row.orgId === orgId);
  });
}
