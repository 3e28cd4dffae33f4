/** Flows and their versions: list, create, save, switch on and off, delete. */
import { and, eq, ne, sql } from 'drizzle-orm';
import type { FlowGraph, FlowLayout, FlowTrigger } from '../../domain/flow/graph.ts';
import { type Actor, audit } from '../audit/queries.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { NO_FLOW } from './runs.ts';
import { flowRuns, flows, flowVersions } from './table.ts';

export interface Flow {
  id: string;
  name: string;
  description: string;
  active: boolean;
  version: number;
  trigger: FlowTrigger;
  graph: FlowGraph;
  layout: FlowLayout;
  createdAt: number;
  updatedAt: number;
  /** Runs that began, that came to their end, and the newest beginning. */
  entered: number;
  completed: number;
  running: number;
  lastRunAt: number | null;
}

const counted = (which: string) =>
  sql<number>`(select count(*)::int from ${flowRuns} r where r.org_id = ${flows.orgId} and r.flow_id = ${flows.id}${sql.raw(which)})`;

const columns = {
  id: flows.id,
  name: flows.name,
  description: flows.description,
  active: flows.active,
  version: flows.currentVersion,
  trigger: flowVersions.trigger,
  graph: flowVersions.graph,
  layout: flows.layout,
  createdAt: flows.createdAt,
  updatedAt: flows.updatedAt,
  entered: counted(''),
  completed: counted(` and r.state = 'COMPLETED'`),
  running: counted(` and r.state = 'RUNNING'`),
  lastRunAt: sql<
    string | Date | null
  >`(select max(r.started_at) from ${flowRuns} r where r.org_id = ${flows.orgId} and r.flow_id = ${flows.id})`,
};

const selected = (tx: Tx) =>
  tx
    .select(columns)
    .from(flows)
    .innerJoin(
      flowVersions,
      and(
        eq(flowVersions.orgId, flows.orgId),
        eq(flowVersions.flowId, flows.id),
        eq(flowVersions.version, flows.currentVersion),
      ),
    )
    .$dynamic();

type Selected = Awaited<ReturnType<typeof selected>>[number];
const shown = ({ lastRunAt, ...flow }: Selected): Flow => ({
  ...flow,
  lastRunAt: lastRunAt === null ? null : new Date(lastRunAt).getTime(),
});

/** By name. */
export async function listFlows(tx: Tx, { orgId }: { orgId: string }): Promise<Flow[]> {
  const rows = await selected(tx).where(eq(flows.orgId, orgId)).orderBy(sql`lower(${flows.name})`, flows.id);
  return rows.map(shown);
}

