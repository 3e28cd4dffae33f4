import { sql } from 'drizzle-orm';
import { bigserial, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from '../columns.ts';

/**
 * Raw updates as they came, sealed: the one INSERT a webhook waits for. Not a tenant table: the webhook has no
 * organization's transaction; the dispatcher opens each in its own organization's.
 */
export const rawUpdates = pgTable(
  'raw_updates',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    orgId: uuid('org_id').notNull(),
    channelAccountId: uuid('channel_account_id').notNull(),
    /** HMAC of the provider's update id: the id itself holds a phone number. */
    updateKey: bytea('update_key').notNull(),
    body: bytea('body').notNull(),
    receivedAt: instant('received_at').notNull(),
    claimedUntil: instant('claimed_until'),
    attempts: integer('attempts').notNull().default(0),
    handledAt: instant('handled_at'),
    parkedReason: text('parked_reason'),
    /** W3C traceparent of the delivery, when traces are on. */
    trace: text('trace'),
  },
  t => [
    unique('raw_updates_key').on(t.channelAccountId, t.updateKey),
    index('raw_updates_open').on(t.id).where(sql`handled_at is null and parked_reason is null`),
    index('raw_updates_parked').on(t.id).where(sql`parked_reason is not null`),
    index('raw_updates_done').on(t.handledAt).where(sql`handled_at is not null`),
  ],
);

/** Provider message ids that were processed, for ever: keyed hashes, so that they survive erasure without naming anyone. */
export const processedIds = pgTable(
  'processed_ids',
  {
    channelAccountId: uuid('channel_account_id').notNull(),
    idHash: bytea('id_hash').notNull(),
    processedAt: instant('processed_at').notNull(),
  },
  t => [primaryKey({ columns: [t.channelAccountId, t.idHash] })],
);

/** GCRA rows: `tat` is the theoretical arrival time of the next unit (epoch ms). Shared by every sender. */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  tat: instant('tat').notNull(),
});
