import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../columns.ts';

/**
 * Requests counted in fixed windows, shared by all api processes. Unlogged: a crash of Postgres forgets a minute of counting, and
 * no request waits for a disk.
 */
export const requestWindows = pgTable('request_windows', {
  key: text('key').primaryKey(),
  endsAt: instant('ends_at').notNull(),
  taken: integer('taken').notNull(),
});
