import { bigint, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { organizations } from '../organization/table.ts';

/** Model calls that are no step of a turn: embeddings, summaries, transcripts, descriptions (A-COST-1). */
export const modelCalls = pgTable(
  'model_calls',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id'),
    purpose: text('purpose')
      .$type<
        'embed' | 'summarize' | 'transcribe' | 'vision' | 'failed' | 'configure' | 'try_out' | 'preview' | 'suggest'
      >()
      .notNull(),
    model: text('model').notNull(),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull(),
    latencyMs: integer('latency_ms').notNull(),
    at: instant('at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('model_calls_conversation').on(t.orgId, t.conversationId),
    // Written in the order of time: a span of days is found by ranges of pages, at next to no cost for a write.
    index('model_calls_when').using('brin', t.at).with({ pages_per_range: 32, autosummarize: true }),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/**
 * What an organization has spent in a month, in slices that are added up: every model call adds to one of them, and one row
 * for all would make every call of an organization wait for the others. Aggregates: they outlive an erasure.
 */
export const spending = pgTable(
  'spending',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    /** `2026-11`, in UTC. */
    month: text('month').notNull(),
    kind: text('kind').$type<'model' | 'message'>().notNull(),
    slice: integer('slice').notNull(),
    inputTokens: bigint('input_tokens', { mode: 'number' }).notNull().default(0),
    outputTokens: bigint('output_tokens', { mode: 'number' }).notNull().default(0),
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull().default(0),
    count: bigint('count', { mode: 'number' }).notNull().default(0),
  },
  t => [primaryKey({ columns: [t.orgId, t.month, t.kind, t.slice] })],
);
