/** Runs of flows: which one a conversation is in, which flow begins, and how a run goes on or ends. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { FlowGraph, FlowTrigger } from '../../domain/flow/graph.ts';
import type { FlowRun } from '../../domain/flow/run.ts';
import { note } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { preparedOn } from '../prepared.ts';
import { type FlowRunState, flowRuns, flows, flowVersions } from './table.ts';

/** What the row of a conversation says when no flow runs. */
export const NO_FLOW = { flowRunId: null, flowDueAt: null } as const;

/** A version of a flow, as runs need it. */
export interface RunnableFlow {
  flowId: string;
  version: number;
  name: string;
  trigger: FlowTrigger;
  graph: FlowGraph;
}

export interface RunningFlow extends RunnableFlow {
  runId: string;
  run: FlowRun;
}

const asked = sql.placeholder;
const runnable = {
  flowId: flows.id,
  version: flowVersions.version,
  name: flows.name,
  trigger: flowVersions.trigger,
  graph: flowVersions.graph,
};

/** The active flows on their current version, oldest first: the first that fits begins. */
export async function activeFlows(tx: Tx, { orgId }: { orgId: string }): Promise<RunnableFlow[]> {
  return preparedOn(tx, 'active flows', on =>
    on
      .select(runnable)
      .from(flows)
      .innerJoin(
        flowVersions,
        and(
          eq(flowVersions.orgId, flows.orgId),
          eq(flowVersions.flowId, flows.id),
          eq(flowVersions.version, flows.currentVersion),
        ),
      )
      .where(and(eq(flows.orgId, asked('orgId')), eq(flows.active, true)))
      .orderBy(asc(flows.createdAt), asc(flows.id)),
  ).execute({ orgId });
}

/** A run that has not ended, with the version it began on. */
export async function runningFlow(
  tx: Tx,
  { orgId, runId }: { orgId: string; runId: string },
): Promise<RunningFlow | null> {
  const [found] = await tx
    .select({
      ...runnable,
      runId: flowRuns.id,
      nodeId: flowRuns.nodeId,
      variables: flowRuns.variables,
      steps: flowRuns.steps,
      wait: flowRuns.wait,
    })
    .from(flowRuns)
    .innerJoin(flows, and(eq(flows.orgId, flowRuns.orgId), eq(flows.id, flowRuns.flowId)))
    .innerJoin(
      flowVersions,
      and(
        eq(flowVersions.orgId, flowRuns.orgId),
        eq(flowVersions.flowId, flowRuns.flowId),
        eq(flowVersions.version, flowRuns.version),
      ),
    )
    .where(and(eq(flowRuns.orgId, orgId), eq(flowRuns.id, runId), eq(flowRuns.state, 'RUNNING')));
  if (!found) return null;
  const { nodeId, variables, steps, wait, ...flow } = found;
  return { ...flow, run: { nodeId, variables, steps, wait } };
}

/** How a run stands after a turn; `ended` when it is over. */
export interface RunProgress {
  orgId: string;
  runId: string;
  conversationId: string;
  run: FlowRun;
  ended: { state: Exclude<FlowRunState, 'RUNNING'>; reason: string } | null;
  now: number;
}

const progressed = ({ run, ended, now }: RunProgress) => ({
  nodeId: run.nodeId,
  variables: run.variables,
  steps: run.steps,
  wait: run.wait,
  updatedAt: now,
  ...(ended ? { state: ended.state, endReason: ended.reason, endedAt: now } : {}),
});

/** The conversation must be locked, and in no other run. */
export async function insertRun(
  tx: Tx,
  flow: Pick<RunnableFlow, 'flowId' | 'version'> & { begunBy: FlowTrigger['type'] },
  progress: RunProgress,
): Promise<void> {
  const { orgId, runId, conversationId, now } = progress;
  await tx
    .insert(flowRuns)
    .values({
      orgId,
      id: runId,
      flowId: flow.flowId,
      version: flow.version,
      conversationId,
      state: 'RUNNING',
      begunBy: flow.begunBy,
      startedAt: now,
      ...progressed(progress),
    })
    .onConflictDoNothing();
}

export async function updateRun(tx: Tx, progress: RunProgress): Promise<void> {
  await tx
    .update(flowRuns)
    .set(progressed(progress))
    .where(and(eq(flowRuns.orgId, progress.orgId), eq(flowRuns.id, progress.runId), eq(flowRuns.state, 'RUNNING')));
}

/** Puts a run back to where it stood, also one that had come to its end by that; false when it was stopped. */
export async function restoreRun(tx: Tx, progress: RunProgress): Promise<boolean> {
  const restored = await tx
    .update(flowRuns)
    .set({ ...progressed(progress), state: 'RUNNING', endReason: null, endedAt: null })
    .where(
      and(
        eq(flowRuns.orgId, progress.orgId),
        eq(flowRuns.id, progress.runId),
        inArray(flowRuns.state, ['RUNNING', 'COMPLETED']),
      ),
    )
    .returning({ id: flowRuns.id });
  return restored.length > 0;
}

/** As if it had never begun; false when it was stopped. */
export async function unbegin(tx: Tx, { orgId, runId }: { orgId: string; runId: string }): Promise<boolean> {
  const gone = await tx
    .delete(flowRuns)
    .where(and(eq(flowRuns.orgId, orgId), eq(flowRuns.id, runId), inArray(flowRuns.state, ['RUNNING', 'COMPLETED'])))
    .returning({ id: flowRuns.id });
  return gone.length > 0;
}

/** Ends the run of a conversation where it stands; the caller clears `flowRunId` and `flowDueAt` of its row. */
export async function endRun(
  tx: Tx,
  input: {
    orgId: string;
    runId: string;
    conversationId: string;
    state: 'STOPPED' | 'FAILED';
    reason: string;
    now: number;
  },
): Promise<void> {
  const { orgId, runId, conversationId, state, reason, now } = input;
  const ended = await tx
    .update(flowRuns)
    .set({ state, endReason: reason, endedAt: now, updatedAt: now, wait: null })
    .where(and(eq(flowRuns.orgId, orgId), eq(flowRuns.id, runId), eq(flowRuns.state, 'RUNNING')))
    .returning({ nodeId: flowRuns.nodeId });
  if (ended.length > 0)
    await note(tx, { orgId, conversationId, kind: 'FLOW', outcome: `${state.toLowerCase()}:${reason}`, now });
}
