import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

export const playbooks = pgTable(
  'playbooks',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** The version new conversations are pinned to. */
    currentVersion: integer('current_version').notNull(),
    /** A version that some of the new conversations get instead (A-VER-2); null when none is tried. */
    canaryVersion: integer('canary_version'),
    canaryPercent: integer('canary_percent').notNull().default(10),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** Every save is a version; none is ever changed. */
export const playbookVersions = pgTable(
  'playbook_versions',
  {
    orgId: orgId(),
    playbookId: uuid('playbook_id').notNull(),
    version: integer('version').notNull(),
    config: jsonb('config').$type<Playbook>().notNull(),
    createdBy: text('created_by').notNull(),
    /** Why it was saved, in a person's words; `rollback to 3`. */
    note: text('note').notNull().default(''),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.playbookId, t.version] }),
    foreignKey({ columns: [t.orgId, t.playbookId], foreignColumns: [playbooks.orgId, playbooks.id] }).onDelete(
      'cascade',
    ),
  ],
);
