/** Labels and the contacts that have them (B-CON-4). The one way to add and to remove: what is to happen on it hangs here. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { type Actor, audit } from '../audit/queries.ts';
import { contacts } from '../contact/table.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { beginByLabel } from '../flow/begin.ts';
import { newId } from '../ids.ts';
import { contactLabels, labels } from './table.ts';

const PLAIN_COLOR = '#5b6472';

export interface Label {
  id: string;
  name: string;
  /** `#rrggbb`. */
  color: string;
}

const named = { id: labels.id, name: labels.name, color: labels.color };
const mine = (orgId: string, id: string) => and(eq(labels.orgId, orgId), eq(labels.id, id));

/** By name, with how many contacts have each. */
export async function listLabels(tx: Tx, { orgId }: { orgId: string }): Promise<(Label & { contacts: number })[]> {
  return tx
    .select({
      ...named,
      contacts: sql<number>`(select count(*)::int from ${contactLabels} c where c.org_id = ${labels.orgId} and c.label_id = ${labels.id})`,
    })
    .from(labels)
    .where(eq(labels.orgId, orgId))
    .orderBy(asc(sql`lower(${labels.name})`), asc(labels.id));
}

export async function findLabel(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<Label | null> {
  const [row] = await tx.select(named).from(labels).where(mine(orgId, id));
  return row ?? null;
}

type Named = { orgId: string; name: string; color: string; actor: Actor; now: number };

/** Names of one organization are given one after the other: two renames at once must not both find a name free. */
const takeTurns = (tx: Tx, orgId: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`labels/${orgId}`}, 0))`);

const taken = (tx: Tx, orgId: string, name: string) =>
  tx
    .select({ id: labels.id })
    .from(labels)
    .where(and(eq(labels.orgId, orgId), sql`lower(${labels.name}) = lower(${name})`));

/** Null when there is one of this name (case does not matter). */
export async function createLabel(tx: Tx, { orgId, name, color, actor, now }: Named): Promise<Label | null> {
  await takeTurns(tx, orgId);
  const [label] = await tx
    .insert(labels)
    .values({ orgId, id: newId(), name, color: color.toLowerCase(), createdAt: now })
    .onConflictDoNothing()
    .returning(named);
  if (!label) return null;
  await audit(tx, { orgId, actor, action: 'label_created', subjectId: label.id, payload: { name }, now });
  return label;
}

export async function changeLabel(
  tx: Tx,
  { orgId, id, name, color, actor, now }: Named & { id: string },
): Promise<Label | 'missing' | 'taken'> {
  await takeTurns(tx, orgId);
  if (!(await findLabel(tx, { orgId, id }))) return 'missing';
  if ((await taken(tx, orgId, name)).some(other => other.id !== id)) return 'taken';
  const [label] = await tx
    .update(labels)
    .set({ name, color: color.toLowerCase() })
    .where(mine(orgId, id))
    .returning(named);
  if (!label) return 'missing';
  await audit(tx, { orgId, actor, action: 'label_changed', subjectId: id, payload: { name }, now });
  return label;
}

/** Goes from every contact too. @returns how many had it; null when there is no such label. */
export async function deleteLabel(
  tx: Tx,
  { orgId, id, actor, now }: { orgId: string; id: string; actor: Actor; now: number },
): Promise<number | null> {
  const gone = await tx
    .delete(contactLabels)
    .where(and(eq(contactLabels.orgId, orgId), eq(contactLabels.labelId, id)))
    .returning({ contactId: contactLabels.contactId });
  const [label] = await tx.delete(labels).where(mine(orgId, id)).returning({ name: labels.name });
  if (!label) return null;
  const payload = { name: label.name, contacts: gone.length };
  await audit(tx, { orgId, actor, action: 'label_deleted', subjectId: id, payload, now });
  return gone.length;
}

interface Tagging {
  orgId: string;
  contactId: string;
  labelId: string;
  actor: Actor;
  now: number;
}

/** The label of this name, made when there is none and `make` says so; case does not matter. */
export async function labelNamed(
  tx: Tx,
  { orgId, name, make, actor, now }: { orgId: string; name: string; make: boolean; actor: Actor; now: number },
): Promise<string | null> {
  const [found] = await taken(tx, orgId, name);
  if (found || !make) return found?.id ?? null;
  const made = await createLabel(tx, { orgId, name, color: PLAIN_COLOR, actor, now });
  return made?.id ?? (await taken(tx, orgId, name))[0]?.id ?? null;
}

/** `unchanged`: it had the label already. `missing`: there is no such contact or label. */
export type Tagged = 'added' | 'unchanged' | 'missing';

/** Flows that begin with this label begin, but for one that a flow gives (B-FLOW-2). */
export async function addLabel(
  tx: Tx,
  { orgId, contactId, labelId, actor, now, byFlow = false }: Tagging & { byFlow?: boolean },
): Promise<Tagged> {
  const known = await tx
    .select({ id: contacts.id, name: labels.name })
    .from(contacts)
    .innerJoin(labels, mine(orgId, labelId))
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)));
  const [found] = known;
  if (!found) return 'missing';
  const added = await tx
    .insert(contactLabels)
    .values({ orgId, contactId, labelId, addedAt: now })
    .onConflictDoNothing()
    .returning({ labelId: contactLabels.labelId });
  if (added.length === 0) return 'unchanged';
  await tell(tx, { orgId, contactId, labelId, actor, now }, 'label_added', found.name);
  if (!byFlow) await beginByLabel(tx, { orgId, contactId, label: found.name, now });
  return 'added';
}

/** False when the contact did not have it. */
export async function removeLabel(tx: Tx, { orgId, contactId, labelId, actor, now }: Tagging): Promise<boolean> {
  const removed = await tx
    .delete(contactLabels)
    .where(
      and(eq(contactLabels.orgId, orgId), eq(contactLabels.contactId, contactId), eq(contactLabels.labelId, labelId)),
    )
    .returning({ labelId: contactLabels.labelId });
  if (removed.length === 0) return false;
  const label = await findLabel(tx, { orgId, id: labelId });
  await tell(tx, { orgId, contactId, labelId, actor, now }, 'label_removed', label?.name ?? '');
  return true;
}

async function tell(
  tx: Tx,
  { orgId, contactId, labelId, actor, now }: Tagging,
  action: 'label_added' | 'label_removed',
  name: string,
): Promise<void> {
  await audit(tx, { orgId, actor, action, subjectId: contactId, payload: { labelId, name }, now });
  await tellContact(tx, { orgId, contactId, now });
}

/** Whoever looks at the contact, or at a conversation of it, sees it anew. */
export async function tellContact(
  tx: Tx,
  { orgId, contactId, now }: { orgId: string; contactId: string; now: number },
): Promise<void> {
  await publish(tx, { orgId, kind: 'contact.updated', conversationId: null, now });
  const shown = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.contactId, contactId)));
  for (const { id } of shown) await publish(tx, { orgId, kind: 'conversation.updated', conversationId: id, now });
}

/** The labels of these contacts, by contact, in order of their names. */
export async function labelsOf(
  tx: Tx,
  { orgId, contactIds }: { orgId: string; contactIds: string[] },
): Promise<Map<string, Label[]>> {
  const found = new Map<string, Label[]>(contactIds.map(id => [id, []]));
  if (contactIds.length === 0) return found;
  const rows = await tx
    .select({ contactId: contactLabels.contactId, ...named })
    .from(contactLabels)
    .innerJoin(labels, and(eq(labels.orgId, contactLabels.orgId), eq(labels.id, contactLabels.labelId)))
    .where(and(eq(contactLabels.orgId, orgId), inArray(contactLabels.contactId, contactIds)))
    .orderBy(asc(sql`lower(${labels.name})`));
  for (const { contactId, ...label } of rows) found.get(contactId)?.push(label);
  return found;
}
