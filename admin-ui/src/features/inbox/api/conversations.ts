import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type ConversationDetail,
  type ConversationPage,
  type ConversationRow,
  conversationDetailSchema,
  conversationPageSchema,
  type conversationQuerySchema,
} from '../../../../../api/contracts/conversations.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { firstPages, type ListData, mergeRows, patchRows } from '../model/list-pages.ts';

export type View = z.infer<typeof conversationQuerySchema>['view'];

export const listQuery = (view: View, search: string) =>
  infiniteQueryOptions({
    queryKey: keys.list(view, search),
    queryFn: ({ pageParam, signal }): Promise<ConversationPage> => {
      // Whoever scrolls on wants much.
      const query = new URLSearchParams({ view, limit: pageParam ? '100' : '50' });
      if (search !== '') query.set('search', search);
      if (pageParam) query.set('cursor', pageParam);
      return get(`/conversations?${query}`, conversationPageSchema, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
    // Live events keep what is shown up to date; to fetch all that was scrolled through again would be hundreds of pages.
    staleTime: Number.POSITIVE_INFINITY,
  });

export const detailQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.detail(conversationId),
    queryFn: ({ signal }) => get(`/conversations/${conversationId}`, conversationDetailSchema, signal),
  });

export const markRead = (conversationId: string) =>
  call(`/conversations/${conversationId}/read`, { method: 'POST', body: {} });

/** When a row was last changed here, before the server had answered: what was read before that is older. */
const patchedAt = new Map<string, number>();

/** Changes a conversation wherever it is shown, before the server has answered. */
export const patchConversation = (client: QueryClient, conversationId: string, change: Partial<ConversationRow>) => {
  patchedAt.set(conversationId, performance.now());
  client.setQueryData<ConversationDetail>(keys.detail(conversationId), detail => detail && { ...detail, ...change });
  client.setQueriesData<ListData>({ queryKey: keys.lists }, data => data && patchRows(data, conversationId, change));
};

/** Reads these rows again and lays them into the lists that are shown; the others begin anew when they are shown next. */
export const refreshRows = async (client: QueryClient, conversationIds: string[]): Promise<void> => {
  for (let start = 0; start < conversationIds.length; start += AT_ONCE)
    await refreshSome(client, conversationIds.slice(start, start + AT_ONCE));
};

/** What the api reads at once. */
const AT_ONCE = 100;

const refreshSome = async (client: QueryClient, ids: string[]): Promise<void> => {
  const startedAt = performance.now();
  for (const query of client.getQueryCache().findAll({ queryKey: keys.lists })) {
    const [, view, search] = query.queryKey as ReturnType<typeof keys.list>;
    if (query.state.data === undefined) continue;
    if (query.getObserversCount() === 0) {
      client.setQueryData<ListData>(query.queryKey, data => data && firstPages(data, 1));
      query.invalidate();
      continue;
    }
    const wanted = new URLSearchParams({ view: search === '' ? view : 'all', ids: ids.join(',') });
    const fresh = await get(`/conversations?${wanted}`, conversationPageSchema);
    const current = ids.filter(id => (patchedAt.get(id) ?? 0) < startedAt);
    client.setQueryData<ListData>(query.queryKey, data => {
      if (!data) return data;
      const rows = fresh.conversations.filter(row => current.includes(row.id));
      if (search === '') return mergeRows(data, new Set(current), { ...fresh, conversations: rows });
      return rows.reduce((changed, row) => patchRows(changed, row.id, row), data);
    });
  }
};

/** Everything may have changed: the lists are loaded again from their beginning. */
export const restartLists = (client: QueryClient): void => {
  client.setQueriesData<ListData>({ queryKey: keys.lists }, data => data && firstPages(data, 2));
};

export const refreshConversation = (client: QueryClient, conversationId: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: keys.detail(conversationId) }),
    refreshRows(client, [conversationId]).catch(() => client.invalidateQueries({ queryKey: keys.lists })),
  ]);
