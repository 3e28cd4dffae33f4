/**
 * What a restored record may not do by itself. Between the backup and the crash the old system went on: what stood open in the
 * backup may have been sent since, and nobody here can know. So nothing of it is sent (promise 5): people decide.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { audit, note, SYSTEM } from '../audit/queries.ts';
import { loadConversation, saveConversation } from '../conversation/load.ts';
import { takeOver } from '../conversation/ownership.ts';
import type { Database, Tx } from '../database.ts';
import { escalate } from '../escalation/queries.ts';
import { publish } from '../event/queries.ts';
import { endRun, NO_FLOW } from '../flow/runs.ts';
import { messages } from '../message/table.ts';

const BATCH = 200;
const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

interface Ref {
  orgId: string;
  id: string;
}

async function refs(db: Database, query: ReturnType<typeof sql>): Promise<Ref[]> {
  const { rows } = await db.withSystem(tx => tx.execute<{ org_id: string; id: string }>(query));
  return rows.map(row => ({ orgId: row.org_id, id: row.id }));
}

/** Sends that were claimed or waited when the backup was made become UNKNOWN. @returns how many. */
export async function doubtOpenSends(db: Database, now: number): Promise<number> {
  let doubted = 0;
  for (;;) {
    const open = await refs(
      db,
      sql`select org_id, id from messages where state in ('QUEUED', 'SENDING') order by org_id limit ${BATCH}`,
    );
    if (open.length === 0) return doubted;
    for (const [orgId, some] of Map.groupBy(open, ref => ref.orgId)) {
      const ids = some.map(ref => ref.id);
      await db.withOrg(orgId, tx => doubt(tx, { orgId, ids, now }));
    }
    doubted += open.length;
  }
}

async function doubt(tx: Tx, { orgId, ids, now }: { orgId: string; ids: string[]; now: number }): Promise<void> {
  const rows = await tx
    .update(messages)
    .set({
      state: 'UNKNOWN',
      unknownSince: now,
      errorCode: 'restored',
      errorMessage: 'It stood open when the backup was made: it may have been sent since.',
    })
    .where(and(eq(messages.orgId, orgId), inArray(messages.id, ids), inArray(messages.state, ['QUEUED', 'SENDING'])))
    .returning({ id: messages.id, conversationId: messages.conversationId });
  for (const row of rows)
    await publish(tx, { orgId, kind: 'message.updated', conversationId: row.conversationId, messageId: row.id, now });
}

/** Customers whose messages stood unanswered go to people, who see that the answer may have left. @returns how many. */
export async function handOverUnanswered(db: Database, now: number): Promise<number> {
  let handed = 0;
  for (;;) {
    const open = await refs(
      db,
      sql`select org_id, id from conversations where owner in ('AI', 'APPROVAL') and closed_at is null and handled_through < last_inbound_number limit ${BATCH}`,
    );
    if (open.length === 0) return handed;
    for (const { orgId, id: conversationId } of open)
      await db.withOrg(orgId, async tx => {
        await takeOver(tx, { orgId, conversationId, memberId: null, actor: SYSTEM, now });
        await escalate(tx, { orgId, conversationId, reason: 'other', effect: 'hand_over', brief: null, now });
        await note(tx, { orgId, conversationId, kind: 'RESTORED', outcome: 'handed_over', now });
      });
    handed += open.length;
  }
}

const MAX_STEPS = 50;

/** Follow-ups, promises and steps of flows that fell due since the backup may have gone out: they are skipped, and those runs end. @returns how many conversations. */
export async function skipDueActions(db: Database, now: number): Promise<number> {
  let skipped = 0;
  for (;;) {
    const due = await refs(
      db,
      sql`select org_id, id from conversations where next_due_kind in ('FOLLOW_UP', 'COMMITMENT', 'FLOW') and next_due_at <= ${at(now)} limit ${BATCH}`,
    );
    if (due.length === 0) return skipped;
    for (const { orgId, id } of due) await db.withOrg(orgId, tx => skipDue(tx, { orgId, conversationId: id, now }));
    skipped += due.length;
  }
}

async function skipDue(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step++) {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (!loaded) return;
    const { row } = loaded;
    if (row.nextDueAt === null || row.nextDueAt > now) return;
    if (row.nextDueKind !== 'FOLLOW_UP' && row.nextDueKind !== 'COMMITMENT' && row.nextDueKind !== 'FLOW') return;
    const { flowRunId: runId, nextDueKind: kind } = row;
    if (kind === 'FLOW' && runId !== null)
      await endRun(tx, { orgId, runId, conversationId, state: 'STOPPED', reason: 'restored', now });
    const memory = {
      ...row.memory,
      commitments: row.memory.commitments.map(entry =>
        entry.dueAt !== null && entry.dueAt <= now ? { ...entry, dueAt: null } : entry,
      ),
    };
    await saveConversation(
      tx,
      loaded,
      kind === 'FLOW' ? NO_FLOW : kind === 'FOLLOW_UP' ? { followUpStep: row.followUpStep + 1 } : { memory },
      now,
    );
    await note(tx, { orgId, conversationId, kind, outcome: 'skipped:restored', now });
    await audit(tx, {
      orgId,
      actor: SYSTEM,
      action: 'due_skip',
      subjectId: conversationId,
      payload: { kind, because: 'restored' },
      now,
    });
  }
  throw new Error('the due actions of a restored conversation do not end');
}

/** Starts every run that has something to wait for: with an empty Temporal their timers stand again. @returns how many. */
export async function wakeAll(db: Database, now: number): Promise<number> {
  const woken = await db.withSystem(tx =>
    tx.execute(sql`
      insert into outbox (org_id, conversation_id, kind, payload, due_at, first_at)
      select org_id, id, 'changed', '{}', ${at(now)}, ${at(now)} from conversations
      where next_due_kind is distinct from 'IDLE_COMPLETE' or next_due_at > ${at(now)}
      on conflict (org_id, conversation_id, kind) do update set sent_at = null, claimed_until = null, revision = outbox.revision + 1`),
  );
  // Leases and deliveries of the old system mean nothing to the new one.
  await db.withSystem(tx => tx.execute(sql`update outbox set sent_at = null, claimed_until = null`));
  return woken.rowCount ?? 0;
}
