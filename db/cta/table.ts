import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { CtaType } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';

/** A link of its own for each conversation and call to action (A-CTA-4): the address says nothing about anybody. */
export const ctaLinks = pgTable(
  'cta_links',
  {
    orgId: orgId(),
    /** Random; the only thing in the address. */
    token: text('token').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    cta: text('cta').$type<CtaType>().notNull(),
    target: text('target').notNull(),
    /** People only: previews and bots are not counted. */
    clicks: integer('clicks').notNull().default(0),
    firstClickedAt: instant('first_clicked_at'),
    lastClickedAt: instant('last_clicked_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.token] }),
    unique('cta_links_token').on(t.token),
    unique('cta_links_once').on(t.orgId, t.conversationId, t.cta, t.target),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** What other systems said of a call to action: each of their event ids counts once, for ever. */
export const ctaEvents = pgTable(
  'cta_events',
  {
    orgId: orgId(),
    eventId: text('event_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    cta: text('cta').$type<CtaType>().notNull(),
    event: text('event').$type<'step' | 'completed' | 'failed'>().notNull(),
    step: text('step'),
    at: instant('at').notNull().default(sql`now()`),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.eventId] }),
    index('cta_events_conversation').on(t.orgId, t.conversationId),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);
