/** Runs of a flow for people: where each stands, and what they came to. */
import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { contacts } from '../contact/table.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { flowRuns } from './table.ts';

/** The newest runs of a flow first, with where each stands. */
export async function runsOf(tx: Tx, { orgId, flowId, limit }: { orgId: string; flowId: string; limit: number }) {
  const rows = await tx
    .select({
      id: flowRuns.id,
      conversationId: flowRuns.conversationId,
      contactName: sql<string | null>`coalesce(${contacts.displayName}, ${contacts.name})`,
      version: flowRuns.version,
      state: flowRuns.state,
      begunBy: flowRuns.begunBy,
      nodeId: flowRuns.nodeId,
      wait: flowRuns.wait,
      steps: flowRuns.steps,
      startedAt: flowRuns.startedAt,
      endedAt: flowRuns.endedAt,
      endReason: flowRuns.endReason,
      flowDueAt: sql<
        string | Date | null
      >`case when ${conversations.flowRunId} = ${flowRuns.id} then ${conversations.flowDueAt} end`,
    })
    .from(flowRuns)
    .innerJoin(
      conversations,
      and(eq(conversations.orgId, flowRuns.orgId), eq(conversations.id, flowRuns.conversationId)),
    )
    .innerJoin(contacts, and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId)))
    .where(and(eq(flowRuns.orgId, orgId), eq(flowRuns.flowId, flowId)))
    .orderBy(desc(flowRuns.startedAt), desc(flowRuns.id))
    .limit(limit);
  return rows.map(row => ({ ...row, flowDueAt: row.flowDueAt === null ? null : new Date(row.flowDueAt).getTime() }));
}

export type FlowRunRow = Awaited<ReturnType<typeof runsOf>>[number];

export async function findRun(
  tx: Tx,
  { orgId, flowId, runId }: { orgId: string; flowId: string; runId: string },
): Promise<{ conversationId: string } | null> {
  const [run] = await tx
    .select({ conversationId: flowRuns.conversationId })
    .from(flowRuns)
    .where(and(eq(flowRuns.orgId, orgId), eq(flowRuns.flowId, flowId), eq(flowRuns.id, runId)));
  return run ?? null;
}

/** What became of the runs of a flow, and where those under way stand. */
export async function statsOf(
  tx: Tx,
  { orgId, flowId }: { orgId: string; flowId: string },
): Promise<{
  stopped: number;
  failed: number;
  standing: { nodeId: string; runs: number }[];
  ended: { reason: string; runs: number }[];
}> {
  const mine = and(eq(flowRuns.orgId, orgId), eq(flowRuns.flowId, flowId));
  const runs = sql<number>`count(*)::int`;
  const ended = await tx
    .select({ state: flowRuns.state, reason: sql<string>`coalesce(${flowRuns.endReason}, '')`, runs })
    .from(flowRuns)
    .where(and(mine, ne(flowRuns.state, 'RUNNING')))
    .groupBy(flowRuns.state, flowRuns.endReason)
    .orderBy(desc(runs));
  const standing = await tx
    .select({ nodeId: flowRuns.nodeId, runs })
    .from(flowRuns)
    .where(and(mine, eq(flowRuns.state, 'RUNNING')))
    .groupBy(flowRuns.nodeId)
    .orderBy(desc(runs), flowRuns.nodeId);
  const count = (state: string) => ended.reduce((sum, row) => sum + (row.state === state ? row.runs : 0), 0);
  return {
    stopped: count('STOPPED'),
    failed: count('FAILED'),
    standing,
    ended: ended.map(({ reason, runs: many }) => ({ reason, runs: many })),
  };
}
