/** Which flow takes a batch of messages: the run that waits for this contact's answer, else the first that it begins (B-ROUTE-1). */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { activeFlows, NO_FLOW, type RunnableFlow, runningFlow } from '../../db/flow/runs.ts';
import { derivedId } from '../../db/ids.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import { beginAt, type FlowEvent, type FlowRun } from '../../domain/flow/run.ts';
import { triggered } from '../../domain/flow/trigger.ts';

export interface FlowTurn {
  flow: RunnableFlow;
  runId: string;
  run: FlowRun;
  begins: boolean;
  event: FlowEvent;
}

export const spoken = (batch: readonly TurnMessage[]): TurnMessage[] =>
  batch.filter(message => message.answerable && !message.deleted);

const wordsOf = (message: TurnMessage): string => message.text ?? message.transcript ?? message.description ?? '';

/** Null when no flow is concerned. Who owns the conversation is not looked at: that is `routeOf`'s. */
export async function flowForBatch(
  tx: Tx,
  { row, hasFlows }: LoadedConversation,
  batch: readonly TurnMessage[],
): Promise<FlowTurn | null> {
  const { orgId } = row;
  if (row.flowRunId === null && !hasFlows) return null;
  const said = spoken(batch);
  if (said.length === 0) return null;
  if (row.flowRunId !== null) {
    const running = await runningFlow(tx, { orgId, runId: row.flowRunId });
    // Deleted with its flow: there is no run any more.
    if (!running) Object.assign(row, NO_FLOW);
    // While it waits for something else, what is written goes its usual way; one flow runs at a time.
    else if (running.run.wait?.for !== 'answer') return null;
    else {
      const text = said.map(wordsOf).join('\n').trim();
      const { runId, run } = running;
      return { flow: running, runId, run, begins: false, event: { type: 'answered', text } };
    }
  }
  if (!hasFlows) return null;
  const flow = triggered(await activeFlows(tx, { orgId }), {
    first: row.handledThrough === 0,
    texts: said.map(wordsOf),
    kinds: said.map(message => message.kind),
  });
  const begin = flow?.graph.nodes.find(node => node.type === 'trigger');
  if (!flow || !begin) return null;
  const runId = derivedId('flow-run', row.id, flow.flowId, row.handledThrough, row.ownerEpoch);
  return { flow, runId, run: beginAt(begin.id), begins: true, event: { type: 'due' } };
}

/** The run that a due action goes on with; null when it was stopped meanwhile. */
export async function flowForDue(tx: Tx, { row }: LoadedConversation): Promise<FlowTurn | null> {
  if (row.flowRunId === null) return null;
  const running = await runningFlow(tx, { orgId: row.orgId, runId: row.flowRunId });
  return running && { flow: running, runId: running.runId, run: running.run, begins: false, event: { type: 'due' } };
}

/** Whether the agent may be asked on the way: then what was written is read as it is for the agent. */
export const asksAgent = ({ flow }: FlowTurn): boolean => flow.graph.nodes.some(node => node.type === 'ai');
