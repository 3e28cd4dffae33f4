import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';
import { organizations } from '../organization/table.ts';

/** Names people give to groups of contacts (B-CON-4). */
export const labels = pgTable(
  'labels',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** `#rrggbb`, lower case. */
    color: text('color').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), uniqueIndex('labels_name').on(t.orgId, sql`lower(${t.name})`)],
);

export const contactLabels = pgTable(
  'contact_labels',
  {
    orgId: orgId(),
    contactId: uuid('contact_id').notNull(),
    labelId: uuid('label_id').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.contactId, t.labelId] }),
    index('contact_labels_label').on(t.orgId, t.labelId, t.contactId),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.orgId, t.labelId], foreignColumns: [labels.orgId, labels.id] }).onDelete('cascade'),
  ],
);
