import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type FlowContentInput,
  type FlowView,
  flowListSchema,
  flowRunListSchema,
  flowSchema,
  flowStatsSchema,
} from '../../../../../api/contracts/flows.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

export type Flow = FlowView;

export const flowsQuery = queryOptions({
  queryKey: keys.flows,
  queryFn: ({ signal }) => get('/flows', flowListSchema, signal),
});

export const flowStatsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.flowStats(id),
    queryFn: ({ signal }) => get(`/flows/${id}/stats`, flowStatsSchema, signal),
    refetchInterval: 15_000,
  });

export const flowRunsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.flowRuns(id),
    queryFn: async ({ signal }) => (await get(`/flows/${id}/runs`, flowRunListSchema, signal)).runs,
    refetchInterval: 15_000,
  });

/** Errors are the editor's to show, each at its node. @param id null = a new flow. */
export const useSaveFlow = (id: string | null) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: FlowContentInput) =>
      flowSchema.parse(
        await call(id === null ? '/flows' : `/flows/${id}`, { method: id === null ? 'POST' : 'PUT', body }),
      ),
    onSuccess: flow =>
      say(
        id === null
          ? t('Created. Activate it when it is ready.')
          : t('Saved as version {version}.', { version: flow.version }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.flows }),
  });
};

export const useSwitchFlow = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, to }: { id: string; to: 'activate' | 'deactivate' }) =>
      call(`/flows/${id}/${to}`, { method: 'POST' }),
    onSuccess: (_answer, { to }) =>
      say(to === 'activate' ? t('It begins from now on.') : t('No new runs begin; those under way go on.')),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.flows }),
  });
};

export const useDeleteFlow = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(`/flows/${id}`, { method: 'DELETE' }),
    onSuccess: () => say(t('Deleted.')),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.flows }),
  });
};

export const useStopRun = (flowId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (runId: string) => call(`/flows/${flowId}/runs/${runId}/stop`, { method: 'POST' }),
    onSuccess: () => say(t('Stopped. The conversation goes on without the flow.')),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.flows }),
  });
};
