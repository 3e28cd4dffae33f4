import { bigserial, customType, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';

const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });

/** Feeds SSE. Readers take rows below the oldest running transaction, ordered by (xid, id): sequence ids commit out of order. */
export const events = pgTable(
  'events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    xid: xid8('xid').notNull(),
    orgId: orgId(),
    kind: text('kind').notNull(),
    conversationId: uuid('conversation_id'),
    payload: jsonb('payload').$type<Record<string, string | number | null>>().notNull(),
    at: instant('at').notNull(),
  },
  t => [index('events_order').on(t.xid, t.id), index('events_age').on(t.at)],
);
