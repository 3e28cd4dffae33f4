/** Who gets a new lead: in turn, or whoever has the fewest open ones. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { AssignmentMode } from '../../domain/crm/words.ts';
import { type Actor, audit, SYSTEM } from '../audit/queries.ts';
import { leads } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { members } from '../organization/table.ts';
import { leadAssignees, leadAssignment } from './table.ts';
import { tellOwner, tellOwners } from './tell-owner.ts';

export interface AssignmentRule {
  mode: AssignmentMode;
  memberIds: string[];
}

export async function assignmentRule(tx: Tx, { orgId }: { orgId: string }): Promise<AssignmentRule> {
  const [rule] = await tx.select().from(leadAssignment).where(eq(leadAssignment.orgId, orgId));
  const rows = await tx
    .select({ id: leadAssignees.memberId })
    .from(leadAssignees)
    .innerJoin(members, and(eq(members.orgId, leadAssignees.orgId), eq(members.id, leadAssignees.memberId)))
    .where(eq(leadAssignees.orgId, orgId))
    .orderBy(asc(leadAssignees.position));
  return { mode: rule?.mode ?? 'off', memberIds: rows.map(row => row.id) };
}

/** False when one of them is no member. Who took part before keeps the place in the turn. */
export async function saveAssignmentRule(
  tx: Tx,
  { orgId, rule, actor, now }: { orgId: string; rule: AssignmentRule; actor: Actor; now: number },
): Promise<boolean> {
  const memberIds = [...new Set(rule.memberIds)];
  if (memberIds.length > 0) {
    const known = await tx
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.orgId, orgId), inArray(members.id, memberIds)));
    if (known.length < memberIds.length) return false;
  }
  await tx
    .insert(leadAssignment)
    .values({ orgId, mode: rule.mode, updatedAt: now })
    .onConflictDoUpdate({ target: leadAssignment.orgId, set: { mode: rule.mode, updatedAt: now } });
  const before = await tx.select().from(leadAssignees).where(eq(leadAssignees.orgId, orgId));
  const lastBy = new Map(before.map(row => [row.memberId, row.lastAssignedAt]));
  await tx.delete(leadAssignees).where(eq(leadAssignees.orgId, orgId));
  if (memberIds.length > 0)
    await tx.insert(leadAssignees).values(
      memberIds.map((memberId, position) => ({
        orgId,
        memberId,
        position,
        lastAssignedAt: lastBy.get(memberId) ?? null,
      })),
    );
  const payload = { mode: rule.mode, members: memberIds.length };
  await audit(tx, { orgId, actor, action: 'lead_assignment_set', subjectId: null, payload, now });
  return true;
}

const OPEN = sql`('NEW', 'QUALIFYING', 'QUALIFIED', 'ENGAGED', 'HOT', 'APPOINTMENT_BOOKED', 'HANDED_OFF', 'NURTURING')`;

/**
 * Gives these leads their owners by the rule, one after the other; those that have one keep it. Rows of members that another
 * transaction is just giving a lead to are passed over, so that nobody waits for anybody. @returns owner by contact.
 */
export async function assignLeads(
  tx: Tx,
  { orgId, contactIds, now }: { orgId: string; contactIds: readonly string[]; now: number },
): Promise<Map<string, string>> {
  const given = new Map<string, string>();
  const [rule] = await tx.select().from(leadAssignment).where(eq(leadAssignment.orgId, orgId));
  if (!rule || rule.mode === 'off') return given;
  const busy =
    rule.mode === 'least_busy'
      ? sql`(select count(*) from leads l where l.org_id = a.org_id and l.owner_member_id = a.member_id and l.status in ${OPEN}), `
      : sql``;
  for (const contactId of contactIds) {
    const { rows } = await tx.execute<{ member_id: string }>(sql`
      update lead_assignees t set last_assigned_at = greatest(${new Date(now).toISOString()}::timestamptz, t.last_assigned_at + interval '1 millisecond')
      where t.org_id = ${orgId} and t.member_id = (
        select a.member_id from lead_assignees a join members m on m.org_id = a.org_id and m.id = a.member_id
        where a.org_id = ${orgId} order by ${busy}a.last_assigned_at nulls first, a.position limit 1 for update of a skip locked)
      returning t.member_id`);
    const owner = rows[0]?.member_id;
    if (owner === undefined) break;
    const [lead] = await tx
      .update(leads)
      .set({ ownerMemberId: owner })
      .where(and(eq(leads.orgId, orgId), eq(leads.contactId, contactId), sql`${leads.ownerMemberId} is null`))
      .returning({ id: leads.id });
    if (!lead) continue;
    given.set(contactId, owner);
    const payload = { ownerMemberId: owner, by: rule.mode };
    await audit(tx, { orgId, actor: SYSTEM, action: 'lead_assigned', subjectId: lead.id, payload, now });
    if (contactIds.length === 1)
      await tellOwner(tx, { orgId, contactId, memberId: owner, actor: SYSTEM, how: 'rule', now });
  }
  if (contactIds.length > 1 && given.size > 0)
    await tellOwners(tx, { orgId, memberIds: [...new Set(given.values())], now });
  return given;
}
