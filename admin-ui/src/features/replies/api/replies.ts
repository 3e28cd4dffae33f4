import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { cannedRepliesSchema, type saveCannedReplySchema } from '../../../../../api/contracts/room.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

export const repliesQuery = queryOptions({
  queryKey: keys.replies,
  queryFn: ({ signal }) => get('/canned-replies', cannedRepliesSchema, signal),
  select: ({ replies }) => replies,
});

type Body = z.input<typeof saveCannedReplySchema>;
/** @param id null for a new one. */
export const saveReply = (id: string | null, body: Body) =>
  id === null
    ? call('/canned-replies', { method: 'POST', body })
    : call(`/canned-replies/${id}`, { method: 'PUT', body });
export const deleteReply = (id: string) => call(`/canned-replies/${id}`, { method: 'DELETE' });
