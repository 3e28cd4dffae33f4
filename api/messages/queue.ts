/** What a person sends goes into the ledger here, whatever it is; the conversation's workflow sends it. */
import { and, eq } from 'drizzle-orm';
import { audit } from '../../db/audit/queries.ts';
import { type LoadedConversation, loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { kindOf, refusalOf, textOf } from '../../db/message/claim.ts';
import { messages } from '../../db/message/table.ts';
import { findMessage } from '../../db/message/views.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { MessageView } from '../contracts/messages.ts';
import { ApiError, type Caller, notFound } from '../endpoint.ts';
import { messageView } from './view.ts';

const WINDOW_HINT =
  'More than 24 hours have passed since the customer wrote: only an approved template may be sent until they write again.';

/** Says at once what the claim would refuse later. */
export function mustBeSendable(loaded: LoadedConversation, content: OutboundContent, now: number): void {
  const refusal = refusalOf(loaded, { sender: 'HUMAN', content, epoch: null, cursor: null, now });
  if (refusal === 'WINDOW_CLOSED')
    throw new ApiError(409, 'window_closed', 'The 24-hour window is closed.', { hint: WINDOW_HINT });
  if (refusal === 'OPTED_OUT')
    throw new ApiError(409, 'opted_out', 'This customer has opted out of all messages.', {
      hint: 'Only the customer can undo that, by writing START.',
    });
  if (refusal)
    throw new ApiError(409, refusal.toLowerCase(), 'This contact is blocked.', { hint: 'Unblock the contact first.' });
}

/** Puts a person's message into the ledger; the conversation's workflow sends it. */
export async function queueMessage(
  tx: Tx,
  loaded: LoadedConversation,
  input: {
    messageId: string;
    sender: 'HUMAN' | 'BOT';
    memberId: string;
    content: OutboundContent;
    replyToId: string | null;
    turnId?: string | null;
    resendOfId?: string | null;
    /** The critic's, for words of the agent that leave as they were written (B-AI-6). */
    confidence?: number | null;
    /** The stored file, for media. */
    mediaId?: string | null;
    now: number;
  },
): Promise<void> {
  const { row } = loaded;
  await tx
    .insert(messages)
    .values({
      orgId: row.orgId,
      id: input.messageId,
      conversationId: row.id,
      direction: 'out',
      sender: input.sender,
      memberId: input.memberId,
      kind: kindOf(input.content),
      text: textOf(input.content),
      outbound: input.content,
      channelAccountId: row.channelAccountId,
      replyToId: input.replyToId,
      mediaId: input.mediaId ?? null,
      turnId: input.turnId ?? null,
      confidence: input.confidence ?? null,
      resendOfId: input.resendOfId ?? null,
      state: 'QUEUED',
      at: input.now,
      createdAt: input.now,
    })
    .onConflictDoNothing();
  loaded.queuedOutbound += 1;
  await saveConversation(
    tx,
    loaded,
    {
      memberActiveAt: row.owner === 'HUMAN' ? input.now : row.memberActiveAt,
      customerWaitingAt: null,
      humanReplyStep: 0,
      takeoverReminded: false,
      lastMessageId: input.messageId,
      lastActivityAt: input.now,
      unread: 0,
    },
    input.now,
  );
  await publish(tx, {
    orgId: row.orgId,
    kind: 'message.created',
    conversationId: row.id,
    messageId: input.messageId,
    now: input.now,
  });
  await tellWorkflow(tx, { orgId: row.orgId, conversationId: row.id, kind: 'outbound', payload: {}, now: input.now });
}

/** A person who writes takes over, unless someone has already: two voices would talk over each other. */
async function ownByPerson(
  tx: Tx,
  caller: Caller,
  loaded: LoadedConversation,
  now: number,
): Promise<LoadedConversation> {
  if (loaded.row.owner === 'HUMAN') return loaded;
  await takeOver(tx, {
    orgId: caller.orgId,
    conversationId: loaded.row.id,
    memberId: caller.memberId,
    actor: { type: 'member', id: caller.memberId },
    now,
  });
  return (await loadConversation(tx, { orgId: caller.orgId, conversationId: loaded.row.id }, true)) ?? loaded;
}

/** The message as an answer shows it. @throws ApiError 404 when it is not there. */
export async function shownMessage(tx: Tx, orgId: string, messageId: string): Promise<MessageView> {
  const row = await findMessage(tx, { orgId, messageId });
  if (!row) throw notFound('message');
  return messageView(row);
}

/** For the documentation of every endpoint by which a person sends. */
export const SEND_ERRORS = [
  { status: 404, code: 'not_found', when: 'there is no such conversation' },
  { status: 409, code: 'window_closed', when: 'the 24-hour window is closed' },
  { status: 409, code: 'opted_out', when: 'the customer opted out' },
  { status: 409, code: 'id_taken', when: 'another message has this id' },
  { status: 409, code: 'unknown_reply', when: 'the message replied to is not in this conversation' },
];

/**
 * A person's message under the id its writer gave it: asked for again it is the same message. Takes the conversation over
 * when nobody has.
 * @param contentOf what is sent, made of the conversation as it is now; may refuse with an ApiError.
 * @throws ApiError of SEND_ERRORS.
 */
export async function sendAsPerson(
  tx: Tx,
  caller: Caller,
  input: {
    conversationId: string;
    messageId: string;
    replyToId?: string | null;
    contentOf: (
      loaded: LoadedConversation,
    ) => Promise<{ content: OutboundContent; mediaId?: string }> | { content: OutboundContent; mediaId?: string };
    now: number;
  },
): Promise<MessageView> {
  const { orgId } = caller;
  const { conversationId, messageId, now } = input;
  const found = await loadConversation(tx, { orgId, conversationId }, true);
  if (!found) throw notFound('conversation');
  const existing = await findMessage(tx, { orgId, messageId });
  if (existing) {
    const { message } = existing;
    if (message.conversationId === conversationId && message.memberId === caller.memberId) return messageView(existing);
    throw new ApiError(409, 'id_taken', 'Another message has this id.', { hint: 'Make a new random one.' });
  }
  const { content, mediaId } = await input.contentOf(found);
  mustBeSendable(found, content, now);
  const replyToId = input.replyToId ?? null;
  if (replyToId) {
    const [target] = await tx
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.orgId, orgId), eq(messages.conversationId, conversationId), eq(messages.id, replyToId)));
    if (!target) throw new ApiError(409, 'unknown_reply', 'The message you reply to is not in this conversation.');
  }
  const loaded = await ownByPerson(tx, caller, found, now);
  const { memberId } = caller;
  const actor = { type: 'member' as const, id: memberId };
  const payload = { conversationId, kind: content.kind };
  await audit(tx, { orgId, actor, action: 'message_sent', subjectId: messageId, payload, now });
  await queueMessage(tx, loaded, {
    messageId,
    sender: 'HUMAN',
    memberId,
    content,
    replyToId,
    mediaId: mediaId ?? null,
    now,
  });
  return shownMessage(tx, orgId, messageId);
}
