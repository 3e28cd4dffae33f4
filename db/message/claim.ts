/**
 * The claim: the last transaction before a message leaves (design.md sections 5 and 6). It locks the conversation row,
 * checks everything that could forbid the send, and commits the ledger row as SENDING. What follows is HTTP, and nothing
 * in between.
 */
import { and, eq } from 'drizzle-orm';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { numberRate, recipientRate } from '../../domain/message/rate.ts';
import { windowOpen } from '../../domain/window/window.ts';
import type { MessageKind, Sender } from '../../domain/words.ts';
import { lockAtCommit } from '../before-commit.ts';
import type { ConversationPatch, LoadedConversation } from '../conversation/load.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { derivedId } from '../ids.ts';
import { takePermit } from '../limits/queries.ts';
import { lockMessage } from './lock.ts';
import { messages } from './table.ts';

export interface ClaimRequest {
  messageId: string;
  turnId: string | null;
  sender: Extract<Sender, 'BOT' | 'HUMAN' | 'SYSTEM'>;
  content: OutboundContent;
  /** Epoch the text was decided under; null for people, whom no epoch binds. */
  epoch: number | null;
  /** The turn's cursor: newer inbound makes the text stale. Null when that does not matter. */
  cursor: number | null;
  attemptId: string;
  /** The critic's, for what the agent wrote (B-AI-6). */
  confidence?: number | null;
  /** A person wrote or approved it: neither owner nor epoch forbids it. */
  released?: boolean;
  now: number;
}

export type Refusal = 'EPOCH' | 'OWNER' | 'OPTED_OUT' | 'BLOCKED' | 'SUPERSEDED' | 'WINDOW_CLOSED' | 'CLOSED';

export type Claim =
  /** Committed as SENDING by this attempt: send it now. */
  | { type: 'claimed' }
  | { type: 'refused'; refusal: Refusal }
  /** An earlier attempt left it here; SENDING of another attempt was turned to UNKNOWN. */
  | { type: 'settled'; state: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'UNKNOWN' };

const KIND_OF: Record<Exclude<OutboundContent['kind'], 'media'>, MessageKind> = {
  text: 'TEXT',
  buttons: 'INTERACTIVE',
  list: 'INTERACTIVE',
  template: 'TEMPLATE',
  reaction: 'SYSTEM',
  location: 'LOCATION',
};

const MEDIA_KIND = {
  image: 'IMAGE',
  video: 'VIDEO',
  audio: 'AUDIO',
  voice: 'VOICE',
  document: 'DOCUMENT',
  sticker: 'STICKER',
} as const satisfies Record<Extract<OutboundContent, { kind: 'media' }>['media'], MessageKind>;

/** As the thread shows it. */
export const kindOf = (content: OutboundContent): MessageKind =>
  content.kind === 'media' ? MEDIA_KIND[content.media] : KIND_OF[content.kind];

export const textOf = (content: OutboundContent): string | null => {
  switch (content.kind) {
    case 'text':
    case 'buttons':
    case 'list':
      return content.text;
    case 'media':
      // Where nothing is stored here, people see the address it was taken from.
      return [content.caption, content.link].filter(Boolean).join('\n') || null;
    case 'template':
      return content.preview || null;
    case 'reaction':
      return content.emoji;
    case 'location':
      return content.name;
  }
};

/** Derived, so that it exists once per opt-out. */
export const optOutConfirmationId = (conversationId: string, optedOutAt: number): string =>
  derivedId('opt-out', conversationId, optedOutAt);

/** Why this message may not leave now; null when it may. Humans obey window and opt-out too (A-GUARD-4). */
export function refusalOf(
  loaded: LoadedConversation,
  request: Pick<ClaimRequest, 'sender' | 'content' | 'epoch' | 'cursor' | 'now' | 'released'> & { messageId?: string },
): Refusal | null {
  const { row, contact } = loaded;
  // The one fixed confirmation of an opt-out (X-OPTOUT): no other message has its id.
  if (contact.optedOutAt !== null && request.messageId !== optOutConfirmationId(row.id, contact.optedOutAt))
    return 'OPTED_OUT';
  if (contact.blocked) return 'BLOCKED';
  if (request.sender !== 'HUMAN' && !request.released) {
    if (request.epoch !== null && request.epoch !== row.ownerEpoch) return 'EPOCH';
    if (row.owner !== 'AI') return 'OWNER';
    if (row.closedAt !== null) return 'CLOSED';
  }
  if (request.cursor !== null && row.lastInboundNumber > request.cursor) return 'SUPERSEDED';
  if (request.content.kind !== 'template' && !windowOpen(row.windowEndsAt, request.now)) return 'WINDOW_CLOSED';
  return null;
}

