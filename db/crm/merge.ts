/**
 * Two contacts that are one person (A-UI-14, X-IDENT): only a person merges. Identities and conversations stay where they are,
 * so that a thread goes on with the number it was written on; the lead of the kept contact counts for both, its conversations
 * are linked so that the agent finds in each what was said in the other (A-UI-15), and all of it can be undone within a day.
 */
import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { type Actor, audit } from '../audit/queries.ts';
import { contacts, leads } from '../contact/table.ts';
import { optOut } from '../conversation/ownership.ts';
import { conversationLinks, conversations } from '../conversation/table.ts';
import { customValues } from '../customfield/table.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { tellContact } from '../label/queries.ts';
import { contactLabels } from '../label/table.ts';
import { contactMerges, duplicateSuggestions } from './table.ts';

export const UNDO_MS = 86_400_000;

export interface Merge {
  id: string;
  until: number;
}

/** Merges into this contact that can still be undone, by the contact that was merged. */
export async function undoableMerges(
  tx: Tx,
  { orgId, keptId, now }: { orgId: string; keptId: string; now: number },
): Promise<Map<string, Merge>> {
  const rows = await tx
    .select()
    .from(contactMerges)
    .where(and(eq(contactMerges.orgId, orgId), eq(contactMerges.keptId, keptId), isNull(contactMerges.undoneAt)))
    .orderBy(desc(contactMerges.mergedAt));
  return new Map(
    rows
      .filter(row => row.mergedAt + UNDO_MS > now)
      .map(row => [row.mergedId, { id: row.id, until: row.mergedAt + UNDO_MS }]),
  );
}

interface Before {
  labels: string[];
  fields: string[];
  links: [string, string][];
  blocked: boolean;
  autoreply: boolean;
  vip: boolean;
  otherBlocked: boolean;
  otherAutoreply: boolean;
  ownerMemberId: string | null;
  valueMicros: number | null;
  highValue: boolean;
}

export type MergeOutcome = { kind: 'merged'; mergeId: string } | { kind: 'missing' | 'same' | 'merged_already' };

/** Locks both, the smaller id first. What the kept contact lacks comes from the other; what it has stays. */
export async function mergeContacts(
  tx: Tx,
  {
    orgId,
    keptId,
    otherId,
    memberId,
    actor,
    now,
  }: { orgId: string; keptId: string; otherId: string; memberId: string; actor: Actor; now: number },
): Promise<MergeOutcome> {
  if (keptId === otherId) return { kind: 'same' };
  const rows = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), inArray(contacts.id, [keptId, otherId])))
    .orderBy(contacts.id)
    .for('update');
  const kept = rows.find(row => row.id === keptId);
  const other = rows.find(row => row.id === otherId);
  if (!kept || !other) return { kind: 'missing' };
  if (kept.mergedIntoId !== null || other.mergedIntoId !== null) return { kind: 'merged_already' };
  const inOther = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.mergedIntoId, otherId)));
  if (inOther.length > 0) return { kind: 'merged_already' };
  const both = await tx
    .select()
    .from(leads)
    .where(and(eq(leads.orgId, orgId), inArray(leads.contactId, [keptId, otherId])))
    .orderBy(leads.id)
    .for('update');
  const lead = both.find(row => row.contactId === keptId);
  const otherLead = both.find(row => row.contactId === otherId);
  if (!lead || !otherLead) return { kind: 'missing' };

  // A STOP binds the person, whichever number it was written on.
  if (kept.optedOutAt !== null && other.optedOutAt === null)
    await optOut(tx, { orgId, contactId: otherId, actor, now });
  if (kept.optedOutAt === null && other.optedOutAt !== null) await optOut(tx, { orgId, contactId: keptId, actor, now });
  const before: Before = {
    labels: await copyLabels(tx, { orgId, keptId, otherId, now }),
    fields: await copyFields(tx, { orgId, keptId, otherId }),
    links: await linkAll(tx, { orgId, contactIds: [keptId, otherId], memberId, now }),
    blocked: kept.blocked,
    autoreply: kept.autoreply,
    vip: kept.vip,
    otherBlocked: other.blocked,
    otherAutoreply: other.autoreply,
    ownerMemberId: lead.ownerMemberId,
    valueMicros: lead.valueMicros,
    highValue: lead.highValue,
  };
  const switches = { blocked: kept.blocked || other.blocked, autoreply: kept.autoreply && other.autoreply };
  await tx
    .update(contacts)
    .set({ ...switches, vip: kept.vip || other.vip })
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, keptId)));
  await tx
    .update(contacts)
    .set({ ...switches, mergedIntoId: keptId })
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, otherId)));
  await tx
    .update(leads)
    .set({
      ownerMemberId: lead.ownerMemberId ?? otherLead.ownerMemberId,
      valueMicros: lead.valueMicros ?? otherLead.valueMicros,
      highValue: lead.highValue || otherLead.highValue,
      updatedAt: now,
    })
    .where(and(eq(leads.orgId, orgId), eq(leads.id, lead.id)));
  const mergeId = newId();
  await tx.insert(contactMerges).values({
    orgId,
    id: mergeId,
    keptId,
    mergedId: otherId,
    before: { ...before },
    mergedBy: memberId,
    mergedAt: now,
  });
  const [firstId = '', secondId = ''] = [keptId, otherId].sort();
  await tx
    .insert(duplicateSuggestions)
    .values({
      orgId,
      firstId,
      secondId,
      reasons: [],
      state: 'merged',
      foundAt: now,
      decidedAt: now,
      decidedBy: memberId,
    })
    .onConflictDoUpdate({
      target: [duplicateSuggestions.orgId, duplicateSuggestions.firstId, duplicateSuggestions.secondId],
      set: { state: 'merged', decidedAt: now, decidedBy: memberId },
    });
  await audit(tx, { orgId, actor, action: 'contact_merged', subjectId: keptId, payload: { mergedId: otherId }, now });
  for (const contactId of [keptId, otherId]) await tellContact(tx, { orgId, contactId, now });
  return { kind: 'merged', mergeId };
}

