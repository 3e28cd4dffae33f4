/** A person moves a lead (X-STATUS, A-UI-8): the stored status by the table, NEEDS_HUMAN and OPTED_OUT by the real locks behind them. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { type ShownStatus, shownStatus, whyNot } from '../../domain/lead/moves.ts';
import { type Actor, audit } from '../audit/queries.ts';
import { contacts, leads } from '../contact/table.ts';
import { type LoadedConversation, loadConversation } from '../conversation/load.ts';
import { optIn, optOut, release, takeOver } from '../conversation/ownership.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { tellContact } from '../label/queries.ts';
import { members } from '../organization/table.ts';
import { groupOf } from './contact.ts';
import { tellOwner } from './tell-owner.ts';

export interface Move {
  orgId: string;
  contactId: string;
  to: ShownStatus;
  /** Who does it. */
  memberId: string;
  actor: Actor;
  /** Of a won lead; null = not known, and left out = as it is. */
  valueMicros?: number | null | undefined;
  /** Of a lead that is handed off. */
  toMemberId?: string | undefined;
  /** Why somebody who opted out may be written to again. */
  reason?: string | undefined;
  now: number;
}

export type Moved =
  | { kind: 'moved'; from: ShownStatus; to: ShownStatus; handedTo: string | null }
  | { kind: 'missing' }
  | { kind: 'forbidden'; why: string }
  | { kind: 'needs'; what: 'value' | 'member' | 'reason' | 'conversation' };

/** One transaction. Conversations are locked before the lead, as a turn does. */
export async function moveByPerson(tx: Tx, move: Move): Promise<Moved> {
  const { orgId, to, now, actor } = move;
  const group = await groupOf(tx, move);
  const [contactId] = group;
  if (contactId === undefined) return { kind: 'missing' };
  const talks = await lockConversations(tx, orgId, group);
  const [lead] = await tx
    .select()
    .from(leads)
    .where(and(eq(leads.orgId, orgId), eq(leads.contactId, contactId)))
    .for('update');
  const [contact] = await tx
    .select({ optedOutAt: contacts.optedOutAt })
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)));
  if (!lead || !contact) return { kind: 'missing' };
  const open = talks.filter(({ row }) => row.closedAt === null);
  const from = shownStatus(lead.status, {
    optedOut: contact.optedOutAt !== null,
    owners: open.map(({ row }) => row.owner),
  });
  if (from === to && to !== 'HANDED_OFF') return { kind: 'moved', from, to, handedTo: null };

  if (to === 'OPTED_OUT') {
    for (const id of group) await optOut(tx, { orgId, contactId: id, actor, now });
    return moved(tx, move, { contactId, leadId: lead.id, from, to });
  }
  if (to === 'NEEDS_HUMAN') {
    if (from === 'OPTED_OUT' && !move.reason) return { kind: 'needs', what: 'reason' };
    const latest = newest(open);
    if (!latest) return { kind: 'needs', what: 'conversation' };
    if (from === 'OPTED_OUT') await backIn(tx, move, group);
    await takeOver(tx, { orgId, conversationId: latest.row.id, memberId: move.memberId, actor, now });
    return moved(tx, move, { contactId, leadId: lead.id, from, to });
  }

  const why = whyNot(lead.status, to);
  if (why !== null) return { kind: 'forbidden', why };
  if (to === 'WON' && move.valueMicros === undefined && lead.valueMicros === null)
    return { kind: 'needs', what: 'value' };
  const toMember = to === 'HANDED_OFF' ? (move.toMemberId ?? null) : null;
  if (to === 'HANDED_OFF' && !(toMember && (await isMember(tx, orgId, toMember))))
    return { kind: 'needs', what: 'member' };
  if (from === 'OPTED_OUT') {
    if (!move.reason) return { kind: 'needs', what: 'reason' };
    await backIn(tx, move, group);
  }
  await handBack(tx, move, open, toMember);
  if (toMember)
    await tellOwner(tx, {
      orgId,
      contactId,
      memberId: toMember,
      actor,
      how: 'handed_off',
      conversationId: newest(open)?.row.id ?? null,
      now,
    });
  await tx
    .update(leads)
    .set({
      status: to,
      statusSetByPerson: true,
      updatedAt: now,
      ...(to === 'WON' && move.valueMicros !== undefined ? { valueMicros: move.valueMicros } : {}),
      ...(toMember ? { ownerMemberId: toMember } : {}),
    })
    .where(and(eq(leads.orgId, orgId), eq(leads.id, lead.id)));
  return moved(tx, move, { contactId, leadId: lead.id, from, to });
}

