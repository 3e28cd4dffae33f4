import { sql } from 'drizzle-orm';
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  vector,
} from 'drizzle-orm/pg-core';
import type { DocumentStatus, SourceType } from '../../domain/knowledge/words.ts';
import { EMBEDDING_DIMENSIONS, instant, orgId, tsvector } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { organizations } from '../organization/table.ts';

/** Where knowledge comes from: an uploaded faq.txt, a website, typed text, the playbook's own questions (A-KNOW-1). */
export const knowledgeSources = pgTable(
  'knowledge_sources',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    type: text('type').$type<SourceType>().notNull(),
    name: text('name').notNull(),
    url: text('url'),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** One question and answer, or one page or text; cut into chunks when it is indexed. */
export const knowledgeDocuments = pgTable(
  'knowledge_documents',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    sourceId: uuid('source_id').notNull(),
    title: text('title').notNull(),
    content: text('content').notNull(),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull().default({}),
    sourceUrl: text('source_url'),
    /** SHA-256 of title and content: the same words are stored once. */
    sha256: text('sha256').notNull(),
    status: text('status').$type<DocumentStatus>().notNull(),
    chunkCount: integer('chunk_count').notNull().default(0),
    errorMessage: text('error_message'),
    attempts: integer('attempts').notNull().default(0),
    /** Whoever indexes it leases it until then; null means at once. */
    nextAt: instant('next_at'),
    lastVerifiedAt: instant('last_verified_at'),
    staleAlert: boolean('stale_alert').notNull().default(false),
    /** What the page says now, waiting for a person to accept it (A-KNOW-2). */
    changedContent: text('changed_content'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('knowledge_documents_words').on(t.orgId, t.sourceId, t.sha256),
    index('knowledge_documents_open').on(t.nextAt).where(sql`status in ('PENDING', 'PROCESSING')`),
    index('knowledge_documents_stale').on(t.orgId).where(sql`stale_alert`),
    foreignKey({
      columns: [t.orgId, t.sourceId],
      foreignColumns: [knowledgeSources.orgId, knowledgeSources.id],
    }).onDelete('cascade'),
  ],
);

/** Passages of documents; searched by meaning and by words (db/knowledge/search-function.ts). */
export const knowledgeChunks = pgTable(
  'knowledge_chunks',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    documentId: uuid('document_id').notNull(),
    position: integer('position').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    tokens: integer('tokens').notNull(),
    embedding: vector('embedding', { dimensions: EMBEDDING_DIMENSIONS }),
    /** Null until embedded; another model than today's is embedded anew (A-RETR-3). */
    embeddingModel: text('embedding_model'),
    words: tsvector('words').generatedAlwaysAs(sql`to_tsvector('simple', title || ' ' || text)`),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('knowledge_chunks_document').on(t.orgId, t.documentId, t.position),
    index('knowledge_chunks_words').using('gin', t.words),
    index('knowledge_chunks_meaning').using('hnsw', t.embedding.op('vector_cosine_ops')),
    foreignKey({
      columns: [t.orgId, t.documentId],
      foreignColumns: [knowledgeDocuments.orgId, knowledgeDocuments.id],
    }).onDelete('cascade'),
  ],
);

/** What was said, for scrolling up (A-RETR-2): always searched within conversations, so no index by meaning is needed. */
export const messageChunks = pgTable(
  'message_chunks',
  {
    orgId: orgId(),
    messageId: uuid('message_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    text: text('text').notNull(),
    embedding: vector('embedding', { dimensions: EMBEDDING_DIMENSIONS }),
    embeddingModel: text('embedding_model'),
    words: tsvector('words').generatedAlwaysAs(sql`to_tsvector('simple', text)`),
    at: instant('at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.messageId] }),
    index('message_chunks_conversation').on(t.orgId, t.conversationId),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);
