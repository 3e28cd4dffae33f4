import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { messageSchema, sendMessageSchema } from '../../../../../api/contracts/messages.ts';
import { call, explain } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { createStore } from '../../../lib/store.ts';
import { uuid } from '../../../lib/uuid.ts';
import { useMe } from '../../auth/api/session.ts';
import type { Pending } from '../model/pending.ts';
import { patchConversation, refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

export const pendingSends = createStore<readonly Pending[]>([]);

const change = (clientId: string, patch: Partial<Pending>) =>
  pendingSends.set(all => all.map(entry => (entry.clientId === clientId ? { ...entry, ...patch } : entry)));

export const discardPending = (clientId: string) =>
  pendingSends.set(all => all.filter(entry => entry.clientId !== clientId));

const deliver = async (client: QueryClient, entry: Pending) => {
  change(entry.clientId, { state: 'sending', problem: null });
  try {
    const { clientId, text, replyToId } = entry;
    const body = sendMessageSchema.parse({ clientId, text, replyToId });
    const answer = messageSchema.safeParse(
      await call(`/conversations/${entry.conversationId}/messages`, { method: 'POST', body }),
    );
    if (answer.success) change(clientId, { messageId: answer.data.id });
    await refreshMessages(client, entry.conversationId, null);
    discardPending(clientId);
  } catch (error) {
    const { message, hint } = explain(error);
    change(entry.clientId, { state: 'failed', problem: hint ? `${message} ${hint}` : message });
  } finally {
    void refreshConversation(client, entry.conversationId);
  }
};

/**
 * Sends as a person. The api takes the conversation over with the first message, so that the AI does not answer beside
 * them; the strip shows it at once. A repeated send keeps its `clientId` and so stays one message.
 */
export const useSend = (conversationId: string) => {
  const client = useQueryClient();
  const myName = useMe().user.name;

  const send = useCallback(
    async (text: string, replyToId: string | null) => {
      const entry: Pending = {
        clientId: uuid(),
        conversationId,
        text: text.trim(),
        replyToId,
        atMs: Date.now(),
        state: 'sending',
        problem: null,
        messageId: null,
      };
      pendingSends.set(all => [...all, entry]);
      const owner = client.getQueryData<ConversationDetail>(keys.detail(conversationId))?.owner;
      if (owner !== undefined && owner !== 'HUMAN')
        patchConversation(client, conversationId, { owner: 'HUMAN', ownerName: myName, activity: 'IDLE', next: null });
      await deliver(client, entry);
    },
    [client, conversationId, myName],
  );

  const retry = useCallback((entry: Pending) => deliver(client, entry), [client]);
  return { send, retry };
};
