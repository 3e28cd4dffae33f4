import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Attribution, InboundContent } from '../../domain/message/inbound.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { DeliveryState, MessageKind, Sender } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';

/** Every message of every conversation; for outbound ones this row is the send ledger (design.md section 6). */
export const messages = pgTable(
  'messages',
  {
    orgId: orgId(),
    /** Outbound by the agent: derived from conversation, turn and part, so that a retry meets its own row. */
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    sender: text('sender').$type<Sender>().notNull(),
    memberId: uuid('member_id'),
    kind: text('kind').$type<MessageKind>().notNull(),
    text: text('text'),
    /** Inbound only: position in the conversation, from 1, without gaps. */
    number: integer('number'),
    answerable: boolean('answerable').notNull().default(true),
    inbound: jsonb('inbound').$type<InboundContent>(),
    /** Inbound: the ad, link or code this very message came from (A-ATTR-2); null when there was none. */
    attribution: jsonb('attribution').$type<Attribution>(),
    outbound: jsonb('outbound').$type<OutboundContent>(),
    channelAccountId: uuid('channel_account_id').notNull(),
    providerMessageId: text('provider_message_id'),
    replyToId: uuid('reply_to_id'),
    mediaId: uuid('media_id'),
    reactions: jsonb('reactions')
      .$type<{ emoji: string; sender: Sender; providerMessageId: string }[]>()
      .notNull()
      .default([]),

    /** Send ledger. */
    state: text('state').$type<DeliveryState>(),
    /** The attempt (activity attempt or request) that holds the claim. */
    attemptId: text('attempt_id'),
    attempts: integer('attempts').notNull().default(0),
    claimedAt: instant('claimed_at'),
    notBeforeAt: instant('not_before_at'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    unknownSince: instant('unknown_since'),
    /** A person said what became of an UNKNOWN send, or a status did. */
    settledBy: text('settled_by').$type<'status' | 'person'>(),
    resendOfId: uuid('resend_of_id'),
    costMicros: bigint('cost_micros', { mode: 'number' }),
    pricing: jsonb('pricing').$type<Record<string, unknown>>(),

    turnId: uuid('turn_id'),
    /** By the agent: how far the critic found it grounded, 0-1 (B-AI-6); null when it was not asked. */
    confidence: real('confidence'),
    /** Inbound: the turn id, or `routed:<owner or CLOSED>`, that made it done. */
    handledBy: text('handled_by'),
    handledAt: instant('handled_at'),
    fromPhone: boolean('from_phone').notNull().default(false),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    versions: jsonb('versions').$type<{ text: string | null; at: number }[]>().notNull().default([]),
    at: instant('at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('messages_thread').on(t.orgId, t.conversationId, t.createdAt, t.id),
    uniqueIndex('messages_number').on(t.orgId, t.conversationId, t.number).where(sql`number is not null`),
    uniqueIndex('messages_provider')
      .on(t.orgId, t.channelAccountId, t.providerMessageId)
      .where(sql`provider_message_id is not null`),
    index('messages_unsettled').on(t.state, t.claimedAt).where(sql`state in ('SENDING', 'UNKNOWN', 'QUEUED')`),
    // Asked at every load of a conversation: what waits, what is in flight, what is unknown.
    index('messages_open_sends')
      .on(t.orgId, t.conversationId, t.state)
      .where(sql`state in ('SENDING', 'UNKNOWN', 'QUEUED')`),
    // How many people a number has written to first today (A-PRICE-3).
    index('messages_templates').on(t.orgId, t.channelAccountId, t.createdAt).where(sql`kind = 'TEMPLATE'`),
    // What we reacted with to a message.
    index('messages_reactions')
      .on(t.orgId, t.replyToId, t.createdAt)
      .where(sql`kind = 'SYSTEM' and reply_to_id is not null`),
    // Written in the order of time: a span of days is found by ranges of pages, at next to no cost for a write.
    index('messages_when').using('brin', t.createdAt).with({ pages_per_range: 32, autosummarize: true }),
    index('messages_media').on(t.orgId, t.mediaId).where(sql`media_id is not null`),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** Media files of messages; bytes live behind the storage port. */
export const mediaFiles = pgTable(
  'media_files',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    providerMediaId: text('provider_media_id'),
    mime: text('mime').notNull(),
    fileName: text('file_name'),
    sha256: text('sha256'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    state: text('state').$type<'PENDING' | 'STORED' | 'FAILED'>().notNull(),
    storageKey: text('storage_key'),
    transcript: text('transcript'),
    /** What a picture shows, by the vision model. */
    description: text('description'),
    failure: text('failure'),
    attempts: integer('attempts').notNull().default(0),
    /** While PENDING: not fetched before this, because somebody fetches it now or it failed lately. Null means at once. */
    nextAt: instant('next_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('media_files_pending').on(t.state, t.createdAt).where(sql`state = 'PENDING'`),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** Replies of the agent that wait for a person, and what it was about to say when a person took over. */
export const drafts = pgTable(
  'drafts',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    turnId: uuid('turn_id'),
    kind: text('kind').$type<'APPROVAL' | 'SUGGESTION'>().notNull(),
    version: integer('version').notNull().default(1),
    content: jsonb('content').$type<OutboundContent>().notNull(),
    /** Inbound number the draft answers; approving is refused when newer ones exist. */
    cursor: integer('cursor').notNull(),
    state: text('state').$type<'PENDING' | 'APPROVED' | 'REJECTED' | 'SUPERSEDED'>().notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('drafts_open').on(t.orgId, t.conversationId, t.state),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);
