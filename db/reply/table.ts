import { integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

/** Canned replies: words people write often, found by a short name, with variables that are filled for each customer. */
export const cannedReplies = pgTable(
  'canned_replies',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    /** What is typed after the slash: lower case, without spaces. */
    shortcut: text('shortcut').notNull(),
    text: text('text').notNull(),
    version: integer('version').notNull().default(1),
    updatedBy: uuid('updated_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), unique('canned_replies_shortcut').on(t.orgId, t.shortcut)],
);
