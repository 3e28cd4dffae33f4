/** A reaction to a message: sent through the ledger like anything else, shown on the message and not in the thread. */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { publish } from '../../db/event/queries.ts';
import { messages } from '../../db/message/table.ts';
import { findMessage } from '../../db/message/views.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { messageSchema, reactSchema } from '../contracts/messages.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { mustBeSendable, shownMessage } from './queue.ts';

const EMOJI = /^\p{RGI_Emoji}$/v;

export const reactEndpoint = defineEndpoint({
  method: 'post',
  path: '/messages/:id/reaction',
  summary: 'React to a message with an emoji, or take the reaction back; who answers does not change',
  tag: 'Messages',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: reactSchema,
  response: messageSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such message' },
    { status: 409, code: 'window_closed', when: 'the 24-hour window is closed' },
    { status: 409, code: 'opted_out', when: 'the customer opted out' },
    { status: 409, code: 'not_on_channel', when: 'WhatsApp does not know the message (yet)' },
    { status: 422, code: 'not_an_emoji', when: 'it is something else' },
    { status: 409, code: 'id_taken', when: 'another message has this id' },
  ],
  handle: ({ params: { id: targetId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const target = await findMessage(tx, { orgId, messageId: targetId });
      if (!target) throw notFound('message');
      const { conversationId, providerMessageId, channelAccountId, deletedAt } = target.message;
      const loaded = await loadConversation(tx, { orgId, conversationId }, true);
      if (!loaded) throw notFound('conversation');
      const known = await findMessage(tx, { orgId, messageId: body.id });
      if (known) {
        if (known.message.replyToId === targetId && known.message.memberId === memberId)
          return shownMessage(tx, orgId, targetId);
        throw new ApiError(409, 'id_taken', 'Another message has this id.', { hint: 'Make a new random one.' });
      }
      if (body.emoji !== '' && !EMOJI.test(body.emoji))
        throw new ApiError(422, 'not_an_emoji', 'A reaction is one emoji.');
      if (!providerMessageId || deletedAt !== null)
        throw new ApiError(409, 'not_on_channel', 'WhatsApp does not know this message (yet).', {
          hint: 'Wait until it is sent.',
        });
      const content: OutboundContent = { kind: 'reaction', targetProviderId: providerMessageId, emoji: body.emoji };
      mustBeSendable(loaded, content, now);
      await tx.insert(messages).values({
        orgId,
        id: body.id,
        conversationId,
        direction: 'out',
        sender: 'HUMAN',
        memberId,
        kind: 'SYSTEM',
        text: body.emoji,
        outbound: content,
        channelAccountId,
        replyToId: targetId,
        state: 'QUEUED',
        at: now,
        createdAt: now,
      });
      const payload = { conversationId };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'message_reacted', subjectId: targetId, payload, now });
      loaded.queuedOutbound += 1;
      await saveConversation(tx, loaded, {}, now);
      await publish(tx, { orgId, kind: 'message.updated', conversationId, messageId: targetId, now });
      await tellWorkflow(tx, { orgId, conversationId, kind: 'outbound', payload: {}, now });
      return shownMessage(tx, orgId, targetId);
    }),
});
