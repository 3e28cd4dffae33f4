import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  evalDetailSchema,
  evalListSchema,
  evalRunSchema,
  type startEvalSchema,
} from '../../../../../api/contracts/evals.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';

/** While one runs its row changes by events; a process that died sends none, so it is looked at now and then too. */
const LOOK_AGAIN_MS = 20_000;

export const evalListQuery = queryOptions({
  queryKey: keys.evalList,
  queryFn: ({ signal }) => get('/evals', evalListSchema, signal),
  refetchInterval: query =>
    query.state.data?.runs.some(run => run.state === 'RUNNING') ? LOOK_AGAIN_MS : (false as const),
});

export const evalRunQuery = (runId: string) =>
  queryOptions({
    queryKey: keys.evalRun(runId),
    queryFn: ({ signal }) => get(`/evals/${runId}`, evalDetailSchema, signal),
  });

export const useStartEval = (onStarted: (runId: string) => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: z.input<typeof startEvalSchema>) =>
      evalRunSchema.parse(await call('/evals', { method: 'POST', body })),
    onSuccess: run => onStarted(run.id),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.evals }),
  });
};

export const useStopEval = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (runId: string) => call(`/evals/${runId}/stop`, { method: 'POST', body: {} }),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.evals }),
  });
};
