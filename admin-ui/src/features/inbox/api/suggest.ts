import { useMutation } from '@tanstack/react-query';
import { suggestionSchema } from '../../../../../api/contracts/conversations.ts';
import { call } from '../../../lib/http.ts';

/** What the agent would write now; nothing is sent. */
export const useSuggestion = (conversationId: string) =>
  useMutation({
    mutationKey: ['suggest', conversationId],
    mutationFn: async () =>
      suggestionSchema.parse(await call(`/conversations/${conversationId}/suggestion`, { method: 'POST' })),
  });
