/** One contact with all that is known of it, and what people change about it. */
import { and, asc, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { type Actor, audit } from '../audit/queries.ts';
import { users } from '../auth/table.ts';
import { channelAccounts } from '../channel/table.ts';
import { contactIdentities, contacts, leads } from '../contact/table.ts';
import { loadConversation, saveConversation } from '../conversation/load.ts';
import { routeWithoutTurn } from '../conversation/ownership.ts';
import { conversations } from '../conversation/table.ts';
import { valuesOf } from '../customfield/queries.ts';
import type { Tx } from '../database.ts';
import { labelsOf, tellContact } from '../label/queries.ts';
import { members } from '../organization/table.ts';
import { tellWorkflow } from '../outbox/queries.ts';

export interface ContactRef {
  orgId: string;
  contactId: string;
}

const mine = ({ orgId, contactId }: ContactRef): SQL | undefined =>
  and(eq(contacts.orgId, orgId), eq(contacts.id, contactId));

/** Ids of a contact and of those merged into it; the first is the one whose lead counts. Empty when there is none. */
export async function groupOf(tx: Tx, { orgId, contactId }: ContactRef): Promise<string[]> {
  const rows = await tx
    .select({ id: contacts.id, into: contacts.mergedIntoId })
    .from(contacts)
    .where(
      and(
        eq(contacts.orgId, orgId),
        or(
          eq(contacts.id, contactId),
          eq(contacts.mergedIntoId, contactId),
          sql`${contacts.id} = (select k.merged_into_id from contacts k where k.org_id = ${orgId} and k.id = ${contactId})`,
          sql`${contacts.mergedIntoId} = (select k.merged_into_id from contacts k where k.org_id = ${orgId} and k.id = ${contactId})`,
        ),
      ),
    )
    .orderBy(asc(contacts.createdAt), asc(contacts.id));
  const root = rows.find(row => row.into === null);
  return root ? [root.id, ...rows.filter(row => row.id !== root.id).map(row => row.id)] : [];
}

/** Null when there is no such contact. What was merged into another answers as that other. */
export async function findContact(tx: Tx, { orgId, contactId }: ContactRef) {
  const group = await groupOf(tx, { orgId, contactId });
  const [root] = group;
  if (root === undefined) return null;
  const [row] = await tx
    .select({ contact: contacts, lead: leads, ownerName: users.name })
    .from(contacts)
    .innerJoin(leads, and(eq(leads.orgId, contacts.orgId), eq(leads.contactId, contacts.id)))
    .leftJoin(members, and(eq(members.orgId, leads.orgId), eq(members.id, leads.ownerMemberId)))
    .leftJoin(users, eq(users.id, members.userId))
    .where(mine({ orgId, contactId: root }));
  if (!row) return null;
  const identities = await tx
    .select()
    .from(contactIdentities)
    .where(and(eq(contactIdentities.orgId, orgId), inArray(contactIdentities.contactId, group)))
    .orderBy(asc(contactIdentities.createdAt), asc(contactIdentities.kind));
  const talks = await tx
    .select({
      id: conversations.id,
      contactId: conversations.contactId,
      owner: conversations.owner,
      stage: conversations.stage,
      closedAt: conversations.closedAt,
      lastActivityAt: conversations.lastActivityAt,
      memory: conversations.memory,
      channel: channelAccounts.channel,
      channelName: channelAccounts.name,
    })
    .from(conversations)
    .innerJoin(
      channelAccounts,
      and(eq(channelAccounts.orgId, conversations.orgId), eq(channelAccounts.id, conversations.channelAccountId)),
    )
    .where(and(eq(conversations.orgId, orgId), inArray(conversations.contactId, group)))
    .orderBy(desc(conversations.lastActivityAt));
  const labels = (await labelsOf(tx, { orgId, contactIds: [root] })).get(root) ?? [];
  const fields = await valuesOf(tx, { orgId, contactId: root });
  return { ...row, group, identities, conversations: talks, labels, fields };
}
export type FoundContact = NonNullable<Awaited<ReturnType<typeof findContact>>>;

export interface ContactPatch {
  displayName?: string | null;
  notes?: string | null;
  language?: string | null;
  zone?: string | null;
  vip?: boolean;
}

/** False when there is no such contact. What changed is told by its name, never by what was typed. */
export async function changeContact(
  tx: Tx,
  { orgId, contactId, patch, actor, now }: ContactRef & { patch: ContactPatch; actor: Actor; now: number },
): Promise<boolean> {
  const changed = Object.keys(patch);
  if (changed.length === 0) return (await groupOf(tx, { orgId, contactId })).length > 0;
  const rows = await tx.update(contacts).set(patch).where(mine({ orgId, contactId })).returning({ id: contacts.id });
  if (rows.length === 0) return false;
  await audit(tx, { orgId, actor, action: 'contact_changed', subjectId: contactId, payload: { changed }, now });
  await tellContact(tx, { orgId, contactId, now });
  return true;
}

/**
 * Blocked: what they write is stored and nobody answers, until unblocked (B-CON-7). Holds for all that was merged with it.
 * False when there is no such contact.
 */
export async function blockContact(
  tx: Tx,
  { orgId, contactId, on, actor, now }: ContactRef & { on: boolean; actor: Actor; now: number },
): Promise<boolean> {
  const group = await groupOf(tx, { orgId, contactId });
  if (group.length === 0) return false;
  await tx
    .update(contacts)
    .set({ blocked: on })
    .where(and(eq(contacts.orgId, orgId), inArray(contacts.id, group)));
  await audit(tx, { orgId, actor, action: on ? 'contact_blocked' : 'contact_unblocked', subjectId: contactId, now });
  const talks = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), inArray(conversations.contactId, group)))
    .orderBy(conversations.id);
  for (const { id: conversationId } of talks) {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (!loaded) continue;
    if (on) await saveConversation(tx, loaded, await routeWithoutTurn(tx, loaded, 'PAUSED', now), now);
    await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  }
  for (const id of group) await tellContact(tx, { orgId, contactId: id, now });
  return true;
}

/** Whether the agent answers by itself (B-ROUTE-1). False when there is no such contact. */
export async function setAutoreply(
  tx: Tx,
  { orgId, contactId, on, actor, now }: ContactRef & { on: boolean; actor: Actor; now: number },
): Promise<boolean> {
  const group = await groupOf(tx, { orgId, contactId });
  if (group.length === 0) return false;
  await tx
    .update(contacts)
    .set({ autoreply: on })
    .where(and(eq(contacts.orgId, orgId), inArray(contacts.id, group)));
  await audit(tx, { orgId, actor, action: 'autoreply', subjectId: contactId, payload: { on }, now });
  await tellContact(tx, { orgId, contactId, now });
  return true;
}
