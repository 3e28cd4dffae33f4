import { z } from 'zod';
import { RISK_FLAGS } from '../../domain/memory/risk.ts';
import {
  CHANNELS,
  CONVERSATION_STATUSES,
  CTA_STATES,
  CTA_TYPES,
  DELIVERY_STATES,
  ESCALATION_REASONS,
  INTENTS,
  LEAD_SOURCES,
  LEAD_STATUSES,
  MESSAGE_KINDS,
  PRIORITIES,
  SENDERS,
  SENTIMENTS,
  STAGES,
  STALE_STATES,
} from '../../domain/words.ts';
import { cursor, id, nextDueSchema, ownerSchema, time } from './common.ts';
import { draftSchema, messageSchema } from './messages.ts';

/** What the agent is doing at this moment, as far as the record knows. */
export const activitySchema = z.enum(['IDLE', 'WAITING', 'READING', 'THINKING', 'SENDING']);

export const conversationRowSchema = z.object({
  id,
  contact: z.object({
    id,
    name: z.string().nullable(),
    address: z.string().describe('for people: a phone number with its spaces, else the identity as it is'),
  }),
  channel: z.enum(CHANNELS),
  owner: ownerSchema,
  /** The member who owns it, for HUMAN; compare this with `memberId` of /me, never names. */
  ownerId: id.nullable(),
  ownerName: z.string().nullable(),
  epoch: z.int(),
  status: z.enum(CONVERSATION_STATUSES),
  stage: z.enum(STAGES),
  leadStatus: z.enum(LEAD_STATUSES),
  staleness: z.enum(STALE_STATES),
  activity: activitySchema,
  next: nextDueSchema,
  unread: z.int(),
  lastMessage: z
    .object({
      text: z.string().nullable(),
      kind: z.enum(MESSAGE_KINDS),
      direction: z.enum(['in', 'out']),
      sender: z.enum(SENDERS),
      /** The member who wrote it, for HUMAN. */
      senderId: id.nullable(),
      senderName: z.string().nullable(),
      state: z.enum(DELIVERY_STATES).nullable(),
      errorCode: z.string().nullable().describe('why it is FAILED or UNKNOWN'),
      at: time,
    })
    .nullable(),
  escalation: z.object({ priority: z.enum(PRIORITIES), reasons: z.array(z.enum(ESCALATION_REASONS)) }).nullable(),
  hasDraft: z.boolean(),
  hasUnknownSend: z.boolean(),
  optedOut: z.boolean(),
  assignee: z.object({ id, name: z.string() }).nullable().describe('who looks after it, whoever answers'),
  snoozed: z
    .object({ until: time.nullable() })
    .nullable()
    .describe('put aside; until null = until the customer writes'),
  updatedAt: time,
});
export type ConversationRow = z.infer<typeof conversationRowSchema>;

/** GET /conversations?view=&search=&cursor=&limit= — newest activity first. */
export const conversationQuerySchema = z.strictObject({
  view: z
    .enum(['all', 'open', 'needs_human', 'mine', 'ai', 'approval', 'unread', 'unassigned', 'snoozed', 'resolved'])
    .default('open'),
  search: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe(
      'words of one message, or a name, or digits of a number; the last word may be unfinished. At most 50 matches',
    ),
  ids: z
    .string()
    .regex(/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:,(?=.)|$)){1,100}$/i)
    .optional()
    .describe('up to 100 ids with commas between: these alone, as far as they are in the view'),
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const conversationPageSchema = z.object({
  conversations: z.array(conversationRowSchema),
  cursor: z.string().nullable(),
  counts: z
    .object({ open: z.int(), needs_human: z.int(), mine: z.int(), approval: z.int(), unread: z.int() })
    .describe('1000 says that there are that many or more'),
});
export type ConversationPage = z.infer<typeof conversationPageSchema>;

export const slotViewSchema = z.object({
  key: z.string(),
  label: z.string(),
  value: z.string(),
  confidence: z.number(),
  sourceMessageId: id.nullable(),
  setBy: z.enum(['agent', 'person']),
});

