import { z } from 'zod';
import { MAX_CAPTION } from '../../domain/message/outbound-media.ts';
import { DELIVERY_STATES, MESSAGE_KINDS, SENDERS } from '../../domain/words.ts';
import { cursor, id, time, versionNumber } from './common.ts';

export const mediaViewSchema = z.object({
  id,
  mime: z.string(),
  fileName: z.string().nullable(),
  sizeBytes: z.int().nullable(),
  state: z.enum(['PENDING', 'STORED', 'FAILED']),
  /** GET this (cookie) for the bytes; null until stored. */
  url: z.string().nullable(),
  transcript: z.string().nullable(),
});

export const messageSchema = z.object({
  id,
  conversationId: id,
  direction: z.enum(['in', 'out']),
  sender: z.enum(SENDERS),
  /** The member who wrote it, for HUMAN. */
  senderId: id.nullable(),
  senderName: z.string().nullable(),
  kind: z.enum(MESSAGE_KINDS),
  text: z.string().nullable(),
  /** Inbound number within the conversation; null for outbound. */
  number: z.int().nullable(),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })),
  location: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().nullable(),
      address: z.string().nullable(),
    })
    .nullable(),
  templateName: z.string().nullable(),
  media: mediaViewSchema.nullable(),
  replyTo: z.object({ id, text: z.string().nullable(), sender: z.enum(SENDERS) }).nullable(),
  reactions: z.array(
    z.object({
      emoji: z.string(),
      sender: z.enum(SENDERS),
      state: z.enum(DELIVERY_STATES).nullable().describe('of ours: where the send stands'),
    }),
  ),
  /** Outbound only: where the send stands; null for inbound. UNKNOWN = we cannot tell, a person decides. */
  state: z.enum(DELIVERY_STATES).nullable(),
  error: z.object({ code: z.string(), explanation: z.string(), remedy: z.string() }).nullable(),
  /** The turn that produced it: GET /turns/:id says why. */
  turnId: id.nullable(),
  /** By the agent: how far the critic found it to rest on facts, 0 to 1; null when it was not asked. */
  confidence: z.number().nullable(),
  /** True when it was written on the business's own phone (echo). */
  fromPhone: z.boolean(),
  editedAt: time.nullable(),
  deletedAt: time.nullable(),
  resendOfId: id.nullable(),
  at: time,
});
export type MessageView = z.infer<typeof messageSchema>;

/** GET /conversations/:id/messages — the newest page; or the one before or after a cursor, or around a message. */
export const messageQuerySchema = z
  .strictObject({
    before: cursor.optional(),
    after: cursor.optional(),
    around: id.optional().describe('a message of this conversation: it and what was said around it'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  })
  .refine(({ before, after, around }) => [before, after, around].filter(Boolean).length <= 1, {
    message: 'Give one of before, after and around.',
  });
/** Newest last within the page; the cursors lead to older and newer ones, null where there are none. */
export const messagePageSchema = z.object({
  messages: z.array(messageSchema),
  before: cursor.nullable(),
  after: cursor.nullable(),
});
export type MessagePage = z.infer<typeof messagePageSchema>;

/**
 * POST /conversations/:id/messages — a person writes. The client chooses the message's `id`, so that it knows its own
 * message however it comes back, and a repeated request is the same message. 409 window_closed outside 24 h, 409 opted_out.
 */
export const sendMessageSchema = z.strictObject({
  id,
  text: z.string().trim().min(1, 'Write something first.').max(4096),
  replyToId: id.nullable().default(null),
});
export type SendMessage = z.input<typeof sendMessageSchema>;

/** POST /conversations/:id/media?name= — the body is the file. */
export const uploadedSchema = z.object({
  id,
  kind: z.enum(['image', 'video', 'audio', 'document']),
  mime: z.string(),
  fileName: z.string(),
  sizeBytes: z.int(),
  url: z.string(),
});
export type Uploaded = z.infer<typeof uploadedSchema>;

/** POST /media/:id/send — a file that was brought is sent. As with text, the client chooses the message's id. */
export const sendFileSchema = z.strictObject({
  id,
  caption: z
    .string()
    .trim()
    .max(MAX_CAPTION, `At most ${MAX_CAPTION} characters go with a file.`)
    .nullable()
    .default(null),
  as: z.enum(['auto', 'document', 'voice']).default('auto').describe('auto: as what its type is'),
  replyToId: id.nullable().default(null),
});

/** POST /messages/:id/reaction — an empty emoji takes ours back. */
export const reactSchema = z.strictObject({
  id: id.describe('of the reaction: a repeated request is the same one'),
  emoji: z.string().max(32),
});

/** POST /messages/:id/settle — for an UNKNOWN send: it arrived, or send it again as a new linked message. */
export const settleSchema = z.strictObject({ outcome: z.enum(['arrived', 'send_again']) });

export const draftSchema = z.object({
  id,
  conversationId: id,
  turnId: id.nullable(),
  version: z.int(),
  text: z.string(),
  /** APPROVAL drafts wait; SUGGESTION is what the agent was about to say when a person took over. */
  kind: z.enum(['APPROVAL', 'SUGGESTION']),
  state: z.enum(['PENDING', 'APPROVED', 'REJECTED', 'SUPERSEDED']),
  createdAt: time,
});
export type DraftView = z.infer<typeof draftSchema>;
/** POST /drafts/:id/approve {version, text?} — text replaces the draft's. 409 stale_draft when newer messages came or the version moved. */
export const approveDraftSchema = z.strictObject({
  version: versionNumber,
  text: z.string().trim().min(1).max(4096).optional(),
});
/** POST /drafts/:id/reject {version} */
export const rejectDraftSchema = z.strictObject({ version: versionNumber });
