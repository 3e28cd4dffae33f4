import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { experimentSchema, type newExperimentSchema, resultsSchema } from '../../../../../api/contracts/playbooks.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

export type Experiment = z.infer<typeof experimentSchema>;

const listSchema = z.object({ experiments: z.array(experimentSchema) });

export const experimentsQuery = queryOptions({
  queryKey: keys.experiments,
  queryFn: async ({ signal }) => (await get('/experiments', listSchema, signal)).experiments,
});

export const experimentResultsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.experimentResults(id),
    queryFn: async ({ signal }) => (await get(`/experiments/${id}/results`, resultsSchema, signal)).results,
  });

/** Errors are the form's to show. */
export const useNewExperiment = (playbookId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: z.input<typeof newExperimentSchema>) =>
      experimentSchema.parse(await call(`/playbooks/${playbookId}/experiments`, { method: 'POST', body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.experiments }),
  });
};

export const useSwitchExperiment = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, to }: { id: string; to: 'start' | 'end' }) =>
      call(`/experiments/${id}/${to}`, { method: 'POST', body: {} }),
    onSuccess: (_answer, { to }) =>
      say(
        to === 'start'
          ? t('New conversations take part from now on.')
          : t('Nobody new takes part; who does keeps their variant.'),
      ),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.experiments }),
  });
};
