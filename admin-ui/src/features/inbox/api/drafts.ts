import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import type { DraftView } from '../../../../../api/contracts/messages.ts';
import { call } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';
import { refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

export type DraftStep = { kind: 'approve'; draft: DraftView; text?: string } | { kind: 'reject'; draft: DraftView };

/** Settles a draft; it leaves the screen at once and comes back, with the reason, when the server refuses. */
export const useDraftStep = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: DraftStep) =>
      call(`/drafts/${step.draft.id}/${step.kind}`, {
        method: 'POST',
        body: {
          version: step.draft.version,
          ...(step.kind === 'approve' && step.text !== undefined ? { text: step.text } : {}),
        },
      }),
    onMutate: async ({ draft }) => {
      const queryKey = keys.detail(conversationId);
      await client.cancelQueries({ queryKey });
      client.setQueryData<ConversationDetail>(
        queryKey,
        detail => detail && { ...detail, drafts: detail.drafts.filter(({ id }) => id !== draft.id) },
      );
    },
    onError: sayError,
    onSettled: () =>
      Promise.all([refreshConversation(client, conversationId), refreshMessages(client, conversationId, null)]),
  });
};
