import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';

export type OutboxKind = 'inbound' | 'ownership' | 'outbound' | 'delivery' | 'playbook' | 'due';

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
    /** Inbound wake-ups stay until a turn has seen them; `sentRevision` tells what was signalled already. */
    sentRevision: integer('sent_revision').notNull().default(0),
    sentAt: instant('sent_at'),
  },
  t => [primaryKey({ columns: [t.orgId, t.conversationId, t.kind] }), index('outbox_due').on(t.dueAt), index('outbox_unsent').on(t.dueAt).where(sql`sent_revision < revision`)],
);
