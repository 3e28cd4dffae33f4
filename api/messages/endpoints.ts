/** Writing into a thread, and settling what is unknown. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { type LoadedConversation, loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import { markUnconfirmed } from '../../db/conversation/unconfirmed.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { derivedId } from '../../db/ids.ts';
import { refusalOf, textOf } from '../../db/message/claim.ts';
import { settleByPerson } from '../../db/message/settle.ts';
import { messages } from '../../db/message/table.ts';
import { findMessage } from '../../db/message/views.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import type { MessageView } from '../contracts/messages.ts';
import { messageSchema, sendMessageSchema, settleSchema } from '../contracts/messages.ts';
import { ApiError, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
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
      kind: input.content.kind === 'text' ? 'TEXT' : input.content.kind === 'template' ? 'TEMPLATE' : 'INTERACTIVE',
      text: textOf(input.content),
      outbound: input.content,
      channelAccountId: row.channelAccountId,
      replyToId: input.replyToId,
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

export const sendEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/messages',
  summary: 'Write to the customer; takes the conversation over if nobody has',
  tag: 'Messages',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: sendMessageSchema,
  response: messageSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such conversation' },
    { status: 409, code: 'window_closed', when: 'the 24-hour window is closed' },
    { status: 409, code: 'opted_out', when: 'the customer opted out' },
    { status: 409, code: 'id_taken', when: 'another message has this id' },
    { status: 409, code: 'unknown_reply', when: 'the message replied to is not in this conversation' },
  ],
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const found = await loadConversation(tx, { orgId, conversationId }, true);
      if (!found) throw notFound('conversation');
      const content: OutboundContent = { kind: 'text', text: body.text, previewUrl: true };
      const messageId = body.id;
      const existing = await findMessage(tx, { orgId, messageId });
      if (existing) {
        const { message } = existing;
        if (message.conversationId === conversationId && message.memberId === caller.memberId)
          return messageView(existing);
        throw new ApiError(409, 'id_taken', 'Another message has this id.', { hint: 'Make a new random one.' });
      }
      mustBeSendable(found, content, now);
      if (body.replyToId) {
        const [target] = await tx
          .select({ id: messages.id })
          .from(messages)
          .where(
            and(
              eq(messages.orgId, orgId),
              eq(messages.conversationId, conversationId),
              eq(messages.id, body.replyToId),
            ),
          );
        if (!target) throw new ApiError(409, 'unknown_reply', 'The message you reply to is not in this conversation.');
      }
      const loaded = await ownByPerson(tx, caller, found, now);
      await queueMessage(tx, loaded, {
        messageId,
        sender: 'HUMAN',
        memberId: caller.memberId,
        content,
        replyToId: body.replyToId ?? null,
        now,
      });
      return shownMessage(tx, orgId, messageId);
    }),
});

export const settleEndpoint = defineEndpoint({
  method: 'post',
  path: '/messages/:id/settle',
  summary: 'Say what became of a send that is not confirmed',
  tag: 'Messages',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: settleSchema,
  response: messageSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such message' },
    { status: 409, code: 'already_settled', when: 'it is not unknown any more' },
    { status: 409, code: 'window_closed', when: 'the 24-hour window is closed' },
  ],
  handle: ({ params: { id: messageId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const found = await findMessage(tx, { orgId, messageId });
      if (!found) throw notFound('message');
      const loaded = await loadConversation(tx, { orgId, conversationId: found.message.conversationId }, true);
      if (!loaded) throw notFound('conversation');
      const again = body.outcome === 'send_again';
      if (again && found.message.outbound) mustBeSendable(loaded, found.message.outbound, now);
      if (!(await settleByPerson(tx, { orgId, messageId, state: again ? 'FAILED' : 'SENT', now }))) {
        throw new ApiError(409, 'already_settled', 'It is settled by now: look at the message again.');
      }
      await markUnconfirmed(tx, { orgId, conversationId: loaded.row.id, now });
      await audit(tx, {
        orgId,
        actor: { type: 'member', id: caller.memberId },
        action: 'settle_send',
        subjectId: messageId,
        payload: { outcome: body.outcome },
        now,
      });
      let shown = messageId;
      if (again && found.message.outbound) {
        // A new, linked message: the first one is never sent again (design.md section 6).
        shown = derivedId('resend', messageId);
        await queueMessage(tx, loaded, {
          messageId: shown,
          sender: found.message.sender === 'BOT' ? 'BOT' : 'HUMAN',
          memberId: caller.memberId,
          content: found.message.outbound,
          replyToId: found.message.replyToId,
          turnId: found.message.turnId,
          resendOfId: messageId,
          now,
        });
      }
      return shownMessage(tx, orgId, shown);
    }),
});
