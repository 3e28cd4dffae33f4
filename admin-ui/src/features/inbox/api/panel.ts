/** What the side panel asks for by itself: offers with their links, linked conversations, consent. */

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { consentSchema, type SaveConsent } from '../../../../../api/contracts/consent.ts';
import { progressSchema } from '../../../../../api/contracts/ctas.ts';
import { linkListSchema } from '../../../../../api/contracts/links.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

/** Below the conversation's own key: what makes that old makes these old. */
export const offersQuery = (conversationId: string) =>
  queryOptions({
    queryKey: [...keys.detail(conversationId), 'offers'],
    queryFn: async ({ signal }) => (await get(`/conversations/${conversationId}/ctas`, progressSchema, signal)).ctas,
  });

export const linksQuery = (conversationId: string) =>
  queryOptions({
    queryKey: [...keys.detail(conversationId), 'links'],
    queryFn: ({ signal }) => get(`/conversations/${conversationId}/links`, linkListSchema, signal),
  });

export const useLinks = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (conversations: string[]) =>
      call(`/conversations/${conversationId}/links`, { method: 'PUT', body: { conversations } }),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: linksQuery(conversationId).queryKey }),
  });
};

export const consentQuery = (conversationId: string, contactId: string) =>
  queryOptions({
    queryKey: [...keys.detail(conversationId), 'consent'],
    queryFn: ({ signal }) => get(`/contacts/${contactId}/marketing-consent`, consentSchema, signal),
  });

/** Errors are the form's to show. */
export const useConsent = (conversationId: string, contactId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveConsent) => call(`/contacts/${contactId}/marketing-consent`, { method: 'PUT', body }),
    onSuccess: (_answer, { given }) => say(given ? t('The consent is recorded.') : t('The consent is taken back.')),
    onSettled: () => client.invalidateQueries({ queryKey: consentQuery(conversationId, contactId).queryKey }),
  });
};
