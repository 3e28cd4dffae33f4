/** Flows for tests: made and switched on in the record, and what became of their runs. */
import { and, asc, eq } from 'drizzle-orm';
import { SYSTEM } from '../../db/audit/queries.ts';
import { createFlow, saveFlow, switchFlow } from '../../db/flow/queries.ts';
import { flowRuns } from '../../db/flow/table.ts';
import { type FlowGraph, type FlowTrigger, flowGraphSchema, flowTriggerSchema } from '../../domain/flow/graph.ts';
import { flowProblems } from '../../domain/flow/problems.ts';
import type { Core } from '../support/core.ts';

type Loose = { id: string; type: string } & Record<string, unknown>;

/** Nodes after the trigger, each leading to the next unless it cannot; more edges as pairs. */
export function graphOf(nodes: Loose[], more: [from: string, to: string][] = []): FlowGraph {
  const all: Loose[] = [{ id: 'begin', type: 'trigger' }, ...nodes];
  const edges = all.slice(0, -1).flatMap((node, index) => {
    const next = all[index + 1];
    const alone = ['condition', 'assign', 'end'].includes(node.type) || more.some(([from]) => from === node.id);
    return alone || !next ? [] : [{ from: node.id, to: next.id }];
  });
  const graph = flowGraphSchema.parse({ nodes: all, edges: [...edges, ...more.map(([from, to]) => ({ from, to }))] });
  const problems = flowProblems(graph);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return graph;
}

type Store = Pick<Core, 'db' | 'orgId' | 'ports'>;

/** An active flow. @returns its id. */
export const addFlow = (
  { db, orgId, ports }: Store,
  name: string,
  trigger: Loose | { type: string; [key: string]: unknown },
  graph: FlowGraph,
): Promise<string> =>
  db.withOrg(orgId, async tx => {
    const now = ports.clock.now();
    const made = { orgId, name, description: '', memberId: null, actor: SYSTEM, now };
    const id = await createFlow(tx, { ...made, trigger: flowTriggerSchema.parse(trigger) as FlowTrigger, graph });
    await switchFlow(tx, { orgId, id, active: true, actor: SYSTEM, now });
    return id;
  });

/** Saves another graph as a new version. */
export const changeGraph = (
  { db, orgId, ports }: Store,
  id: string,
  name: string,
  trigger: { type: string; [key: string]: unknown },
  graph: FlowGraph,
) =>
  db.withOrg(orgId, tx =>
    saveFlow(tx, {
      orgId,
      id,
      name,
      description: '',
      trigger: flowTriggerSchema.parse(trigger),
      graph,
      memberId: null,
      actor: SYSTEM,
      now: ports.clock.now(),
    }),
  );

export const switchOff = ({ db, orgId, ports }: Store, id: string) =>
  db.withOrg(orgId, tx => switchFlow(tx, { orgId, id, active: false, actor: SYSTEM, now: ports.clock.now() }));

export const runsIn = ({ db, orgId }: Store, conversationId: string) =>
  db.withOrg(orgId, tx =>
    tx
      .select()
      .from(flowRuns)
      .where(and(eq(flowRuns.orgId, orgId), eq(flowRuns.conversationId, conversationId)))
      .orderBy(asc(flowRuns.startedAt)),
  );
