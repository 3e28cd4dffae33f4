/** Who a row of an import is (X-IDENT): somebody who is there, somebody of an earlier row, or somebody new. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { PlannedContact } from '../../domain/crm/import.ts';
import { contactIdentities, contacts } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { importAddresses } from './table.ts';

export type Outcome = 'created' | 'updated' | 'skipped' | 'failed';

export interface Address {
  kind: 'phone' | 'email';
  value: string;
}

/** What a chunk's rows make of one contact. */
export interface Placed {
  contactId: string;
  isNew: boolean;
  contact: PlannedContact;
  /** Addresses that were nobody's. */
  identities: Address[];
}

/** Who has each address, and who of them has a phone number. */
export interface Owners {
  by: Map<string, string>;
  withPhone: Set<string>;
}

export const addressesOf = (contact: PlannedContact): Address[] => [
  ...(contact.phone === null ? [] : [{ kind: 'phone' as const, value: contact.phone }]),
  ...(contact.email === null ? [] : [{ kind: 'email' as const, value: contact.email }]),
];

const keyOf = ({ kind, value }: Address): string => `${kind}/${value}`;

/** Takes turns with customers who write for the first time at this moment, by the keys that intake locks, in its order. */
export async function lockAddresses(tx: Tx, orgId: string, all: PlannedContact[]): Promise<void> {
  const keys = [...new Set(all.flatMap(addressesOf).map(each => `${orgId}/${keyOf(each)}`))].sort();
  if (keys.length > 0)
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${sql.param(keys)}::text[]) with ordinality as k(key, n)`,
    );
}

/** @param importId of a check: those of its earlier rows count as if they were there. Null for the real thing. */
export async function ownersOf(
  tx: Tx,
  { orgId, all, importId }: { orgId: string; all: PlannedContact[]; importId: string | null },
): Promise<Owners> {
  const values = [...new Set(all.flatMap(addressesOf).map(each => each.value))];
  if (values.length === 0) return { by: new Map(), withPhone: new Set() };
  const found = await tx
    .select({
      kind: contactIdentities.kind,
      value: contactIdentities.value,
      // Of two that a person merged, the one that was kept is meant.
      contactId: sql<string>`coalesce(${contacts.mergedIntoId}, ${contacts.id})`,
    })
    .from(contactIdentities)
    .innerJoin(contacts, and(eq(contacts.orgId, contactIdentities.orgId), eq(contacts.id, contactIdentities.contactId)))
    .where(
      and(
        eq(contactIdentities.orgId, orgId),
        inArray(contactIdentities.kind, ['phone', 'email']),
        sql`${contactIdentities.value} = any(${sql.param(values)}::text[])`,
      ),
    );
  const earlier = importId === null ? [] : await seenEarlier(tx, { orgId, importId, values });
  const ids = [...new Set([...found, ...earlier].map(row => row.contactId))];
  const phones =
    ids.length === 0
      ? []
      : await tx
          .select({ contactId: contactIdentities.contactId })
          .from(contactIdentities)
          .where(
            and(
              eq(contactIdentities.orgId, orgId),
              eq(contactIdentities.kind, 'phone'),
              sql`${contactIdentities.contactId} = any(${sql.param(ids)}::uuid[])`,
            ),
          );
  return {
    by: new Map([
      ...earlier.map(row => [`${row.kind}/${row.value}`, row.contactId] as const),
      ...found.map(row => [`${row.kind}/${row.value}`, row.contactId] as const),
    ]),
    withPhone: new Set([...phones, ...earlier.filter(row => row.withPhone)].map(row => row.contactId)),
  };
}

async function seenEarlier(
  tx: Tx,
  { orgId, importId, values }: { orgId: string; importId: string; values: string[] },
): Promise<{ kind: string; value: string; contactId: string; withPhone: boolean }[]> {
  return tx
    .select({
      kind: importAddresses.kind,
      value: importAddresses.value,
      contactId: importAddresses.contactId,
      withPhone: importAddresses.withPhone,
    })
    .from(importAddresses)
    .where(
      and(
        eq(importAddresses.orgId, orgId),
        eq(importAddresses.importId, importId),
        inArray(importAddresses.kind, ['phone', 'email']),
        sql`${importAddresses.value} = any(${sql.param(values)}::text[])`,
      ),
    );
}

/** What a check found out of its rows, for those that follow. */
export async function rememberPlaced(
  tx: Tx,
  { orgId, importId, placed, owners }: { orgId: string; importId: string; placed: Placed[]; owners: Owners },
): Promise<void> {
  const list = placed.flatMap(one =>
    [...addressesOf(one.contact), ...one.identities]
      // An address of somebody else stays theirs.
      .filter(each => owners.by.get(keyOf(each)) === one.contactId)
      .map(each => ({ id: one.contactId, ...each, phone: owners.withPhone.has(one.contactId) })),
  );
  if (list.length === 0) return;
  await tx.execute(sql`
    insert into import_addresses (org_id, import_id, kind, value, contact_id, with_phone)
    select distinct on (kind, value) ${orgId}::uuid, ${importId}::uuid, kind, value, id, phone
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as r (id uuid, kind text, value text, phone boolean)
    on conflict (org_id, import_id, kind, value) do update set with_phone = excluded.with_phone or import_addresses.with_phone`);
}

/**
 * The phone decides; an e-mail alone joins only a contact that has no other phone. An address of somebody else stays theirs.
 * Adds to `placed` and `owners`.
 */
export function place(
  contact: PlannedContact,
  owners: Owners,
  placed: Map<string, Placed>,
  known: 'update' | 'skip',
): { outcome: Outcome; errors: null } {
  const { by, withPhone } = owners;
  const byPhone = contact.phone === null ? undefined : by.get(`phone/${contact.phone}`);
  const byEmail = contact.email === null ? undefined : by.get(`email/${contact.email}`);
  const joins = byEmail !== undefined && (contact.phone === null || !withPhone.has(byEmail));
  const contactId = byPhone ?? (joins ? byEmail : undefined);
  const id = contactId ?? newId();
  if (contactId !== undefined && known === 'skip') return { outcome: 'skipped', errors: null };
  const mine = addressesOf(contact).filter(each => by.get(keyOf(each)) === undefined);
  for (const each of mine) by.set(keyOf(each), id);
  if (contact.phone !== null) withPhone.add(id);
  const before = placed.get(id);
  placed.set(id, {
    contactId: id,
    isNew: contactId === undefined || before?.isNew === true,
    contact: before ? over(before.contact, contact) : contact,
    identities: [...(before?.identities ?? []), ...mine],
  });
  return { outcome: contactId === undefined ? 'created' : 'updated', errors: null };
}

/** Two rows of one person: the later one's facts win where it has any. */
const over = (first: PlannedContact, second: PlannedContact): PlannedContact => ({
  name: second.name ?? first.name,
  phone: second.phone ?? first.phone,
  email: second.email ?? first.email,
  valueMicros: second.valueMicros ?? first.valueMicros,
  notes: second.notes ?? first.notes,
  language: second.language ?? first.language,
  fields: [
    ...first.fields.filter(field => !second.fields.some(other => other.fieldId === field.fieldId)),
    ...second.fields,
  ],
});
