import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';

export type OutboxKind = 'inbound' | 'ownership' | 'outbound' | 'delivery' | 'playbook' | 'changed';

/**
 * What the workflow of a conversation must still be told: at most one row per conversation and kind, holding the newest
 * numbers (level-triggered). Written in the transaction of the change it tells about; deleted when acknowledged.
 */
export const outbox = pgTable(
  'outbox',
  {
    orgId: orgId(),
    conversationId: uuid('conversation_id').notNull(),
    kind: text('kind').$type<OutboxKind>().notNull(),
    /** Ids, numbers and enums only. */
    payload: jsonb('payload').$type<Record<string, number | string | boolean | null>>().notNull(),
    /** Raised by every change; an acknowledgement of an older revision leaves the row. */
    revision: integer('revision').notNull().default(1),
    dueAt: instant('due_at').notNull(),
    firstAt: instant('first_at').notNull(),
    claimedUntil: instant('claimed_until'),
    attempts: integer('attempts').notNull().default(0),
    /** When the signal was accepted; inbound wake-ups stay until a turn has seen them. */
    sentAt: instant('sent_at'),
    /** W3C traceparent of the newest change it tells of, when traces are on. */
    trace: text('trace'),
  },
  t => [primaryKey({ columns: [t.orgId, t.conversationId, t.kind] }), index('outbox_due').on(t.dueAt)],
);