export async function findFlow(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<Flow | null> {
  const [row] = await selected(tx).where(and(eq(flows.orgId, orgId), eq(flows.id, id)));
  return row ? shown(row) : null;
}

/** Case does not matter. */
export async function nameTaken(
  tx: Tx,
  { orgId, name, but }: { orgId: string; name: string; but: string | null },
): Promise<boolean> {
  const rows = await tx
    .select({ id: flows.id })
    .from(flows)
    .where(
      and(
        eq(flows.orgId, orgId),
        sql`lower(${flows.name}) = lower(${name})`,
        but === null ? undefined : ne(flows.id, but),
      ),
    );
  return rows.length > 0;
}

export interface FlowContent {
  orgId: string;
  name: string;
  description: string;
  trigger: FlowTrigger;
  graph: FlowGraph;
  /** Left out: as it was. */
  layout?: FlowLayout | undefined;
  memberId: string | null;
  actor: Actor;
  now: number;
}

/** Switched off at first. The name must be free. @returns its id. */
export async function createFlow(tx: Tx, input: FlowContent): Promise<string> {
  const { orgId, name, description, trigger, graph, memberId, actor, now } = input;
  const id = newId();
  await tx.insert(flows).values({
    orgId,
    id,
    name,
    description,
    active: false,
    currentVersion: 1,
    layout: placed(input),
    createdAt: now,
    updatedAt: now,
  });
  await tx
    .insert(flowVersions)
    .values({ orgId, flowId: id, version: 1, trigger, graph, createdBy: memberId, createdAt: now });
  await audit(tx, { orgId, actor, action: 'flow_created', subjectId: id, payload: { name }, now });
  return id;
}

/** Of nodes that are there. */
const placed = ({ layout = {}, graph }: FlowContent): FlowLayout =>
  Object.fromEntries(Object.entries(layout).filter(([id]) => graph.nodes.some(node => node.id === id)));

/** A new version when trigger or graph differ; runs under way keep theirs. Null when there is no such flow. */
export async function saveFlow(tx: Tx, input: FlowContent & { id: string }): Promise<{ version: number } | null> {
  const { orgId, id, name, description, trigger, graph, memberId, actor, now } = input;
  const [row] = await tx
    .select({ version: flows.currentVersion })
    .from(flows)
    .where(and(eq(flows.orgId, orgId), eq(flows.id, id)))
    .for('update');
  if (!row) return null;
  const [before] = await tx
    .select({ trigger: flowVersions.trigger, graph: flowVersions.graph })
    .from(flowVersions)
    .where(and(eq(flowVersions.orgId, orgId), eq(flowVersions.flowId, id), eq(flowVersions.version, row.version)));
  const same = before && sameJson(before.trigger, trigger) && sameJson(before.graph, graph);
  const version = same ? row.version : row.version + 1;
  if (!same)
    await tx
      .insert(flowVersions)
      .values({ orgId, flowId: id, version, trigger, graph, createdBy: memberId, createdAt: now });
  await tx
    .update(flows)
    .set({
      ...{ name, description, currentVersion: version, updatedAt: now },
      ...(input.layout === undefined ? {} : { layout: placed(input) }),
    })
    .where(and(eq(flows.orgId, orgId), eq(flows.id, id)));
  await audit(tx, { orgId, actor, action: 'flow_saved', subjectId: id, payload: { name, version }, now });
  return { version };
}

/** Its name or description alone; nothing when there is no such flow. */
export async function describeFlow(
  tx: Tx,
  input: {
    orgId: string;
    id: string;
    name?: string | undefined;
    description?: string | undefined;
    actor: Actor;
    now: number;
  },
): Promise<void> {
  const { orgId, id, actor, now } = input;
  const patch = {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.description === undefined ? {} : { description: input.description }),
  };
  const changed = await tx
    .update(flows)
    .set({ ...patch, updatedAt: now })
    .where(and(eq(flows.orgId, orgId), eq(flows.id, id)))
    .returning({ id: flows.id });
  if (changed.length > 0)
    await audit(tx, { orgId, actor, action: 'flow_described', subjectId: id, payload: patch, now });
}

/** False when there is no such flow. */
export async function switchFlow(
  tx: Tx,
  { orgId, id, active, actor, now }: { orgId: string; id: string; active: boolean; actor: Actor; now: number },
): Promise<boolean> {
  const changed = await tx
    .update(flows)
    .set({ active, updatedAt: now })
    .where(and(eq(flows.orgId, orgId), eq(flows.id, id)))
    .returning({ id: flows.id });
  if (changed.length === 0) return false;
  await audit(tx, { orgId, actor, action: active ? 'flow_activated' : 'flow_deactivated', subjectId: id, now });
  return true;
}

/** With its versions and runs; those under way end. False when there is no such flow. */
export async function deleteFlow(
  tx: Tx,
  { orgId, id, actor, now }: { orgId: string; id: string; actor: Actor; now: number },
): Promise<boolean> {
  const mine = and(eq(flows.orgId, orgId), eq(flows.id, id));
  const [row] = await tx.select({ name: flows.name }).from(flows).where(mine).for('update');
  if (!row) return false;
  // Their workflows find nothing to go on with when they wake, or their turns nothing to stand on.
  await tx
    .update(conversations)
    .set(NO_FLOW)
    .where(
      and(
        eq(conversations.orgId, orgId),
        sql`${conversations.flowRunId} in (select r.id from ${flowRuns} r where r.org_id = ${orgId} and r.flow_id = ${id} and r.state = 'RUNNING')`,
      ),
    );
  await tx.delete(flows).where(mine);
  await audit(tx, { orgId, actor, action: 'flow_deleted', subjectId: id, payload: { name: row.name }, now });
  return true;
}

/** Keys in any order: Postgres keeps its own. */
function sameJson(a: unknown, b: unknown): boolean {
  const ordered = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(ordered)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([x], [y]) => (x < y ? -1 : 1))
              .map(([key, each]) => [key, ordered(each)]),
          )
        : value;
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}
