import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

/** A request to forget a person (A-DEL-1). Holds ids and counts; nothing in it names anybody. */
export const erasures = pgTable(
  'erasures',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    contactId: uuid('contact_id').notNull(),
    conversationIds: jsonb('conversation_ids').$type<string[]>().notNull(),
    state: text('state').$type<'RUNNING' | 'DONE'>().notNull(),
    requestedBy: uuid('requested_by'),
    requestedAt: instant('requested_at').notNull(),
    completedAt: instant('completed_at'),
    erased: jsonb('erased').$type<Record<string, number>>().notNull().default({}),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] })],
);

/**
 * Keyed hashes of the identities of erased people: a restored backup is cleaned by them, and an opt-out survives them.
 * They are kept beside the backups.
 */
export const tombstones = pgTable(
  'tombstones',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    identityHash: bytea('identity_hash').notNull(),
    erasureId: uuid('erasure_id').notNull(),
    /** When the person had opted out: who writes again is still opted out. */
    optedOutAt: instant('opted_out_at'),
    erasedAt: instant('erased_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.identityHash] })],
);
