import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import {
  noticeChoicesSchema,
  noticePageSchema,
  type readNoticesSchema,
  type saveNoticeChoicesSchema,
} from '../../../../../api/contracts/notifications.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';

export const noticesQuery = queryOptions({
  queryKey: keys.noticeList,
  queryFn: ({ signal }) => get('/notifications?limit=50', noticePageSchema, signal),
});

export const choicesQuery = queryOptions({
  queryKey: keys.noticeChoices,
  queryFn: ({ signal }) => get('/notifications/choices', noticeChoicesSchema, signal),
  select: ({ choices }) => choices,
});

export const saveChoices = (body: z.input<typeof saveNoticeChoicesSchema>) =>
  call('/notifications/choices', { method: 'PUT', body });

/** These, those of a conversation, or (without either) all. */
export const useReadNotices = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof readNoticesSchema>) => call('/notifications/read', { method: 'POST', body }),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.noticeList }),
  });
};

/** Who looks at a conversation has read what they were told of it. */
export const useReadNoticesOf = (conversationId: string): void => {
  const unread = useQuery(noticesQuery).data?.notices.some(
    notice => !notice.read && notice.conversationId === conversationId,
  );
  const { mutate } = useReadNotices();
  useEffect(() => {
    if (unread && document.visibilityState === 'visible') mutate({ conversationId });
  }, [unread, conversationId, mutate]);
};
