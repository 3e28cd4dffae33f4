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
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Memory } from '../../domain/conversation/memory.ts';
import type { CtaRecord } from '../../domain/cta/cta.ts';
import type { Touch } from '../../domain/message/inbound.ts';
import type { CtaType, DueKind, LeadSource, Owner, Stage, StaleState } from '../../domain/words.ts';
import { channelAccounts } from '../channel/table.ts';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';

/** Two conversations of one person that a member linked: what is remembered of the one is found in the other (A-UI-15, A-RETR-2). */
export const conversationLinks = pgTable(
  'conversation_links',
  {
    orgId: orgId(),
    /** The smaller id, so that a pair stands once. */
    firstId: uuid('first_id').notNull(),
    secondId: uuid('second_id').notNull(),
    linkedBy: uuid('linked_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.firstId, t.secondId] }),
    index('conversation_links_second').on(t.orgId, t.secondId),
    foreignKey({ columns: [t.orgId, t.firstId], foreignColumns: [conversations.orgId, conversations.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [t.orgId, t.secondId], foreignColumns: [conversations.orgId, conversations.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** One per contact and channel account (X-CONV). The row is the truth about ownership; claims lock it. */
export const conversations = pgTable(
  'conversations',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    contactId: uuid('contact_id').notNull(),
    channelAccountId: uuid('channel_account_id').notNull(),

    owner: text('owner').$type<Owner>().notNull().default('AI'),
    /** Raised by every change of ownership, and by STOP and erasure: a claim under an older epoch is refused. */
    ownerEpoch: integer('owner_epoch').notNull().default(1),
    ownerMemberId: uuid('owner_member_id'),
    /** What the owner was before a person took over: AI or APPROVAL, so that release goes back there. */
    agentMode: text('agent_mode').$type<'AI' | 'APPROVAL'>().notNull().default('AI'),
    stage: text('stage').$type<Stage>().notNull().default('NEW'),
    closedAt: instant('closed_at'),

    /** Highest number given to an inbound message; numbers start at 1. */
    lastInboundNumber: integer('last_inbound_number').notNull().default(0),
    /** Inbound up to here is handled: a turn or a routing decision recorded it. */
    handledThrough: integer('handled_through').notNull().default(0),
    /** Inbound up to here was loaded by the workflow: the acknowledgement of the wake-up. */
    seenThrough: integer('seen_through').notNull().default(0),
    firstUnhandledAt: instant('first_unhandled_at'),

    lastInboundAt: instant('last_inbound_at'),
    lastOutboundAt: instant('last_outbound_at'),
    windowEndsAt: instant('window_ends_at'),
    lastProviderInboundId: text('last_provider_inbound_id'),
    /** Agent messages since the customer's last one (A-BUDGET-1). */
    unanswered: integer('unanswered').notNull().default(0),
    botMessages: integer('bot_messages').notNull().default(0),
    userReplies: integer('user_replies').notNull().default(0),
    replySeconds: bigint('reply_seconds', { mode: 'number' }).notNull().default(0),
    aiFailures: integer('ai_failures').notNull().default(0),

    staleness: text('staleness').$type<StaleState>().notNull().default('ACTIVE'),
    ctas: jsonb('ctas').$type<Partial<Record<CtaType, CtaRecord>>>().notNull().default({}),
    followUpStep: integer('follow_up_step').notNull().default(0),
    /** The next follow-up was due outside contact hours and waits until then (A-FOLLOW-6); null when it was not. */
    followUpNotBefore: instant('follow_up_not_before'),
    /** The run of a flow it is in (B-FLOW-11), and when that goes on by itself; null while it waits for the contact. */
    flowRunId: uuid('flow_run_id'),
    flowDueAt: instant('flow_due_at'),
    /** When the person who owns the conversation last did something in it. */
    memberActiveAt: instant('member_active_at'),
    takenOverAt: instant('taken_over_at'),
    takeoverReminded: boolean('takeover_reminded').notNull().default(false),
    /** Oldest customer message a person has not answered, while a person owns it. */
    customerWaitingAt: instant('customer_waiting_at'),
    humanReplyStep: integer('human_reply_step').notNull().default(0),

    nextDueKind: text('next_due_kind').$type<DueKind>(),
    nextDueAt: instant('next_due_at'),
    nextDueStep: integer('next_due_step'),
    activity: text('activity')
      .$type<'IDLE' | 'WAITING' | 'READING' | 'THINKING' | 'SENDING'>()
      .notNull()
      .default('IDLE'),
    turnNumber: integer('turn_number').notNull().default(0),

    playbookId: uuid('playbook_id').notNull(),
    playbookVersion: integer('playbook_version').notNull(),
    /** Variant by experiment id (A-AB-2). */
    variants: jsonb('variants').$type<Record<string, string>>().notNull().default({}),
    leadSource: text('lead_source').$type<LeadSource>().notNull(),
    campaign: jsonb('campaign').$type<Record<string, string>>().notNull().default({}),
    /** The newest ad, link or code that brought the customer here; null when none ever did. The two above are the first. */
    lastTouch: jsonb('last_touch').$type<Touch>(),
    /** Summary, slots, commitments, sentiments: what the agent remembers. Personal data; erased with the person. */
    memory: jsonb('memory').$type<Memory>().notNull(),

    unread: integer('unread').notNull().default(0),
    /** Kept by triggers on escalations and drafts, so that a view of the inbox is one index: nobody else writes them. */
    escalated: boolean('escalated').notNull().default(false),
    awaitsApproval: boolean('awaits_approval').notNull().default(false),
    /** A send nobody can tell about waits for a person; kept by the dispatcher (unconfirmed.ts). */
    unconfirmed: boolean('unconfirmed').notNull().default(false),
    /** Who looks after it, whoever answers; null = nobody in particular. */
    assigneeId: uuid('assignee_id'),
    /** Put aside by a person; null = not. */
    snoozedAt: instant('snoozed_at'),
    /** When it comes back by itself; null while snoozed = when the customer writes. */
    snoozedUntil: instant('snoozed_until'),
    snoozedBy: uuid('snoozed_by'),
    lastMessageId: uuid('last_message_id'),
    lastActivityAt: instant('last_activity_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('conversations_contact_channel').on(t.orgId, t.contactId, t.channelAccountId),
    index('conversations_recent').on(t.orgId, t.lastActivityAt, t.id),
    // One for each view of the inbox (views.ts): a page and a capped count read only what they show.
    index('conversations_open').on(t.orgId, t.lastActivityAt, t.id).where(sql`closed_at is null`),
    index('conversations_owner').on(t.orgId, t.owner, t.lastActivityAt, t.id).where(sql`closed_at is null`),
    index('conversations_needs_human')
      .on(t.orgId, t.lastActivityAt, t.id)
      .where(sql`closed_at is null and (owner = 'HUMAN' or escalated or unconfirmed)`),
    index('conversations_mine')
      .on(t.orgId, t.ownerMemberId, t.lastActivityAt, t.id)
      .where(sql`closed_at is null and owner_member_id is not null`),
    index('conversations_assigned')
      .on(t.orgId, t.assigneeId, t.lastActivityAt, t.id)
      .where(sql`closed_at is null and assignee_id is not null`),
    index('conversations_snoozed').on(t.orgId, t.lastActivityAt, t.id).where(sql`snoozed_at is not null`),
    index('conversations_wake').on(t.snoozedUntil).where(sql`snoozed_until is not null`),
    index('conversations_unconfirmed').on(t.orgId, t.id).where(sql`unconfirmed`),
    index('conversations_approval')
      .on(t.orgId, t.lastActivityAt, t.id)
      .where(sql`closed_at is null and awaits_approval`),
    index('conversations_unread').on(t.orgId, t.lastActivityAt, t.id).where(sql`closed_at is null and unread > 0`),
    index('conversations_resolved').on(t.orgId, t.lastActivityAt, t.id).where(sql`closed_at is not null`),
    index('conversations_due').on(t.nextDueAt),
    index('conversations_unhandled').on(t.firstUnhandledAt),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.channelAccountId],
      foreignColumns: [channelAccounts.orgId, channelAccounts.id],
    }).onDelete('cascade'),
  ],
);
