import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

export type ActorType = 'member' | 'agent' | 'customer' | 'system' | 'key' | 'operator';

/** Append-only: every change by a person or the agent (A-AUTH-3). */
export const auditLog = pgTable(
  'audit_log',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    actorType: text('actor_type').$type<ActorType>().notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    subjectId: uuid('subject_id'),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull().default({}),
    /** Where a person or program asked from; null for the agent and for what happens by itself. */
    ipAddress: text('ip_address'),
    at: instant('at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('audit_log_time').on(t.orgId, t.at),
    index('audit_log_subject').on(t.orgId, t.subjectId, t.at),
  ],
);

/** What happened to one conversation besides messages: due actions with their outcome, ownership, staleness. */
export const timeline = pgTable(
  'timeline',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    kind: text('kind').notNull(),
    /** Enums and numbers only. */
    data: jsonb('data').$type<Record<string, string | number | boolean | null>>().notNull(),
    outcome: text('outcome'),
    at: instant('at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), index('timeline_conversation').on(t.orgId, t.conversationId, t.at)],
);
