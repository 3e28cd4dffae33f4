import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { sendMessageSchema } from '../../../../../api/contracts/messages.ts';
import { call, explain } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { createStore } from '../../../lib/store.ts';
import { uuid } from '../../../lib/uuid.ts';
import { useMe } from '../../auth/api/session.ts';
import type { Pending } from '../model/pending.ts';
import { patchConversation, refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

export const pendingSends = createStore<readonly Pending[]>([]);

const change = (id: string, patch: Partial<Pending>) =>
  pendingSends.set(all => all.map(entry => (entry.id === id ? { ...entry, ...patch } : entry)));

export const discardPending = (id: string) => pendingSends.set(all => all.filter(entry => entry.id !== id));

const deliver = async (client: QueryClient, entry: Pending) => {
  change(entry.id, { state: 'sending', problem: null });
  try {
    const { id, text, replyToId } = entry;
    const body = sendMessageSchema.parse({ id, text, replyToId });
    await call(`/conversations/${entry.conversationId}/messages`, { method: 'POST', body });
    await refreshMessages(client, entry.conversationId, null);
    discardPending(id);
  } catch (error) {
    const { message, hint } = explain(error);
    change(entry.id, { state: 'failed', problem: hint ? `${message} ${hint}` : message });
  } finally {
    void refreshConversation(client, entry.conversationId);
  }
};

/**
 * Sends as a person. The api takes the conversation over with the first message, so that the AI does not answer beside
 * them; the strip shows it at once. The message's id is made here: a repeated send stays one message, and is known however it comes back.
 */
export const useSend = (conversationId: string) => {
  const client = useQueryClient();
  const { memberId, user } = useMe();

  const send = useCallback(
    async (text: string, replyToId: string | null) => {
      const entry: Pending = {
        id: uuid(),
        conversationId,
        text: text.trim(),
        replyToId,
        atMs: Date.now(),
        state: 'sending',
        problem: null,
      };
      pendingSends.set(all => [...all, entry]);
      const owner = client.getQueryData<ConversationDetail>(keys.detail(conversationId))?.owner;
      if (owner !== undefined && owner !== 'HUMAN')
        patchConversation(client, conversationId, {
          owner: 'HUMAN',
          ownerId: memberId,
          ownerName: user.name,
          activity: 'IDLE',
          next: null,
        });
      await deliver(client, entry);
    },
    [client, conversationId, memberId, user.name],
  );

  const retry = useCallback((entry: Pending) => deliver(client, entry), [client]);
  return { send, retry };
};
