import { useMutation, useQueryClient } from '@tanstack/react-query';
import { leadValueSchema } from '../../../../../api/contracts/leads.ts';
import { call } from '../../../lib/http.ts';
import { sayError } from '../../../lib/toasts.ts';
import { refreshConversation } from './conversations.ts';

/** What the lead is worth, in micros of the organization's currency; null when it is not known. */
export const useLeadValue = (conversationId: string, contactId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (valueMicros: number | null) =>
      leadValueSchema.parse(await call(`/contacts/${contactId}/lead`, { method: 'PATCH', body: { valueMicros } })),
    onError: sayError,
    onSettled: () => refreshConversation(client, conversationId),
  });
};
