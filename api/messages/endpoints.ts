/** Writing into a thread, and settling what is unknown. */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { markUnconfirmed } from '../../db/conversation/unconfirmed.ts';
import { derivedId } from '../../db/ids.ts';
import { settleByPerson } from '../../db/message/settle.ts';
import { findMessage } from '../../db/message/views.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { messageSchema, sendMessageSchema, settleSchema } from '../contracts/messages.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { mustBeSendable, queueMessage, SEND_ERRORS, sendAsPerson, shownMessage } from './queue.ts';

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
  errors: SEND_ERRORS,
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, tx =>
      sendAsPerson(tx, caller, {
        conversationId,
        messageId: body.id,
        replyToId: body.replyToId ?? null,
        contentOf: () => ({ content: { kind: 'text', text: body.text, previewUrl: true } }),
        now: services.clock.now(),
      }),
    ),
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
          mediaId: found.message.mediaId,
          turnId: found.message.turnId,
          resendOfId: messageId,
          now,
        });
      }
      return shownMessage(tx, orgId, shown);
    }),
});
