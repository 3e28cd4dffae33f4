import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  draftSchema,
  type OnboardingView,
  onboardingSchema,
  publishedSchema,
  type saveAnswersSchema,
  type saveDraftSchema,
  startingPointsSchema,
} from '../../../../../api/contracts/onboarding.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';

export const onboardingQuery = queryOptions({
  queryKey: keys.onboarding,
  queryFn: ({ signal }) => get('/onboarding', onboardingSchema, signal),
});

export const startingPointsQuery = queryOptions({
  queryKey: keys.startingPoints,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => get('/onboarding/starting-points', startingPointsSchema, signal),
});

const useKeep = () => {
  const client = useQueryClient();
  return (view: OnboardingView) => client.setQueryData(onboardingQuery.queryKey, view);
};

export const useStartFrom = () => {
  const keep = useKeep();
  return useMutation({
    mutationFn: async (key: string) =>
      onboardingSchema.parse(await call('/onboarding/start', { method: 'POST', body: { key } })),
    onSuccess: keep,
    onError: sayError,
  });
};

/** Saving goes on beside the typing: what failed is said by the form. */
export const useSaveAnswers = () => {
  const keep = useKeep();
  return useMutation({
    mutationFn: async (answers: z.input<typeof saveAnswersSchema>) =>
      onboardingSchema.parse(await call('/onboarding/answers', { method: 'PATCH', body: answers })),
    onSuccess: keep,
    scope: { id: 'onboarding answers' },
  });
};

const useChange = <Input, Output>(mutationFn: (input: Input) => Promise<Output>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.onboarding, exact: true });
      await client.invalidateQueries({ queryKey: keys.playbooks });
    },
  });
};

export const useGenerate = () =>
  useChange(async (model: boolean) =>
    draftSchema.parse(await call('/onboarding/generate', { method: 'POST', body: { model } })),
  );

export const useSaveDraft = () =>
  useChange(async (body: z.input<typeof saveDraftSchema>) =>
    draftSchema.parse(await call('/onboarding/draft', { method: 'PUT', body })),
  );

export const usePublish = () =>
  useChange(async (revision: number) =>
    publishedSchema.parse(await call('/onboarding/publish', { method: 'POST', body: { revision } })),
  );
