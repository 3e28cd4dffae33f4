import { infiniteQueryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { messagePageSchema } from '../../../../../api/contracts/messages.ts';
import { ApiError, call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';
import { type MessageData, mergeNewest, type PageParam } from '../model/message-pages.ts';
import { refreshConversation } from './conversations.ts';

const PAGE = 50;

const fetchPage = (conversationId: string, page: PageParam, signal?: AbortSignal) => {
  const query = new URLSearchParams({ limit: String(PAGE), ...page });
  return get(`/conversations/${conversationId}/messages?${query}`, messagePageSchema, signal);
};

export const messagesQuery = (conversationId: string) =>
  infiniteQueryOptions({
    queryKey: keys.messages(conversationId),
    queryFn: ({ pageParam, signal }) => fetchPage(conversationId, pageParam, signal),
    initialPageParam: null as PageParam,
    // Pages are kept newest first, so the "next" page is an older one.
    getNextPageParam: (page): PageParam => (page.before ? { before: page.before } : null),
    getPreviousPageParam: (page): PageParam => (page.after ? { after: page.after } : null),
  });

/** Shows the part of the thread around a message. Resolves to false when there is no such message. */
export const showAround = async (client: QueryClient, conversationId: string, messageId: string): Promise<boolean> => {
  const pageParam = { around: messageId };
  try {
    const page = await fetchPage(conversationId, pageParam);
    client.setQueryData<MessageData>(keys.messages(conversationId), { pages: [page], pageParams: [pageParam] });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
};

/** Shows the newest messages again after a jump far back. */
export const showNewest = async (client: QueryClient, conversationId: string): Promise<void> => {
  const page = await fetchPage(conversationId, null);
  client.setQueryData<MessageData>(keys.messages(conversationId), { pages: [page], pageParams: [null] });
};

/** Brings in the newest messages without fetching again what was scrolled up to. */
export const refreshMessages = async (client: QueryClient, conversationId: string, messageId: string | null) => {
  const queryKey = keys.messages(conversationId);
  const query = client.getQueryCache().find({ queryKey });
  if (!query) return;
  if (query.getObserversCount() === 0) {
    await client.invalidateQueries({ queryKey });
    return;
  }
  try {
    const fresh = await fetchPage(conversationId, null);
    const data = client.getQueryData<MessageData>(queryKey);
    if (!data) return;
    const isOld = messageId !== null && !fresh.messages.some(({ id }) => id === messageId);
    const wasLoaded = isOld && data.pages.some(page => page.messages.some(({ id }) => id === messageId));
    client.setQueryData<MessageData>(queryKey, mergeNewest(data, fresh) ?? { pages: [fresh], pageParams: [null] });
    if (wasLoaded) await client.invalidateQueries({ queryKey });
  } catch {
    await client.invalidateQueries({ queryKey });
  }
};

/** For a send that was not confirmed: it arrived, or send it again as a new, linked message. */
export const useSettle = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ messageId, outcome }: { messageId: string; outcome: 'arrived' | 'send_again' }) =>
      call(`/messages/${messageId}/settle`, { method: 'POST', body: { outcome } }),
    onError: sayError,
    onSettled: (_answer, _error, { messageId }) =>
      Promise.all([refreshMessages(client, conversationId, messageId), refreshConversation(client, conversationId)]),
  });
};
