import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { FieldType } from '../../domain/crm/fields.ts';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';
import { organizations } from '../organization/table.ts';

/** What a business keeps about its contacts beyond what we know (B-CON-5). */
export const customFields = pgTable(
  'custom_fields',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    /** Used by flows, templates and imports; never changes. */
    key: text('key').notNull(),
    name: text('name').notNull(),
    type: text('type').$type<FieldType>().notNull(),
    /** Of a choice: what can be chosen, in order. */
    choices: jsonb('choices').$type<string[]>().notNull().default([]),
    position: integer('position').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), uniqueIndex('custom_fields_key').on(t.orgId, sql`lower(${t.key})`)],
);

/** One value per contact and field. A field without a value has no row. */
export const customValues = pgTable(
  'custom_values',
  {
    orgId: orgId(),
    contactId: uuid('contact_id').notNull(),
    fieldId: uuid('field_id').notNull(),
    /** As it is written everywhere: text and choices as they are, numbers in plain decimals, dates YYYY-MM-DD, yes or no. */
    value: text('value').notNull(),
    /** Of a number, for comparing. */
    amount: doublePrecision('amount'),
    setByPerson: boolean('set_by_person').notNull().default(true),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.contactId, t.fieldId] }),
    index('custom_values_field').on(t.orgId, t.fieldId, t.amount),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.orgId, t.fieldId], foreignColumns: [customFields.orgId, customFields.id] }).onDelete(
      'cascade',
    ),
  ],
);
