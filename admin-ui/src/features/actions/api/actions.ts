import { queryOptions } from '@tanstack/react-query';
import { actionCountsSchema, actionsSchema } from '../../../../../api/contracts/actions.ts';
import { get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** Events tell most of it; a send becomes unsettled by mere time, which no event says. */
const LOOK_AGAIN_MS = 30_000;

export const actionsQuery = queryOptions({
  queryKey: [...keys.actions, 'list'],
  queryFn: ({ signal }) => get('/actions', actionsSchema, signal),
  refetchInterval: LOOK_AGAIN_MS,
});

export const actionCountsQuery = queryOptions({
  queryKey: keys.actionCounts,
  queryFn: ({ signal }) => get('/actions/counts', actionCountsSchema, signal),
  refetchInterval: LOOK_AGAIN_MS,
});
