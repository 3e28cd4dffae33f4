/** Flows that begin by the clock: whose turn it is, and the runs of those who may be written to (B-FLOW-2). */
import { sql } from 'drizzle-orm';
import type { FlowTrigger } from '../../domain/flow/graph.ts';
import { scheduledAt } from '../../domain/flow/schedule.ts';
import type { Database, Tx } from '../database.ts';
import { beginRun } from './begin.ts';
import { activeFlows, type RunnableFlow } from './runs.ts';

const AT_ONCE = 50;

/**
 * One round. Each contact with the label meets an instant once, in the newest conversation: one that the agent has, inside
 * the 24-hour window, in no other run. A flow that was saved or switched on later waits for its next time.
 * @returns how many runs began; there may be more when a flow reached `AT_ONCE`.
 */
export async function beginScheduled(db: Database, now: number): Promise<number> {
  const { rows } = await db.withSystem(tx =>
    tx.execute<{ id: string; zone: string }>(sql`select id, zone from organizations`),
  );
  let begun = 0;
  for (const { id: orgId, zone } of rows) {
    const due = await db.withOrg(orgId, tx => dueFlows(tx, { orgId, zone, now }));
    for (const { flow, label, at } of due) {
      const wanted = { orgId, flowId: flow.flowId, label, at, now };
      for (const conversationId of await db.withOrg(orgId, tx => waiting(tx, wanted))) {
        // One transaction each: a conversation is locked for as long as its own run takes to begin.
        const result = await db.withOrg(orgId, tx => beginRun(tx, { orgId, conversationId, flow, now }));
        if (typeof result === 'object') begun += 1;
      }
    }
  }
  return begun;
}

async function dueFlows(
  tx: Tx,
  { orgId, zone, now }: { orgId: string; zone: string; now: number },
): Promise<{ flow: RunnableFlow; label: string; at: number }[]> {
  const found: { flow: RunnableFlow; label: string; at: number }[] = [];
  for (const flow of await activeFlows(tx, { orgId })) {
    const { trigger }: { trigger: FlowTrigger } = flow;
    if (trigger.type !== 'SCHEDULED') continue;
    const at = scheduledAt(trigger, now, zone);
    if (at !== null) found.push({ flow, label: trigger.label, at });
  }
  return found;
}

/** Conversations that this instant has not met yet. */
async function waiting(
  tx: Tx,
  { orgId, flowId, label, at, now }: { orgId: string; flowId: string; label: string; at: number; now: number },
): Promise<string[]> {
  const instant = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const { rows } = await tx.execute<{ id: string }>(sql`
    select c.id from conversations c
    join contacts p on p.org_id = c.org_id and p.id = c.contact_id
    join contact_labels cl on cl.org_id = c.org_id and cl.contact_id = c.contact_id
    join labels l on l.org_id = cl.org_id and l.id = cl.label_id and lower(l.name) = lower(${label})
    where c.org_id = ${orgId}
      and exists (select from flows f where f.org_id = ${orgId} and f.id = ${flowId} and f.active and f.updated_at <= ${instant(at)})
      and c.owner in ('AI', 'APPROVAL') and c.closed_at is null and c.flow_run_id is null
      and c.window_ends_at > ${instant(now)}
      and p.opted_out_at is null and not p.blocked
      and not exists (
        select from conversations newer where newer.org_id = c.org_id and newer.contact_id = c.contact_id
          and (newer.last_activity_at, newer.id) > (c.last_activity_at, c.id) and newer.closed_at is null)
      and not exists (
        select from flow_runs r join conversations o on o.org_id = r.org_id and o.id = r.conversation_id
        where r.org_id = c.org_id and r.flow_id = ${flowId} and r.begun_by = 'SCHEDULED' and r.started_at >= ${instant(at)}
          and o.contact_id = c.contact_id)
    order by c.id limit ${AT_ONCE}`);
  return rows.map(row => row.id);
}