const newest = (talks: LoadedConversation[]): LoadedConversation | undefined =>
  talks.toSorted((one, other) => other.row.lastActivityAt - one.row.lastActivityAt)[0];

async function lockConversations(tx: Tx, orgId: string, group: string[]): Promise<LoadedConversation[]> {
  const ids = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), inArray(conversations.contactId, group)))
    .orderBy(asc(conversations.id));
  const found: LoadedConversation[] = [];
  for (const { id } of ids) {
    const loaded = await loadConversation(tx, { orgId, conversationId: id }, true);
    if (loaded) found.push(loaded);
  }
  return found;
}

async function isMember(tx: Tx, orgId: string, memberId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.id, memberId)));
  return rows.length > 0;
}

/** Leaving OPTED_OUT is an audited act with a reason. */
async function backIn(tx: Tx, { orgId, actor, reason, now }: Move, group: string[]): Promise<void> {
  for (const id of group) {
    await optIn(tx, { orgId, contactId: id, actor, now });
    await audit(tx, {
      orgId,
      actor,
      action: 'opt_in_by_person',
      subjectId: id,
      payload: { reason: reason ?? '' },
      now,
    });
  }
}

/** Leaving NEEDS_HUMAN hands back to the agent; a lead that is handed off takes its newest conversation to that member. */
async function handBack(tx: Tx, move: Move, open: LoadedConversation[], toMember: string | null): Promise<void> {
  const { orgId, actor, memberId, now } = move;
  if (toMember) {
    const latest = newest(open);
    if (latest) await takeOver(tx, { orgId, conversationId: latest.row.id, memberId: toMember, actor, now });
    return;
  }
  for (const { row } of open)
    if (row.owner === 'HUMAN') await release(tx, { orgId, conversationId: row.id, actor, memberId, note: null, now });
}

async function moved(
  tx: Tx,
  { orgId, actor, toMemberId, now }: Move,
  { contactId, leadId, from, to }: { contactId: string; leadId: string; from: ShownStatus; to: ShownStatus },
): Promise<Moved> {
  const payload = { from, to, ...(to === 'HANDED_OFF' ? { memberId: toMemberId } : {}) };
  await audit(tx, { orgId, actor, action: 'lead_status', subjectId: leadId, payload, now });
  await tellContact(tx, { orgId, contactId, now });
  return { kind: 'moved', from, to, handedTo: to === 'HANDED_OFF' ? (toMemberId ?? null) : null };
}

export interface LeadPatch {
  valueMicros?: number | null;
  highValue?: boolean;
  /** A member of the organization, or nobody. */
  ownerMemberId?: string | null;
}

/** False when there is no such contact; `no_member` when the owner is none. */
export async function changeLead(
  tx: Tx,
  {
    orgId,
    contactId,
    patch,
    actor,
    now,
  }: { orgId: string; contactId: string; patch: LeadPatch; actor: Actor; now: number },
): Promise<boolean | 'no_member'> {
  const [root] = await groupOf(tx, { orgId, contactId });
  if (root === undefined) return false;
  if (patch.ownerMemberId && !(await isMember(tx, orgId, patch.ownerMemberId))) return 'no_member';
  const ofLead = and(eq(leads.orgId, orgId), eq(leads.contactId, root));
  const [lead] = await tx
    .select({ id: leads.id, ownerMemberId: leads.ownerMemberId })
    .from(leads)
    .where(ofLead)
    .for('update');
  if (!lead) return false;
  await tx
    .update(leads)
    .set({ ...patch, updatedAt: now })
    .where(ofLead);
  if (patch.ownerMemberId && patch.ownerMemberId !== lead.ownerMemberId)
    await tellOwner(tx, { orgId, contactId: root, memberId: patch.ownerMemberId, actor, how: 'owner', now });
  const acts: [keyof LeadPatch, string][] = [
    ['valueMicros', 'lead_value_set'],
    ['highValue', 'lead_high_value'],
    ['ownerMemberId', 'lead_owner'],
  ];
  for (const [key, action] of acts)
    if (patch[key] !== undefined)
      await audit(tx, { orgId, actor, action, subjectId: lead.id, payload: { [key]: patch[key] }, now });
  await tellContact(tx, { orgId, contactId: root, now });
  return true;
}
