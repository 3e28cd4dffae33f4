import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { currentTrace } from '../../config/trace.ts';
import type { Tx } from '../database.ts';
import { preparedOn } from '../prepared.ts';
import { type OutboxKind, outbox } from './table.ts';

/** Tells the workflow, in the transaction of the change: one row per conversation and kind, newest numbers win. */
export async function tellWorkflow(
  tx: Tx,
  note: {
    orgId: string;
    conversationId: string;
    kind: OutboxKind;
    payload: Record<string, number | string | boolean | null>;
    now: number;
    delayMs?: number;
  },
): Promise<void> {
  const dueAt = note.now + (note.delayMs ?? 0);
  await tx
    .insert(outbox)
    .values({
      orgId: note.orgId,
      conversationId: note.conversationId,
      kind: note.kind,
      payload: note.payload,
      dueAt,
      firstAt: note.now,
      trace: currentTrace(),
    })
    .onConflictDoUpdate({
      target: [outbox.orgId, outbox.conversationId, outbox.kind],
      set: {
        payload: note.payload,
        trace: sql`coalesce(excluded.trace, ${outbox.trace})`,
        revision: sql`${outbox.revision} + 1`,
        // A burst moves the quiet window, but never beyond three windows after its first message.
        dueAt: sql`least(excluded.due_at, ${outbox.firstAt} + ${`${3 * (note.delayMs ?? 0)} milliseconds`}::interval)`,
        // An inbound wake-up that was signalled and not yet seen is not signalled again: the turn loads all there is.
        sentAt: note.kind === 'inbound' ? sql`${outbox.sentAt}` : null,
      },
    });
}

/** The workflow has loaded inbound up to `through`: its wake-up is done; if newer messages came meanwhile it is sent again. */
export async function acknowledgeInbound(
  tx: Tx,
  { orgId, conversationId, through }: { orgId: string; conversationId: string; through: number },
): Promise<void> {
  const mine = and(
    eq(outbox.orgId, sql.placeholder('orgId')),
    eq(outbox.conversationId, sql.placeholder('conversationId')),
    eq(outbox.kind, 'inbound'),
  );
  const heard = sql`(${outbox.payload}->>'through')::int`;
  const known = sql.placeholder('through');
  const asked = { orgId, conversationId, through };
  await Promise.all([
    preparedOn(tx, 'delete heard note', on => on.delete(outbox).where(and(mine, lte(heard, known)))).execute(asked),
    preparedOn(tx, 'free newer note', on =>
      on
        .update(outbox)
        .set({ sentAt: null })
        .where(and(mine, gt(heard, known))),
    ).execute(asked),
  ]);
}

export interface OutboxNote {
  orgId: string;
  conversationId: string;
  kind: OutboxKind;
  payload: Record<string, number | string | boolean | null>;
  revision: number;
  /** Names this lease: a row that was deleted and told anew while it was signalled is not this one. */
  leasedUntil: number;
  /** W3C traceparent; null when traces were off. */
  trace: string | null;
}

/**
 * An inbound wake-up that nobody acknowledged is sent again after this long, then after as long again as it is old, and at
 * least so often: when it is not lost but waits its turn on a system that cannot keep up, telling it costs what turns need.
 */
const RESEND_AFTER = '30 seconds';
const RESEND_AT_LEAST_EVERY = '4 minutes';

/** Leases notes that are to be signalled now, new ones first; another relay does not get them until the lease ends. */
export async function leaseNotes(
  tx: Tx,
  { now, leaseMs, limit }: { now: number; leaseMs: number; limit: number },
): Promise<OutboxNote[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const result = await tx.execute<{
    org_id: string;
    conversation_id: string;
    kind: OutboxKind;
    payload: OutboxNote['payload'];
    revision: number;
    trace: string | null;
  }>(sql`
    -- Chosen once, and found by place: a plan made while the table was small may choose anew for each of many rows.
    with chosen as materialized (
      select ctid from outbox
      where due_at <= ${at(now)} and (claimed_until is null or claimed_until < ${at(now)})
        and (sent_at is null or sent_at + greatest(${RESEND_AFTER}::interval, least(${RESEND_AT_LEAST_EVERY}::interval, sent_at - first_at)) < ${at(now)})
      order by sent_at nulls first, due_at limit ${limit} for update skip locked)
    update outbox o set claimed_until = ${at(now + leaseMs)}, attempts = attempts + 1
    from chosen where o.ctid = chosen.ctid
    returning org_id, conversation_id, kind, payload, revision, trace`);
  return result.rows.map(row => ({
    orgId: row.org_id,
    conversationId: row.conversation_id,
    kind: row.kind,
    payload: row.payload,
    revision: row.revision,
    leasedUntil: now + leaseMs,
    trace: row.trace,
  }));
}

/** The rows of these notes that are still under the lease they were read under. */
const stillLeased = sql`o.org_id = v.org_id and o.conversation_id = v.conversation_id and o.kind = v.kind and o.claimed_until = v.leased_until`;

const asValues = (notes: OutboxNote[]) =>
  sql`(values ${sql.join(
    notes.map(
      note =>
        sql`(${note.orgId}::uuid, ${note.conversationId}::uuid, ${note.kind}::text, ${note.revision}::int, ${new Date(note.leasedUntil).toISOString()}::timestamptz)`,
    ),
    sql`, `,
  )}) as v(org_id, conversation_id, kind, revision, leased_until)`;

/**
 * The server took the signals. Inbound notes stay until a turn has seen them; others are done, unless they changed
 * meanwhile: then they are free again, to be told at once.
 */
export async function notesSent(tx: Tx, notes: OutboxNote[], now: number): Promise<void> {
  if (notes.length === 0) return;
  await tx.execute(
    sql`delete from outbox o using ${asValues(notes)} where ${stillLeased} and v.kind <> 'inbound' and o.revision = v.revision`,
  );
  await tx.execute(sql`
    update outbox o set claimed_until = null, sent_at = case when v.kind = 'inbound' then ${new Date(now).toISOString()}::timestamptz else o.sent_at end
    from ${asValues(notes)} where ${stillLeased}`);
}

/** The signals did not go out: the next round after `retryAt` tries again. */
export async function notesFailed(tx: Tx, notes: OutboxNote[], retryAt: number): Promise<void> {
  if (notes.length === 0) return;
  await tx.execute(
    sql`update outbox o set claimed_until = ${new Date(retryAt).toISOString()}::timestamptz from ${asValues(notes)} where ${stillLeased}`,
  );
}
