import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { organizations } from '../organization/table.ts';

/** What customers ask about, put together as they ask (B-AN-1). A topic that nobody mentions any more is deleted. */
export const topics = pgTable(
  'topics',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    /** In how many of its questions each word stands; the most telling ones. */
    terms: jsonb('terms').$type<Record<string, number>>().notNull(),
    /** As the model calls it; null while only its words name it. */
    name: text('name'),
    /** Mentions when it was named: it is named again when it has grown much. */
    namedAt: integer('named_at').notNull().default(0),
    mentions: integer('mentions').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), index('topics_last').on(t.orgId, t.lastAt)],
);

/** Which message asked about it. Goes with its conversation. */
export const topicMentions = pgTable(
  'topic_mentions',
  {
    orgId: orgId(),
    messageId: uuid('message_id').notNull(),
    topicId: uuid('topic_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    at: instant('at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.messageId] }),
    index('topic_mentions_when').on(t.orgId, t.at, t.topicId, t.conversationId),
    index('topic_mentions_topic').on(t.orgId, t.topicId, t.at),
    index('topic_mentions_conversation').on(t.orgId, t.conversationId),
    foreignKey({ columns: [t.orgId, t.topicId], foreignColumns: [topics.orgId, topics.id] }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** Up to when an organization's messages were looked at for topics. */
export const topicReading = pgTable(
  'topic_reading',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    through: instant('through').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId] })],
);
