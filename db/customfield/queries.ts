/** Fields a business adds to its contacts, and their values (B-CON-5). */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { FieldType } from '../../domain/crm/fields.ts';
import { type Actor, audit } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { tellContact } from '../label/queries.ts';
import { customFields, customValues } from './table.ts';

export type CustomField = typeof customFields.$inferSelect;

export const MOST_FIELDS = 60;

export const listFields = (tx: Tx, { orgId }: { orgId: string }): Promise<CustomField[]> =>
  tx
    .select()
    .from(customFields)
    .where(eq(customFields.orgId, orgId))
    .orderBy(asc(customFields.position), asc(customFields.id));

interface Act {
  orgId: string;
  actor: Actor;
  now: number;
}

export async function createField(
  tx: Tx,
  { orgId, actor, now, ...field }: Act & { key: string; name: string; type: FieldType; choices: string[] },
): Promise<CustomField | 'taken' | 'too_many'> {
  const known = await listFields(tx, { orgId });
  if (known.length >= MOST_FIELDS) return 'too_many';
  const [row] = await tx
    .insert(customFields)
    .values({ orgId, id: newId(), ...field, position: (known.at(-1)?.position ?? 0) + 1, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (!row) return 'taken';
  const payload = { key: field.key, type: field.type };
  await audit(tx, { orgId, actor, action: 'field_created', subjectId: row.id, payload, now });
  return row;
}

/** Name and choices may change; key and type never do. Null when there is no such field. */
export async function changeField(
  tx: Tx,
  { orgId, id, actor, now, ...change }: Act & { id: string; name: string; choices: string[] },
): Promise<CustomField | null> {
  const [row] = await tx
    .update(customFields)
    .set(change)
    .where(and(eq(customFields.orgId, orgId), eq(customFields.id, id)))
    .returning();
  if (!row) return null;
  await audit(tx, { orgId, actor, action: 'field_changed', subjectId: id, payload: { key: row.key }, now });
  return row;
}

/** With all its values. @returns how many contacts had one; null when there is no such field. */
export async function deleteField(tx: Tx, { orgId, id, actor, now }: Act & { id: string }): Promise<number | null> {
  const gone = await tx.execute(sql`delete from custom_values where org_id = ${orgId} and field_id = ${id}::uuid`);
  const [row] = await tx
    .delete(customFields)
    .where(and(eq(customFields.orgId, orgId), eq(customFields.id, id)))
    .returning({ key: customFields.key });
  if (!row) return null;
  const values = gone.rowCount ?? 0;
  await audit(tx, { orgId, actor, action: 'field_deleted', subjectId: id, payload: { key: row.key, values }, now });
  return values;
}

/** By the id of the field. */
export async function valuesOf(
  tx: Tx,
  { orgId, contactId }: { orgId: string; contactId: string },
): Promise<Record<string, string>> {
  const rows = await tx
    .select({ fieldId: customValues.fieldId, value: customValues.value })
    .from(customValues)
    .where(and(eq(customValues.orgId, orgId), eq(customValues.contactId, contactId)));
  return Object.fromEntries(rows.map(row => [row.fieldId, row.value]));
}

/** @param value in its stored form (domain/crm/fields.ts); null takes it away. The contact must be there. */
export async function setValue(
  tx: Tx,
  {
    orgId,
    contactId,
    field,
    value,
    actor,
    now,
  }: Act & { contactId: string; field: CustomField; value: { value: string; amount: number | null } | null },
): Promise<void> {
  if (value === null)
    await tx
      .delete(customValues)
      .where(
        and(eq(customValues.orgId, orgId), eq(customValues.contactId, contactId), eq(customValues.fieldId, field.id)),
      );
  else {
    const stored = { value: value.value, amount: value.amount, updatedAt: now, setByPerson: actor.type === 'member' };
    await tx
      .insert(customValues)
      .values({ orgId, contactId, fieldId: field.id, ...stored })
      .onConflictDoUpdate({ target: [customValues.orgId, customValues.contactId, customValues.fieldId], set: stored });
  }
  const payload = { field: field.key, filled: value !== null };
  await audit(tx, { orgId, actor, action: 'field_value', subjectId: contactId, payload, now });
  await tellContact(tx, { orgId, contactId, now });
}
