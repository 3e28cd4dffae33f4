import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { conversationPageSchema } from '../../../../../api/contracts/conversations.ts';
import { erasureStartedSchema, erasuresSchema } from '../../../../../api/contracts/erasures.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';

/** While one runs its end is told by an event; it is looked at now and then too. */
const LOOK_AGAIN_MS = 5000;

export const erasuresQuery = queryOptions({
  queryKey: [...keys.erasures, 'list'],
  queryFn: async ({ signal }) => (await get('/erasures', erasuresSchema, signal)).erasures,
  refetchInterval: query =>
    query.state.data?.some(erasure => erasure.state === 'RUNNING') ? LOOK_AGAIN_MS : (false as const),
});

/** People by name, number or words of theirs, as the inbox finds them. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: [...keys.erasures, 'people', search],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ view: 'all', limit: '10', search });
      return (await get(`/conversations?${query}`, conversationPageSchema, signal)).conversations;
    },
    enabled: search.length > 1,
    staleTime: 0,
  });

export const useErase = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (contactId: string) =>
      erasureStartedSchema.parse(await call(`/contacts/${contactId}/erasure`, { method: 'POST', body: {} })),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.erasures }),
  });
};