/**
 * The conversation must be loaded with its row locked, in this transaction.
 * The rate permit is taken as the transaction commits: when it is not free, PermitWait is thrown there and nothing stays.
 */
export async function claim(tx: Tx, loaded: LoadedConversation, request: ClaimRequest): Promise<Claim> {
  const { row } = loaded;
  const mine = and(eq(messages.orgId, row.orgId), eq(messages.id, request.messageId));
  const refusal = refusalOf(loaded, request);
  // What the agent says is mostly claimed once and was not there before: nobody looks for it first.
  if (!refusal && !request.released && (await insertClaimed(tx, loaded, request))) {
    await claimedNow(tx, loaded, request, 'message.created');
    return { type: 'claimed' };
  }
  const [existing] = await lockMessage(tx, row.orgId, request.messageId);
  if (existing?.state && existing.state !== 'QUEUED') {
    if (existing.state !== 'SENDING') return { type: 'settled', state: existing.state };
    if (existing.attemptId === request.attemptId) return { type: 'claimed' };
    // Another attempt died between its claim and its record: it may or may not have left (promise 5).
    await tx
      .update(messages)
      .set({
        state: 'UNKNOWN',
        unknownSince: request.now,
        errorCode: 'interrupted',
        errorMessage: 'Parley stopped while this was being sent.',
      })
      .where(mine);
    await publish(tx, {
      orgId: row.orgId,
      kind: 'message.updated',
      conversationId: row.id,
      messageId: request.messageId,
      now: request.now,
    });
    return { type: 'settled', state: 'UNKNOWN' };
  }
  if (refusal) return { type: 'refused', refusal };
  if (!existing) {
    if (!(await insertClaimed(tx, loaded, request)))
      throw new Error('a message came from nowhere while it was claimed');
    await claimedNow(tx, loaded, request, 'message.created');
    return { type: 'claimed' };
  }
  await tx
    .update(messages)
    .set({ ...claimedBy(request), attempts: existing.attempts + 1 })
    .where(mine);
  await claimedNow(tx, loaded, request, 'message.updated');
  return { type: 'claimed' };
}

const claimedBy = (request: ClaimRequest) => ({
  state: 'SENDING' as const,
  attemptId: request.attemptId,
  claimedAt: request.now,
  errorCode: null,
  errorMessage: null,
});

/** False when the message is in the ledger already. */
async function insertClaimed(tx: Tx, { row }: LoadedConversation, request: ClaimRequest): Promise<boolean> {
  const inserted = await tx
    .insert(messages)
    .values({
      orgId: row.orgId,
      id: request.messageId,
      conversationId: row.id,
      direction: 'out',
      sender: request.sender,
      kind: kindOf(request.content),
      text: textOf(request.content),
      outbound: request.content,
      channelAccountId: row.channelAccountId,
      turnId: request.turnId,
      confidence: request.confidence ?? null,
      ...claimedBy(request),
      attempts: 1,
      at: request.now,
      createdAt: request.now,
    })
    .onConflictDoNothing({ target: [messages.orgId, messages.id] })
    .returning({ id: messages.id });
  return inserted.length > 0;
}

/** Takes the rate permit last of all before the commit, because every sender of this number wants the same row; and tells who watches. */
function claimedNow(
  tx: Tx,
  { row }: LoadedConversation,
  { messageId, now }: ClaimRequest,
  kind: 'message.created' | 'message.updated',
): Promise<void> {
  const rates = [numberRate(row.channelAccountId), recipientRate(row.channelAccountId, row.contactId)];
  lockAtCommit(tx, () => takePermit(tx, rates, now));
  return publish(tx, { orgId: row.orgId, kind, conversationId: row.id, messageId, now });
}

/** What a claimed outbound message changes in its conversation. */
export function outboundFacts(
  loaded: LoadedConversation,
  sender: ClaimRequest['sender'],
  messageId: string,
  now: number,
): ConversationPatch {
  const { row } = loaded;
  const facts: ConversationPatch = { lastOutboundAt: now, lastMessageId: messageId, lastActivityAt: now };
  if (sender === 'HUMAN')
    return { ...facts, memberActiveAt: now, takeoverReminded: false, customerWaitingAt: null, humanReplyStep: 0 };
  return { ...facts, unanswered: row.unanswered + 1, botMessages: row.botMessages + 1 };
}
