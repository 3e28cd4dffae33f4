import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { HandoffBrief } from '../../domain/escalation/escalation.ts';
import type { EscalationReason, Priority } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';

/** One open per conversation; reasons are added, the highest priority wins (X-ESC). */
export const escalations = pgTable(
  'escalations',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    state: text('state').$type<'pending' | 'resolved'>().notNull(),
    priority: text('priority').$type<Priority>().notNull(),
    reasons: jsonb('reasons').$type<EscalationReason[]>().notNull(),
    /** True when the conversation was handed to people, false when they were only told. */
    handsOver: text('effect').$type<'hand_over' | 'notify'>().notNull(),
    brief: jsonb('brief').$type<HandoffBrief>(),
    note: text('note'),
    resolvedBy: uuid('resolved_by'),
    resolvedAt: instant('resolved_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('escalations_open').on(t.orgId, t.conversationId).where(sql`state = 'pending'`),
    index('escalations_queue').on(t.orgId, t.state, t.priority, t.createdAt),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);