/** GET /conversations/:id */
export const conversationDetailSchema = conversationRowSchema.extend({
  zone: z.string(),
  window: z.object({ open: z.boolean(), endsAt: time.nullable() }),
  leadSource: z.enum(LEAD_SOURCES).describe('where the first message came from'),
  lastTouch: z
    .object({ source: z.enum(LEAD_SOURCES), at: time })
    .nullable()
    .describe('the newest ad, link or code that brought the customer here'),
  leadValueMicros: z
    .int()
    .nullable()
    .describe("what it is worth, typed by a person, in micros of the organization's currency; null = not known"),
  slots: z.array(slotViewSchema),
  missingSlots: z.array(z.object({ key: z.string(), label: z.string(), required: z.boolean() })),
  ctas: z.array(z.object({ type: z.enum(CTA_TYPES), state: z.enum(CTA_STATES), changedAt: time.nullable() })),
  sentiments: z.array(z.object({ sentiment: z.enum(SENTIMENTS), confidence: z.number(), at: time })),
  mood: z
    .enum(['improving', 'steady', 'declining'])
    .nullable()
    .describe('the trend of the last three readings; null before there are two'),
  lastIntent: z.enum(INTENTS).nullable().describe('what the customer wanted last'),
  riskFlags: z.array(z.enum(RISK_FLAGS)).describe('what people should know before they act, found by code'),
  coolsAt: time.nullable().describe('when the warmth changes next by itself; null when it cannot get colder'),
  optedOutAt: time.nullable(),
  autoreply: z.boolean().describe('whether the agent answers this contact by itself'),
  commitments: z.array(z.object({ by: z.enum(['user', 'agent']), what: z.string(), dueTime: time.nullable() })),
  summary: z.string().nullable(),
  brief: z
    .object({
      reason: z.enum(ESCALATION_REASONS),
      priority: z.enum(PRIORITIES),
      summary: z.string(),
      keySlots: z.array(z.object({ label: z.string(), value: z.string() })),
      sentimentTrend: z.string(),
      recommendedAction: z.string(),
      valueScore: z.int(),
      at: time,
    })
    .nullable(),
  drafts: z.array(draftSchema),
  history: z
    .array(z.object({ kind: z.string(), label: z.string(), outcome: z.string().nullable(), at: time }))
    .describe('due actions that fired or were skipped, ownership changes: newest first'),
  /** Deep link into Temporal Web for this conversation's workflow, or null. */
  temporalUrl: z.string().nullable(),
  workflowId: z.string(),
});
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

/** POST /conversations/:id/takeover — the AI falls silent before this answers. Lists what was already in flight. */
export const takeoverResultSchema = z.object({
  owner: ownerSchema,
  epoch: z.int(),
  inFlight: z.array(messageSchema),
  suggestion: draftSchema.nullable(),
});
/** POST /conversations/:id/release {note?} — hands back to the AI and resolves the open escalation. */
export const releaseSchema = z.strictObject({ note: z.string().trim().max(2000).optional() });
/** POST /conversations/:id/mode {owner: 'AI'|'APPROVAL'} — approval mode on or off. */
export const modeSchema = z.strictObject({ owner: z.enum(['AI', 'APPROVAL', 'PAUSED']) });
/** POST /conversations/:id/close {outcome?} · POST /conversations/:id/reopen · POST /conversations/:id/read */
export const closeSchema = z.strictObject({ outcome: z.enum(['WON', 'LOST']).optional() });
/** POST /conversations/:id/assign — null takes it from whoever has it. */
export const assignSchema = z.strictObject({ memberId: id.nullable() });
/** POST /conversations/:id/snooze — until a time, or (null) until the customer writes. POST /conversations/:id/wake ends it. */
export const snoozeSchema = z.strictObject({ until: z.iso.datetime({ offset: true }).nullable() });
/** POST /conversations/:id/due/skip and /due/run — the next due action is skipped, or carried out now. */
export const dueSeenSchema = z.strictObject({
  step: z
    .int()
    .min(1)
    .max(1_000)
    .nullable()
    .optional()
    .describe('of a follow-up: which one you saw, from 1; null for a promise. Without it the next one is meant'),
});
export const ownershipResultSchema = z.object({ owner: ownerSchema, epoch: z.int() });

/** POST /conversations/:id/suggestion — `text` is null when the agent would write nothing; `why` says so in a sentence. */
export const suggestionSchema = z.object({
  text: z.string().nullable(),
  why: z.string(),
  confidence: z.number().nullable(),
  sources: z.array(z.string()).describe('titles of what its facts rest on'),
});
