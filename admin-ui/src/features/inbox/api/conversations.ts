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

export type View = z.infer<typeof conversationQuerySchema>['view'];

export const listQuery = (view: View, search: string) =>
  infiniteQueryOptions({
    queryKey: keys.list(view, search),
    queryFn: ({ pageParam, signal }): Promise<ConversationPage> => {
      const query = new URLSearchParams({ view, limit: '50' });
      if (search !== '') query.set('search', search);
      if (pageParam) query.set('cursor', pageParam);
      return get(`/conversations?${query}`, conversationPageSchema, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
  });

export const detailQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.detail(conversationId),
    queryFn: ({ signal }) => get(`/conversations/${conversationId}`, conversationDetailSchema, signal),
  });

export const markRead = (conversationId: string) =>
  call(`/conversations/${conversationId}/read`, { method: 'POST', body: {} });

type ListData = { pages: ConversationPage[]; pageParams: unknown[] };

/** Changes a conversation wherever it is shown, before the server has answered. */
export const patchConversation = (client: QueryClient, conversationId: string, change: Partial<ConversationRow>) => {
  client.setQueryData<ConversationDetail>(keys.detail(conversationId), detail => detail && { ...detail, ...change });
  client.setQueriesData<ListData>({ queryKey: keys.lists }, data => {
    if (!data) return data;
    return {
      ...data,
      pages: data.pages.map(page => ({
        ...page,
        conversations: page.conversations.map(row => (row.id === conversationId ? { ...row, ...change } : row)),
      })),
    };
  });
};

export const refreshConversation = (client: QueryClient, conversationId: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: keys.detail(conversationId) }),
    client.invalidateQueries({ queryKey: keys.lists }),
  ]);
