/** A draft was decided: a run whose next message waited for it goes on at once. */
import { dueAtOf } from '../../domain/flow/run.ts';
import { type LoadedConversation, saveConversation } from '../conversation/load.ts';
import type { Tx } from '../database.ts';
import { tellWorkflow } from '../outbox/queries.ts';
import { runningFlow } from './runs.ts';

/** The conversation must be locked. What the run waits for by itself (a delay, an answer) is not hurried. */
export async function goOnAfterDraft(tx: Tx, loaded: LoadedConversation, now: number): Promise<void> {
  const { orgId, id: conversationId, flowRunId, flowDueAt } = loaded.row;
  if (flowRunId === null || flowDueAt === null || flowDueAt <= now) return;
  const running = await runningFlow(tx, { orgId, runId: flowRunId });
  const due = running && dueAtOf(running.run, now);
  if (due === null || due >= flowDueAt) return;
  await saveConversation(tx, loaded, { flowDueAt: Math.max(due, now) }, now);
  await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
}
