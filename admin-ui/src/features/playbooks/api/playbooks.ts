import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  playbookRowSchema,
  resultsSchema,
  type saveVersionSchema,
  type tonePreviewSchema,
  tonePreviewsSchema,
  versionRowSchema,
  versionSchema,
} from '../../../../../api/contracts/playbooks.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

export type PlaybookRow = z.infer<typeof playbookRowSchema>;
export type VersionRow = z.infer<typeof versionRowSchema>;
export type Results = z.infer<typeof resultsSchema>['results'];

const listSchema = z.object({ playbooks: z.array(playbookRowSchema) });
const versionsSchema = z.object({ versions: z.array(versionRowSchema) });

export const playbooksQuery = queryOptions({
  queryKey: keys.playbooks,
  queryFn: ({ signal }) => get('/playbooks', listSchema, signal),
});

export const versionsQuery = (playbookId: string) =>
  queryOptions({
    queryKey: keys.versions(playbookId),
    staleTime: 0,
    queryFn: async ({ signal }) => (await get(`/playbooks/${playbookId}/versions`, versionsSchema, signal)).versions,
  });

/** A version never changes; the one in use (null) does. */
export const configQuery = (playbookId: string, version: number | null) =>
  queryOptions({
    queryKey: keys.config(playbookId, version),
    staleTime: version === null ? 0 : Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      get(`/playbooks/${playbookId}/config${version === null ? '' : `?version=${version}`}`, versionSchema, signal),
  });

export const resultsQuery = (playbookId: string) =>
  queryOptions({
    queryKey: keys.results(playbookId),
    queryFn: async ({ signal }) => (await get(`/playbooks/${playbookId}/results`, resultsSchema, signal)).results,
  });

const savedSchema = z.object({ version: z.int() });

/** Errors are the form's to show: nothing is said here. */
export const useSaveVersion = (playbookId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: z.input<typeof saveVersionSchema>) =>
      savedSchema.parse(await call(`/playbooks/${playbookId}/versions`, { method: 'POST', body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.playbooks }),
  });
};

export const useRollback = (playbookId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) => call(`/playbooks/${playbookId}/rollback`, { method: 'POST', body: { version } }),
    onSuccess: (_answer, version) => say(t('New conversations get version {version} from now on.', { version })),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.playbooks }),
  });
};

export const useCanary = (playbookId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (trial: { version: number | null; percent?: number }) =>
      call(`/playbooks/${playbookId}/canary`, { method: 'PUT', body: trial }),
    onSuccess: (_answer, { version, percent }) =>
      say(
        version === null
          ? t('The trial has ended.')
          : t('Version {version} gets {percent}% of new conversations.', { version, percent: percent ?? 10 }),
      ),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.playbooks }),
  });
};

/** Asks the model; nothing is sent to anybody or kept. Errors are the form's to show. */
export const useTonePreview = () =>
  useMutation({
    mutationFn: async (body: z.input<typeof tonePreviewSchema>) =>
      tonePreviewsSchema.parse(await call('/playbooks/preview', { method: 'POST', body })).answers,
  });
