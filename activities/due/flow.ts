/** A flow goes on by itself: its delay is over, its question timed out, or it has more to say (B-FLOW-8, B-FLOW-5). */
import { and, eq } from 'drizzle-orm';
import { note } from '../../db/audit/queries.ts';
import { type LoadedConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { endRun, NO_FLOW, runningFlow } from '../../db/flow/runs.ts';
import { derivedId } from '../../db/ids.ts';
import { drafts } from '../../db/message/table.ts';
import { loadTurn, openRow, turnRow } from '../../db/turn/queries.ts';
import { movedTo } from '../../domain/followup/move.ts';
import { done, type FireResult } from './result.ts';

/** So soon after the contact wrote it is part of the talk, and contact hours do not hold it back (X-HOURS). */
const TALK_MS = 60 * 60_000;
/** A message that waits for approval goes before the next one. */
const DRAFT_WAIT_MS = 5 * 60_000;

export async function flowDue(tx: Tx, loaded: LoadedConversation, now: number, byPerson: boolean): Promise<FireResult> {
  const { row, contact } = loaded;
  const { orgId, id: conversationId } = row;
  const running = row.flowRunId === null ? null : await runningFlow(tx, { orgId, runId: row.flowRunId });
  if (!running) return { type: 'done', snapshot: await saveConversation(tx, loaded, NO_FLOW, now) };
  const stop = async (reason: string, state: 'STOPPED' | 'FAILED'): Promise<FireResult> => {
    await endRun(tx, { orgId, runId: running.runId, conversationId, state, reason, now });
    return { type: 'done', snapshot: await saveConversation(tx, loaded, NO_FLOW, now) };
  };
  if (contact.blocked) return stop('blocked', 'STOPPED');
  // What the contact wrote goes first; the snapshot says that there is something.
  if (row.handledThrough < row.lastInboundNumber) return { type: 'done', snapshot: snapshotOf(loaded) };
  const later = byPerson ? null : await laterThan(tx, loaded, now);
  if (later !== null) return done(tx, loaded, 'FLOW', 'moved', { flowDueAt: later }, now);

  const turnId = derivedId('flow', running.runId, running.run.steps, row.lastInboundNumber, row.ownerEpoch);
  const opened = await openRow(
    tx,
    turnRow(row, {
      id: turnId,
      trigger: `flow ${running.run.wait?.for ?? 'turn'}`,
      from: row.lastInboundNumber,
      through: row.lastInboundNumber,
      now,
    }),
  );
  if (!opened) {
    // A retry of a fire that had committed finds its turn; one that has ended without moving the run would be met for ever.
    const turn = await loadTurn(tx, { orgId, turnId });
    if (turn?.outcome !== 'RUNNING') return stop('stuck', 'FAILED');
    return { type: 'turn', turnId, needsThinking: true, snapshot: snapshotOf(loaded) };
  }
  await note(tx, { orgId, conversationId, kind: 'FLOW', outcome: 'due', now });
  const snapshot = await saveConversation(tx, loaded, { turnNumber: row.turnNumber + 1 }, now);
  return { type: 'turn', turnId, needsThinking: true, snapshot };
}

/** The instant to wait for; null when it may go on now. */
async function laterThan(tx: Tx, loaded: LoadedConversation, now: number): Promise<number | null> {
  const { row } = loaded;
  const [draft] = await tx
    .select({ id: drafts.id })
    .from(drafts)
    .where(
      and(
        eq(drafts.orgId, row.orgId),
        eq(drafts.conversationId, row.id),
        eq(drafts.kind, 'APPROVAL'),
        eq(drafts.state, 'PENDING'),
      ),
    );
  if (draft) return now + DRAFT_WAIT_MS;
  if (row.lastInboundAt !== null && now - row.lastInboundAt < TALK_MS) return null;
  return movedTo(snapshotOf(loaded), now, true);
}
