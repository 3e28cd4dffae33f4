/** Flows and runs in the words of their contract. */
import type { Flow } from '../../db/flow/queries.ts';
import type { FlowRunRow } from '../../db/flow/run-views.ts';
import { KEPT, withHeaders } from '../../domain/flow/headers.ts';
import type { FlowRunView, FlowView } from '../contracts/flows.ts';
import { iso, isoOrNull } from '../messages/view.ts';

export const flowView = ({ entered, completed, ...flow }: Flow): FlowView => ({
  ...flow,
  graph: withHeaders(flow.graph, () => KEPT),
  totalEntered: entered,
  totalCompleted: completed,
  createdAt: iso(flow.createdAt),
  updatedAt: iso(flow.updatedAt),
  lastRunAt: isoOrNull(flow.lastRunAt),
});

export const runView = ({ wait, flowDueAt, ...run }: FlowRunRow): FlowRunView => ({
  ...run,
  waitsFor: wait?.for ?? null,
  dueAt: isoOrNull(flowDueAt),
  startedAt: iso(run.startedAt),
  endedAt: isoOrNull(run.endedAt),
});
