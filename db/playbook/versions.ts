/** Versions of a playbook (A-VER): every save is one, none is ever changed; which one new conversations get is a pointer. */
import { and, desc, eq, getTableColumns, max, sql } from 'drizzle-orm';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { type Actor, audit } from '../audit/queries.ts';
import { users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { members } from '../organization/table.ts';
import { playbooks, playbookVersions } from './table.ts';

export type PlaybookRow = typeof playbooks.$inferSelect;

export async function listPlaybooks(tx: Tx, { orgId }: { orgId: string }): Promise<PlaybookRow[]> {
  return tx.select().from(playbooks).where(eq(playbooks.orgId, orgId)).orderBy(playbooks.createdAt);
}

async function lockPlaybook(tx: Tx, orgId: string, id: string): Promise<PlaybookRow | null> {
  const [row] = await tx
    .select()
    .from(playbooks)
    .where(and(eq(playbooks.orgId, orgId), eq(playbooks.id, id)))
    .for('update');
  return row ?? null;
}

/** The member's name by the id that a version keeps as text; null for others. */
const nameOf = (createdBy: typeof playbookVersions.createdBy) =>
  sql<
    string | null
  >`(select u.name from ${members} m join ${users} u on u.id = m.user_id where m.org_id = ${playbookVersions.orgId} and m.id::text = ${createdBy})`;

export async function listVersions(
  tx: Tx,
  { orgId, playbookId, limit }: { orgId: string; playbookId: string; limit: number },
) {
  return tx
    .select({
      version: playbookVersions.version,
      createdBy: playbookVersions.createdBy,
      createdByName: nameOf(playbookVersions.createdBy),
      createdAt: playbookVersions.createdAt,
      note: playbookVersions.note,
    })
    .from(playbookVersions)
    .where(and(eq(playbookVersions.orgId, orgId), eq(playbookVersions.playbookId, playbookId)))
    .orderBy(desc(playbookVersions.version))
    .limit(limit);
}

/** The configuration as it was saved; null when there is no such version. */
export async function findVersion(
  tx: Tx,
  { orgId, playbookId, version }: { orgId: string; playbookId: string; version: number },
) {
  const [row] = await tx
    .select({ ...getTableColumns(playbookVersions), createdByName: nameOf(playbookVersions.createdBy) })
    .from(playbookVersions)
    .where(
      and(
        eq(playbookVersions.orgId, orgId),
        eq(playbookVersions.playbookId, playbookId),
        eq(playbookVersions.version, version),
      ),
    );
  return row ?? null;
}

/**
 * Saves a version. New conversations get it from now on, or, as a canary, some of them. Null when there is no such playbook.
 * @param basedOn refused ('stale') when a newer version was saved meanwhile; null to save regardless.
 */
export async function saveVersion(
  tx: Tx,
  input: {
    orgId: string;
    playbookId: string;
    config: Playbook;
    basedOn: number | null;
    note: string;
    canaryPercent: number | null;
    actor: Actor;
    now: number;
  },
): Promise<number | 'stale' | null> {
  const { orgId, playbookId, actor, now } = input;
  const playbook = await lockPlaybook(tx, orgId, playbookId);
  if (!playbook) return null;
  const [newest] = await tx
    .select({ version: max(playbookVersions.version) })
    .from(playbookVersions)
    .where(and(eq(playbookVersions.orgId, orgId), eq(playbookVersions.playbookId, playbookId)));
  const last = newest?.version ?? 0;
  if (input.basedOn !== null && input.basedOn !== last) return 'stale';
  const version = last + 1;
  await tx.insert(playbookVersions).values({
    orgId,
    playbookId,
    version,
    config: input.config,
    createdBy: actor.id ?? actor.type,
    note: input.note,
    createdAt: now,
  });
  const canary = input.canaryPercent !== null;
  await point(tx, {
    ...input,
    set: canary ? { canaryVersion: version, canaryPercent: input.canaryPercent ?? 10 } : { currentVersion: version },
    action: 'playbook_saved',
    payload: { version, canary },
  });
  return version;
}

async function point(
  tx: Tx,
  {
    orgId,
    playbookId,
    set,
    actor,
    action,
    payload,
    now,
  }: {
    orgId: string;
    playbookId: string;
    set: Partial<PlaybookRow>;
    actor: Actor;
    action: string;
    payload: Record<string, unknown>;
    now: number;
  },
): Promise<void> {
  await tx
    .update(playbooks)
    .set(set)
    .where(and(eq(playbooks.orgId, orgId), eq(playbooks.id, playbookId)));
  await audit(tx, { orgId, actor, action, subjectId: playbookId, payload, now });
  await publish(tx, { orgId, kind: 'playbook.updated', conversationId: null, now });
}

/** One click to any version (A-VER-3): new conversations get it, and a canary that was tried ends. False when there is none. */
export async function rollback(
  tx: Tx,
  input: { orgId: string; playbookId: string; version: number; actor: Actor; now: number },
): Promise<boolean> {
  const playbook = await lockPlaybook(tx, input.orgId, input.playbookId);
  if (!playbook || !(await findVersion(tx, input))) return false;
  await point(tx, {
    ...input,
    set: { currentVersion: input.version, canaryVersion: null },
    action: 'playbook_rollback',
    payload: { from: playbook.currentVersion, to: input.version },
  });
  return true;
}

/** Tries a version on a percentage of new conversations (A-VER-2), or ends the trial. False when there is no such version. */
export async function setCanary(
  tx: Tx,
  input: { orgId: string; playbookId: string; version: number | null; percent: number; actor: Actor; now: number },
): Promise<boolean> {
  const playbook = await lockPlaybook(tx, input.orgId, input.playbookId);
  if (!playbook) return false;
  if (input.version !== null && !(await findVersion(tx, { ...input, version: input.version }))) return false;
  await point(tx, {
    ...input,
    set: { canaryVersion: input.version, canaryPercent: input.percent },
    action: 'playbook_canary',
    payload: { version: input.version, percent: input.percent },
  });
  return true;
}

export interface VersionResults {
  /** Version, or variant of an experiment. */
  key: string;
  conversations: number;
  replied: number;
  won: number;
  qualified: number;
  optedOut: number;
  escalated: number;
  costMicros: number;
}

/** How conversations went, by a column or expression of theirs (A-VER-3, A-AB-3). */
export async function resultsBy(
  tx: Tx,
  { orgId, key, where }: { orgId: string; key: ReturnType<typeof sql>; where: ReturnType<typeof sql> },
): Promise<VersionResults[]> {
  const { rows } = await tx.execute<Record<string, string>>(sql`
    select key, count(*) as conversations, count(*) filter (where replied) as replied, count(*) filter (where won) as won,
           count(*) filter (where qualified) as qualified, count(*) filter (where opted_out) as opted_out,
           count(*) filter (where escalated) as escalated, coalesce(sum(cost), 0) as cost
    from (
      select ${key} as key, c.user_replies > 0 as replied, l.status = 'WON' as won,
             l.status in ('QUALIFIED', 'ENGAGED', 'HOT', 'APPOINTMENT_BOOKED', 'HANDED_OFF', 'WON') as qualified,
             p.opted_out_at is not null as opted_out,
             exists(select from escalations e where e.org_id = c.org_id and e.conversation_id = c.id) as escalated,
             (select coalesce(sum(s.cost_micros), 0) from turns t join turn_steps s on s.org_id = t.org_id and s.turn_id = t.id
              where t.org_id = c.org_id and t.conversation_id = c.id)
             + (select coalesce(sum(m.cost_micros), 0) from messages m where m.org_id = c.org_id and m.conversation_id = c.id) as cost
      from conversations c
      join contacts p on p.org_id = c.org_id and p.id = c.contact_id
      left join leads l on l.org_id = c.org_id and l.contact_id = c.contact_id
      where c.org_id = ${orgId} and ${where}
    ) each where key is not null group by key order by key`);
  return rows.map(row => ({
    key: String(row.key),
    conversations: Number(row.conversations),
    replied: Number(row.replied),
    won: Number(row.won),
    qualified: Number(row.qualified),
    optedOut: Number(row.opted_out),
    escalated: Number(row.escalated),
    costMicros: Number(row.cost),
  }));
}
