import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';

/** What members tell each other in a thread; never sent to anybody. Goes with the conversation when the person is erased. */
export const notes = pgTable(
  'notes',
  {
    orgId: orgId(),
    /** Chosen by the client, so that a repeated request is the same note. */
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    memberId: uuid('member_id').notNull(),
    text: text('text').notNull(),
    /** Members it names. */
    mentions: jsonb('mentions').$type<string[]>().notNull().default([]),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('notes_thread').on(t.orgId, t.conversationId, t.createdAt, t.id),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);
