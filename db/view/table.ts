import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { members } from '../organization/table.ts';

/** Views of a list that people saved: their own, or shared with the organization. What it shows stands in `search`, as the address has it. */
export const savedViews = pgTable(
  'saved_views',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    memberId: uuid('member_id').notNull(),
    /** The list it is a view of. */
    room: text('room').notNull(),
    name: text('name').notNull(),
    shared: boolean('shared').notNull().default(false),
    search: jsonb('search').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('saved_views_room').on(t.orgId, t.room),
    foreignKey({ columns: [t.orgId, t.memberId], foreignColumns: [members.orgId, members.id] }).onDelete('cascade'),
  ],
);
