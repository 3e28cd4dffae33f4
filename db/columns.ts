/** Column helpers shared by every table file. Instants are epoch milliseconds in code and timestamptz in Postgres. */
import { customType, uuid } from 'drizzle-orm/pg-core';

/** An instant: epoch milliseconds (integer) in code. */
export const instant = customType<{ data: number; driverData: string | Date }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: ms => new Date(ms).toISOString(),
  fromDriver: value => (value instanceof Date ? value.getTime() : Date.parse(value)),
});

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** The tenant leads every key of every tenant table. */
export const orgId = () => uuid('org_id').notNull();

/** Words of a text for full-text search; always generated from the text, never written. */
export const tsvector = customType<{ data: string; driverData: string }>({ dataType: () => 'tsvector' });

/** As many numbers as the embedding model gives (B-KB-6). */
export const EMBEDDING_DIMENSIONS = 1536;
