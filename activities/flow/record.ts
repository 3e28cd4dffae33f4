/** What a turn of a flow changes, committed with the claim (or with the silence, or the draft). */
import { and, eq } from 'drizzle-orm';
import { AGENT, note } from '../../db/audit/queries.ts';
import type { ConversationPatch, LoadedConversation } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { endRun, insertRun, NO_FLOW, restoreRun, unbegin, updateRun } from '../../db/flow/runs.ts';
import { addLabel, labelNamed, removeLabel } from '../../db/label/queries.ts';
import { members } from '../../db/organization/table.ts';
import { endOf, type FlowAdvance } from '../../domain/flow/advance.ts';
import { dueAtOf } from '../../domain/flow/run.ts';

/** False when the run was stopped, or another one was begun, since this was decided: it is decided again then. */
export const stands = ({ row }: LoadedConversation, { begins, runId }: FlowAdvance): boolean =>
  begins ? row.flowRunId === null : row.flowRunId === runId;

/** The conversation must be locked. */
export function recordAdvance(
  tx: Tx,
  { row }: LoadedConversation,
  advance: FlowAdvance,
  now: number,
): { patch: ConversationPatch; written: Promise<unknown> } {
  const { orgId, id: conversationId } = row;
  const { runId, begins, run, flowId, version, trigger } = advance;
  const ended = endOf(advance.ended);
  const progress = { orgId, runId, conversationId, run, ended, now };
  const told = (outcome: string) => note(tx, { orgId, conversationId, kind: 'FLOW', outcome, data: { version }, now });
  const written = Promise.all([
    begins ? insertRun(tx, { flowId, version, begunBy: trigger.type }, progress) : updateRun(tx, progress),
    begins ? told('begun') : null,
    tagged(tx, row, advance.tags, now),
    ended ? told(`${ended.state.toLowerCase()}:${ended.reason}`) : null,
  ]);
  return { patch: ended ? NO_FLOW : { flowRunId: runId, flowDueAt: dueAtOf(run, now) }, written };
}

async function tagged(
  tx: Tx,
  { orgId, contactId }: LoadedConversation['row'],
  tags: FlowAdvance['tags'],
  now: number,
): Promise<void> {
  for (const { action, label } of tags) {
    const labelId = await labelNamed(tx, { orgId, name: label, make: action === 'add', actor: AGENT, now });
    if (labelId === null) continue;
    const tagging = { orgId, contactId, labelId, actor: AGENT, now };
    if (action === 'add') await addLabel(tx, { ...tagging, byFlow: true });
    else await removeLabel(tx, tagging);
  }
}

/** What it would have said may not be said for good: the run ends where it stands. */
export async function giveUp(
  tx: Tx,
  { row }: LoadedConversation,
  { runId, begins }: FlowAdvance,
  refusal: string,
  now: number,
): Promise<ConversationPatch> {
  if (begins || row.flowRunId !== runId) return {};
  const state = refusal === 'WINDOW_CLOSED' ? 'FAILED' : 'STOPPED';
  const { orgId, id: conversationId } = row;
  await endRun(tx, { orgId, runId, conversationId, state, reason: refusal.toLowerCase(), now });
  return NO_FLOW;
}

/** What it said was definitely never sent, and will not be: the run stands where it stood before. One that was stopped stays stopped. */
export async function takeBack(
  tx: Tx,
  { row }: LoadedConversation,
  { runId, begins, from }: FlowAdvance,
  now: number,
): Promise<ConversationPatch> {
  if (row.owner === 'HUMAN' || (row.flowRunId !== null && row.flowRunId !== runId)) return {};
  const { orgId, id: conversationId } = row;
  if (begins) return (await unbegin(tx, { orgId, runId })) ? NO_FLOW : {};
  const restored = await restoreRun(tx, { orgId, runId, conversationId, run: from, ended: null, now });
  return restored ? { flowRunId: runId, flowDueAt: dueAtOf(from, now) } : {};
}

/** The member an `assign` node names, while that is one. */
export async function assignee(tx: Tx, orgId: string, advance: FlowAdvance | undefined): Promise<string | null> {
  const memberId = advance?.assign?.memberId ?? null;
  if (memberId === null) return null;
  const [member] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.id, memberId)));
  return member?.id ?? null;
}
