import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type Budget,
  budgetSchema,
  bySourceSchema,
  costExportSchema,
  costedConversationsSchema,
  monthsSchema,
  ratesSchema,
  type saveRatesSchema,
  spendingSchema,
} from '../../../../../api/contracts/costs.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

export interface CostFilter {
  month?: string;
  source?: string;
  campaign?: string;
}

const queryText = (filter: object): string => {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(entries.map(([key, value]): [string, string] => [key, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
};

/** Without a month, the one that runs. */
export const spendingQuery = (month: string | undefined) =>
  queryOptions({
    queryKey: keys.cost('spending', month ?? null),
    queryFn: ({ signal }) => get(`/costs${queryText({ month })}`, spendingSchema, signal),
    placeholderData: keepPreviousData,
  });

export const monthsQuery = queryOptions({
  queryKey: keys.cost('months'),
  queryFn: async ({ signal }) => (await get('/costs/months', monthsSchema, signal)).months,
});

export const bySourceQuery = (filter: CostFilter & { by: 'source' | 'campaign' }) =>
  queryOptions({
    queryKey: keys.cost('by-source', filter),
    queryFn: async ({ signal }) => (await get(`/costs/by-source${queryText(filter)}`, bySourceSchema, signal)).sources,
    placeholderData: keepPreviousData,
  });

export const costedQuery = (filter: CostFilter) =>
  infiniteQueryOptions({
    queryKey: keys.cost('conversations', filter),
    queryFn: ({ pageParam, signal }) =>
      get(`/costs/conversations${queryText({ ...filter, offset: pageParam })}`, costedConversationsSchema, signal),
    initialPageParam: 0,
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  });

export const budgetQuery = queryOptions({
  queryKey: keys.cost('budget'),
  queryFn: ({ signal }) => get('/settings/budget', budgetSchema, signal),
});

export const ratesQuery = queryOptions({
  queryKey: keys.rates,
  queryFn: ({ signal }) => get('/settings/rates', ratesSchema, signal),
});

export const useSaveBudget = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Budget) => call('/settings/budget', { method: 'PUT', body }),
    onSuccess: () => say(t('The caps hold from now on.')),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.costs }),
  });
};

/** Errors are the form's to show. */
export const useSaveRates = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof saveRatesSchema>) => call('/settings/rates', { method: 'PUT', body }),
    onSuccess: () => say(t('The prices hold for messages from now on.')),
    onSettled: () => client.invalidateQueries({ queryKey: keys.rates }),
  });
};

/** Asks for the file and hands it to the browser. */
export const useExport = () =>
  useMutation({
    mutationFn: async (filter: CostFilter) =>
      costExportSchema.parse(await call('/exports/conversations', { method: 'POST', body: filter })),
    onSuccess: ({ fileName, csv, rows }) => {
      const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = fileName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      say(rows === 1 ? t('One conversation is in the file.') : t('{rows} conversations are in the file.', { rows }));
    },
    onError: sayError,
  });