type Pair = { orgId: string; keptId: string; otherId: string };

async function copyLabels(tx: Tx, { orgId, keptId, otherId, now }: Pair & { now: number }): Promise<string[]> {
  const { rows } = await tx.execute<{ label_id: string }>(sql`
    insert into contact_labels (org_id, contact_id, label_id, added_at)
    select org_id, ${keptId}::uuid, label_id, ${new Date(now).toISOString()}::timestamptz from contact_labels
    where org_id = ${orgId} and contact_id = ${otherId} on conflict do nothing returning label_id`);
  return rows.map(row => row.label_id);
}

async function copyFields(tx: Tx, { orgId, keptId, otherId }: Pair): Promise<string[]> {
  const { rows } = await tx.execute<{ field_id: string }>(sql`
    insert into custom_values (org_id, contact_id, field_id, value, amount, set_by_person, updated_at)
    select org_id, ${keptId}::uuid, field_id, value, amount, set_by_person, updated_at from custom_values
    where org_id = ${orgId} and contact_id = ${otherId} on conflict do nothing returning field_id`);
  return rows.map(row => row.field_id);
}

/** Every conversation of these contacts with every other. @returns the pairs that were not linked before. */
async function linkAll(
  tx: Tx,
  { orgId, contactIds, memberId, now }: { orgId: string; contactIds: string[]; memberId: string; now: number },
): Promise<[string, string][]> {
  const talks = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), inArray(conversations.contactId, contactIds)));
  const ids = talks.map(talk => talk.id).sort();
  const pairs = ids.flatMap((firstId, at) => ids.slice(at + 1).map(secondId => ({ firstId, secondId })));
  if (pairs.length === 0) return [];
  const made = await tx
    .insert(conversationLinks)
    .values(pairs.map(pair => ({ orgId, ...pair, linkedBy: memberId, createdAt: now })))
    .onConflictDoNothing()
    .returning();
  return made.map(link => [link.firstId, link.secondId]);
}

/** `late`: a day has passed. What people changed since the merge stays as they left it. */
export async function undoMerge(
  tx: Tx,
  { orgId, id, actor, now }: { orgId: string; id: string; actor: Actor; now: number },
): Promise<{ kind: 'undone'; keptId: string; otherId: string } | { kind: 'missing' | 'late' }> {
  const [merge] = await tx
    .select()
    .from(contactMerges)
    .where(and(eq(contactMerges.orgId, orgId), eq(contactMerges.id, id), isNull(contactMerges.undoneAt)))
    .for('update');
  if (!merge) return { kind: 'missing' };
  if (merge.mergedAt + UNDO_MS <= now) return { kind: 'late' };
  const { keptId, mergedId: otherId } = merge;
  const before = merge.before as unknown as Before;
  const ofKept = and(eq(contacts.orgId, orgId), eq(contacts.id, keptId));
  await tx
    .update(contacts)
    .set({ blocked: before.blocked, autoreply: before.autoreply, vip: before.vip })
    .where(ofKept);
  await tx
    .update(contacts)
    .set({ mergedIntoId: null, blocked: before.otherBlocked, autoreply: before.otherAutoreply })
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, otherId)));
  const { ownerMemberId, valueMicros, highValue } = before;
  await tx
    .update(leads)
    .set({ ownerMemberId, valueMicros, highValue, updatedAt: now })
    .where(and(eq(leads.orgId, orgId), eq(leads.contactId, keptId)));
  if (before.labels.length > 0)
    await tx
      .delete(contactLabels)
      .where(
        and(
          eq(contactLabels.orgId, orgId),
          eq(contactLabels.contactId, keptId),
          inArray(contactLabels.labelId, before.labels),
        ),
      );
  if (before.fields.length > 0)
    await tx
      .delete(customValues)
      .where(
        and(
          eq(customValues.orgId, orgId),
          eq(customValues.contactId, keptId),
          inArray(customValues.fieldId, before.fields),
        ),
      );
  if (before.links.length > 0)
    await tx
      .delete(conversationLinks)
      .where(
        and(
          eq(conversationLinks.orgId, orgId),
          or(
            ...before.links.map(([first, second]) =>
              and(eq(conversationLinks.firstId, first), eq(conversationLinks.secondId, second)),
            ),
          ),
        ),
      );
  await tx
    .update(contactMerges)
    .set({ undoneAt: now })
    .where(and(eq(contactMerges.orgId, orgId), eq(contactMerges.id, id)));
  const [firstId = '', secondId = ''] = [keptId, otherId].sort();
  await tx
    .update(duplicateSuggestions)
    .set({ state: 'dismissed', decidedAt: now })
    .where(
      and(
        eq(duplicateSuggestions.orgId, orgId),
        eq(duplicateSuggestions.firstId, firstId),
        eq(duplicateSuggestions.secondId, secondId),
      ),
    );
  await audit(tx, { orgId, actor, action: 'contact_unmerged', subjectId: keptId, payload: { mergedId: otherId }, now });
  for (const contactId of [keptId, otherId]) await tellContact(tx, { orgId, contactId, now });
  return { kind: 'undone', keptId, otherId };
}
