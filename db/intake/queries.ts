import { and, eq, isNotNull, lt, sql } from 'drizzle-orm';
import { currentTrace } from '../../config/trace.ts';
import { tellAtCommit } from '../before-commit.ts';
import type { Tx } from '../database.ts';
import { processedIds, rateLimits, rawUpdates } from './table.ts';

export interface RawUpdate {
  orgId: string;
  channelAccountId: string;
  updateKey: Buffer;
  body: Buffer;
}

/**
 * The one INSERT a webhook waits for: all updates of a delivery, duplicates dropped. It is sent together with the
 * transaction's begin and commit, and its text is always the same, so that it is prepared once.
 */
export function insertRawUpdates(tx: Tx, updates: RawUpdate[], now: number): Promise<void> {
  if (updates.length === 0) return Promise.resolve();
  tellAtCommit(
    tx,
    'raw updates',
    () => [...updates],
    list => ({
      text: `insert into raw_updates (org_id, channel_account_id, update_key, body, received_at, trace)
             select org_id, channel_account_id, update_key, body, $5, $6
             from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as u(org_id, channel_account_id, update_key, body)
             on conflict do nothing`,
      values: [
        list.map(update => update.orgId),
        list.map(update => update.channelAccountId),
        list.map(update => update.updateKey),
        list.map(update => update.body),
        new Date(now).toISOString(),
        currentTrace(),
      ],
    }),
  );
  return Promise.resolve();
}

export interface LeasedUpdate {
  id: number;
  orgId: string;
  channelAccountId: string;
  body: Buffer;
  attempts: number;
  receivedAt: number;
  /** W3C traceparent; null when traces were off. */
  trace: string | null;
}

/** Leases open updates, oldest first, in one short transaction of its own. */
export async function leaseUpdates(
  tx: Tx,
  { now, leaseMs, limit }: { now: number; leaseMs: number; limit: number },
): Promise<LeasedUpdate[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const result = await tx.execute<{
    id: string;
    org_id: string;
    channel_account_id: string;
    body: Buffer;
    attempts: number;
    received_at: Date | string;
    trace: string | null;
  }>(sql`
    -- Chosen once, and found by place, whatever the table was like when this was planned.
    with chosen as materialized (
      select ctid from raw_updates where handled_at is null and parked_reason is null and (claimed_until is null or claimed_until < ${at(now)})
      order by id limit ${limit} for update skip locked)
    update raw_updates r set claimed_until = ${at(now + leaseMs)}, attempts = attempts + 1
    from chosen where r.ctid = chosen.ctid
    returning id, org_id, channel_account_id, body, attempts, received_at, trace`);
  return result.rows
    .map(row => ({
      id: Number(row.id),
      orgId: row.org_id,
      channelAccountId: row.channel_account_id,
      body: row.body,
      attempts: row.attempts,
      receivedAt: new Date(row.received_at).getTime(),
      trace: row.trace,
    }))
    .sort((a, b) => a.id - b.id);
}

export async function updateHandled(tx: Tx, ids: number[], now: number): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(rawUpdates)
      .set({ handledAt: now })
      .where(sql`${rawUpdates.id} = any(${sql.param(ids)}::bigint[])`);
}

/** A poisonous update is kept with its reason and never tried again by itself. */
export async function parkUpdate(tx: Tx, id: number, reason: string): Promise<void> {
  await tx
    .update(rawUpdates)
    .set({ parkedReason: reason.slice(0, 300) })
    .where(eq(rawUpdates.id, id));
}

export async function retryUpdateAt(tx: Tx, id: number, at: number): Promise<void> {
  await tx.update(rawUpdates).set({ claimedUntil: at }).where(eq(rawUpdates.id, id));
}

/** Gives leases back without counting them as attempts: these wait for something else, and come again at `at`, in order. */
export async function deferUpdates(tx: Tx, ids: number[], at: number): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(rawUpdates)
      .set({ claimedUntil: at, attempts: sql`greatest(${rawUpdates.attempts} - 1, 0)` })
      .where(sql`${rawUpdates.id} = any(${sql.param(ids)}::bigint[])`);
}

/** A rate whose theoretical arrival time has passed says the same as no row at all. @returns how many of at most `limit` there were. */
export async function deleteRatesBefore(tx: Tx, before: number, limit: number): Promise<number> {
  const old = sql`select ctid from ${rateLimits} where ${lt(rateLimits.tat, before)} limit ${limit}`;
  return (await tx.execute(sql`delete from ${rateLimits} where ctid in (${old})`)).rowCount ?? 0;
}

/** Raw updates live 7 days after they are handled. @returns how many of at most `limit` there were. */
export async function deleteHandledBefore(tx: Tx, before: number, limit: number): Promise<number> {
  const handled = and(isNotNull(rawUpdates.handledAt), lt(rawUpdates.handledAt, before));
  const old = sql`select ctid from ${rawUpdates} where ${handled} limit ${limit}`;
  return (await tx.execute(sql`delete from ${rawUpdates} where ctid in (${old})`)).rowCount ?? 0;
}

/** True the first time a provider id is seen on this channel account, for ever (promise 2). Joins the caller's transaction. */
export const claimProviderId = async (
  tx: Tx,
  { channelAccountId, idHash, now }: { channelAccountId: string; idHash: Buffer; now: number },
): Promise<boolean> => (await claimProviderIds(tx, { channelAccountId, idHashes: [idHash], now }))[0] === true;

/** The same for several at once, in their order; an id that stands twice among them is new once. */
export async function claimProviderIds(
  tx: Tx,
  { channelAccountId, idHashes, now }: { channelAccountId: string; idHashes: Buffer[]; now: number },
): Promise<boolean[]> {
  const inserted = await tx
    .insert(processedIds)
    // Sorted, so that two dispatchers with the same ids cannot wait for each other.
    .values(idHashes.toSorted(Buffer.compare).map(idHash => ({ channelAccountId, idHash, processedAt: now })))
    .onConflictDoNothing()
    .returning({ idHash: processedIds.idHash });
  const fresh = new Set(inserted.map(row => row.idHash.toString('hex')));
  return idHashes.map(idHash => fresh.delete(idHash.toString('hex')));
}

/**
 * Updates waiting, and the age of the oldest: `parley_intake_*` metrics. Those that wait for an earlier one on purpose
 * (no attempt counted, yet not free) say nothing about how intake keeps up.
 */
export async function intakeBacklog(
  tx: Tx,
  now: number,
): Promise<{ waiting: number; oldestReceivedAt: number | null; parked: number }> {
  const counted = sql`(attempts > 0 or claimed_until is null or claimed_until < ${new Date(now).toISOString()}::timestamptz)`;
  // Written so that each part is read from its own partial index.
  const result = await tx.execute<{ waiting: number; oldest: Date | string | null; parked: number }>(
    sql`select (select count(*)::int from raw_updates where handled_at is null and parked_reason is null and ${counted}) as waiting,
        (select received_at from raw_updates where handled_at is null and parked_reason is null and ${counted} order by id limit 1) as oldest,
        (select count(*)::int from raw_updates where parked_reason is not null) as parked`,
  );
  const row = result.rows[0];
  return {
    waiting: row?.waiting ?? 0,
    oldestReceivedAt: row?.oldest ? new Date(row.oldest).getTime() : null,
    parked: row?.parked ?? 0,
  };
}
