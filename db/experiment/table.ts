import { boolean, foreignKey, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Variant } from '../../domain/experiment/experiment.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { playbooks } from '../playbook/table.ts';

/** A-AB-1. The first variant is the control: the playbook as it is. */
export const experiments = pgTable(
  'experiments',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    playbookId: uuid('playbook_id').notNull(),
    name: text('name').notNull(),
    variants: jsonb('variants').$type<Variant[]>().notNull(),
    active: boolean('active').notNull().default(false),
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.playbookId], foreignColumns: [playbooks.orgId, playbooks.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** One per conversation and experiment, for ever (A-AB-2). */
export const experimentAssignments = pgTable(
  'experiment_assignments',
  {
    orgId: orgId(),
    experimentId: uuid('experiment_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    variant: text('variant').notNull(),
    assignedAt: instant('assigned_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.conversationId, t.experimentId] }),
    foreignKey({
      columns: [t.orgId, t.experimentId],
      foreignColumns: [experiments.orgId, experiments.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);
