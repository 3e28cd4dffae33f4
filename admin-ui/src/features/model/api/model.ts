import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { modelCheckSchema, modelViewSchema } from '../../../../../api/contracts/models.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import type { ModelBody } from '../model/form.ts';

export const modelQuery = queryOptions({
  queryKey: keys.model,
  queryFn: ({ signal }) => get('/settings/model', modelViewSchema, signal),
});

/** Errors are the form's to show. */
export const useSaveModel = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: ModelBody) =>
      modelViewSchema.parse(await call('/settings/model', { method: 'PUT', body })),
    onSuccess: saved => {
      client.setQueryData(modelQuery.queryKey, saved);
      say(t('Saved. The agent thinks with it within seconds.'));
    },
  });
};

/** Asks the provider what it offers, and each named model for one word. */
export const useCheckModel = () =>
  useMutation({
    mutationFn: async (body: ModelBody) =>
      modelCheckSchema.parse(await call('/settings/model/check', { method: 'POST', body })),
  });
