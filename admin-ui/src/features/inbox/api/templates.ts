import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type SendTemplate, templateListSchema } from '../../../../../api/contracts/templates.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

export const templatesQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.templates(conversationId),
    queryFn: ({ signal }) => get(`/conversations/${conversationId}/templates`, templateListSchema, signal),
    select: ({ templates }) => templates,
  });

/** Sends a template as a person. Its id is made by who asks, so that a repeated request is the same message. */
export const useSendTemplate = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SendTemplate) => call(`/conversations/${conversationId}/templates`, { method: 'POST', body }),
    onSettled: () =>
      Promise.all([refreshMessages(client, conversationId, null), refreshConversation(client, conversationId)]),
  });
};
