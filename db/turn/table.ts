import {
  bigint,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Decision } from '../../domain/agent/decision.ts';
import type { PromptSection } from '../../domain/agent/prompt.ts';
import type { Owner } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';

export type TurnOutcome = 'RUNNING' | 'SENT' | 'DRAFTED' | 'SILENT' | 'SUPERSEDED' | 'REFUSED' | 'ESCALATED' | 'FAILED';

/** One pass from an inbound batch (or a due action) to a reply, with all that is needed to understand and re-run it. */
export const turns = pgTable(
  'turns',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    number: integer('number').notNull(),
    trigger: text('trigger').notNull(),
    owner: text('owner').$type<Owner>().notNull(),
    epoch: integer('epoch').notNull(),
    /** Inbound numbers (from, through] that this turn answers. */
    cursorFrom: integer('cursor_from').notNull(),
    through: integer('through').notNull(),
    outcome: text('outcome').$type<TurnOutcome>().notNull(),
    refusal: text('refusal'),
    decision: jsonb('decision').$type<Decision>(),
    prompt: jsonb('prompt').$type<PromptSection[]>(),
    playbookVersion: integer('playbook_version').notNull(),
    /** Variant by experiment id (A-AB-3). */
    variants: jsonb('variants').$type<Record<string, string>>().notNull().default({}),
    seed: integer('seed').notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('turns_number').on(t.orgId, t.conversationId, t.number),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** Finished steps of a turn: a retry does not pay for them again. */
export const turnSteps = pgTable(
  'turn_steps',
  {
    orgId: orgId(),
    turnId: uuid('turn_id').notNull(),
    step: text('step').notNull(),
    position: integer('position').notNull(),
    result: jsonb('result').$type<unknown>().notNull(),
    model: text('model'),
    inputTokens: integer('input_tokens').notNull().default(0),
    outputTokens: integer('output_tokens').notNull().default(0),
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull().default(0),
    latencyMs: integer('latency_ms').notNull().default(0),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.turnId, t.step] }),
    // Written in the order of time: a span of days is found by ranges of pages, at next to no cost for a write.
    index('turn_steps_when').using('brin', t.createdAt).with({ pages_per_range: 32, autosummarize: true }),
    foreignKey({ columns: [t.orgId, t.turnId], foreignColumns: [turns.orgId, turns.id] }).onDelete('cascade'),
  ],
);
