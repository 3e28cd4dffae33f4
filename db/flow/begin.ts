/** Runs that people and programs begin and stop: one transaction, and the workflow is told. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { FlowTrigger } from '../../domain/flow/graph.ts';
import { beginAt } from '../../domain/flow/run.ts';
import { note } from '../audit/queries.ts';
import { loadConversation, saveConversation } from '../conversation/load.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { tellWorkflow } from '../outbox/queries.ts';
import { activeFlows, endRun, insertRun, NO_FLOW, type RunnableFlow } from './runs.ts';

/** Why no run begins: there is no such conversation, another run is under way, or the agent may not write there. */
export type NotBegun = 'missing' | 'busy' | 'not_agents';

export async function beginRun(
  tx: Tx,
  input: {
    orgId: string;
    conversationId: string;
    flow: RunnableFlow;
    /** What begins it, when that is not the flow's own trigger. */
    begunBy?: FlowTrigger['type'];
    now: number;
  },
): Promise<{ runId: string } | NotBegun> {
  const { orgId, conversationId, flow, now } = input;
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (!loaded) return 'missing';
  const { row, contact } = loaded;
  if (row.flowRunId !== null) return 'busy';
  const agents = row.owner === 'AI' || row.owner === 'APPROVAL';
  if (!agents || row.closedAt !== null || contact.optedOutAt !== null || contact.blocked) return 'not_agents';
  const begin = flow.graph.nodes.find(node => node.type === 'trigger');
  if (!begin) throw new Error('a flow without a trigger was saved');
  const runId = newId();
  const progress = { orgId, runId, conversationId, run: beginAt(begin.id), ended: null, now };
  await insertRun(tx, { ...flow, begunBy: input.begunBy ?? flow.trigger.type }, progress);
  await note(tx, { orgId, conversationId, kind: 'FLOW', outcome: 'begun', data: { version: flow.version }, now });
  await saveConversation(tx, loaded, { flowRunId: runId, flowDueAt: now }, now);
  await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  return { runId };
}

/** False when this run is not under way in this conversation. */
export async function stopRun(
  tx: Tx,
  { orgId, conversationId, runId, now }: { orgId: string; conversationId: string; runId: string; now: number },
): Promise<boolean> {
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (loaded?.row.flowRunId !== runId) return false;
  await endRun(tx, { orgId, runId, conversationId, state: 'STOPPED', reason: 'by_person', now });
  await saveConversation(tx, loaded, NO_FLOW, now);
  await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  return true;
}

/** A label was added to a contact: the first active flow that begins with it runs in the newest conversation, where it may (B-FLOW-2). */
export async function beginByLabel(
  tx: Tx,
  { orgId, contactId, label, now }: { orgId: string; contactId: string; label: string; now: number },
): Promise<void> {
  const flow = (await activeFlows(tx, { orgId })).find(
    ({ trigger }) => trigger.type === 'LABEL_ADDED' && trigger.label.toLowerCase() === label.toLowerCase(),
  );
  if (!flow) return;
  const [newest] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.contactId, contactId), isNull(conversations.closedAt)))
    .orderBy(desc(conversations.lastActivityAt), desc(conversations.id))
    .limit(1);
  if (newest) await beginRun(tx, { orgId, conversationId: newest.id, flow, now });
}
