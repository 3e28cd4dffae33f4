import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { z } from 'zod';
import {
  assignmentSchema,
  type BulkRequest,
  type BulkResult,
  bulkResultSchema,
  contactDetailSchema,
  duplicateListSchema,
  fieldSchema,
  type HappeningView,
  leadIdsSchema,
  leadPageSchema,
  mergedSchema,
  movedSchema,
  type moveSchema,
  peopleSchema,
  pipelineSchema,
  timelinePageSchema,
} from '../../../../../api/contracts/contacts.ts';
import { labelListSchema } from '../../../../../api/contracts/labels.ts';
import type { LeadFilter, LeadSort } from '../../../../../domain/crm/filter.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

const filterParam = (filter: LeadFilter): string =>
  Object.keys(filter).length === 0 ? '' : `&filter=${encodeURIComponent(JSON.stringify(filter))}`;

export interface LeadOrder {
  sort: LeadSort;
  direction: 'asc' | 'desc';
}

const PAGE = 100;

export const leadsQuery = (filter: LeadFilter, { sort, direction }: LeadOrder) =>
  infiniteQueryOptions({
    queryKey: keys.leads('list', filter, sort, direction),
    queryFn: ({ pageParam, signal }) =>
      get(
        `/leads?limit=${PAGE}&sort=${sort}&direction=${direction}${filterParam(filter)}${pageParam ? `&cursor=${pageParam}` : ''}`,
        leadPageSchema,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
  });

export const pipelineQuery = (filter: LeadFilter) =>
  queryOptions({
    queryKey: keys.leads('pipeline', filter),
    queryFn: ({ signal }) => get(`/leads/pipeline?cards=50${filterParam(filter)}`, pipelineSchema, signal),
    placeholderData: keepPreviousData,
  });

export const contactQuery = (contactId: string) =>
  queryOptions({
    queryKey: keys.leads('contact', contactId),
    queryFn: ({ signal }) => get(`/contacts/${contactId}`, contactDetailSchema, signal),
  });

export const timelineQuery = (contactId: string, kinds: readonly HappeningView['kind'][]) =>
  infiniteQueryOptions({
    queryKey: keys.leads('timeline', contactId, kinds),
    queryFn: ({ pageParam, signal }) =>
      get(
        `/contacts/${contactId}/timeline?limit=40${kinds.length > 0 ? `&kinds=${kinds.join(',')}` : ''}${pageParam ? `&cursor=${pageParam}` : ''}`,
        timelinePageSchema,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
  });

export const labelsQuery = queryOptions({
  queryKey: keys.labels,
  queryFn: async ({ signal }) => (await get('/labels', labelListSchema, signal)).labels,
});

export const fieldsQuery = queryOptions({
  queryKey: keys.leads('fields'),
  queryFn: async ({ signal }) =>
    (await get('/contact-fields', z.object({ fields: z.array(fieldSchema) }), signal)).fields,
});

export const peopleQuery = queryOptions({
  queryKey: keys.leads('people'),
  queryFn: async ({ signal }) => (await get('/leads/people', peopleSchema, signal)).members,
  staleTime: 60_000,
});

export const assignmentQuery = queryOptions({
  queryKey: keys.leads('assignment'),
  queryFn: ({ signal }) => get('/settings/lead-assignment', assignmentSchema, signal),
});

/** A few, by name, number or address. */
export const findQuery = (search: string) =>
  queryOptions({
    queryKey: keys.leads('find', search),
    queryFn: async ({ signal }) =>
      (await get(`/leads?limit=8&sort=changed${filterParam({ search })}`, leadPageSchema, signal)).leads,
  });

export const duplicatesQuery = queryOptions({
  queryKey: keys.leads('duplicates'),
  queryFn: async ({ signal }) => (await get('/contact-duplicates', duplicateListSchema, signal)).duplicates,
});

/** One change of anything below /contacts or /leads: what it answers is forgotten, and everything shown is asked for again. */
export const useChange = (said?: string, errors: 'told' | 'shown' = 'told') => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      path,
      method,
      body,
    }: {
      path: string;
      method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      body?: unknown;
    }) => call(path, { method, body }),
    onSuccess: () => {
      if (said) say(said);
    },
    onError: error => {
      // A form shows what is wrong with it itself.
      if (errors === 'told') sayError(error);
    },
    // Not waited for: a form may close when the change is made.
    onSettled: () => void client.invalidateQueries({ queryKey: keys.crm }),
  });
};

export type MoveBody = z.input<typeof moveSchema>;

/** Errors are the caller's to show: what is missing is asked for. */
export const useMove = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ contactId, ...body }: MoveBody & { contactId: string }) =>
      movedSchema.parse(await call(`/contacts/${contactId}/lead/status`, { method: 'POST', body })),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.crm }),
  });
};

/** Everybody a filter means, up to 5000. */
export const matchingIds = (filter: LeadFilter) => get(`/leads/ids?${filterParam(filter).slice(1)}`, leadIdsSchema);

const OF_LEADS = new Set(['owner', 'status']);
const AT_ONCE = 100;

/** In portions, so that one sees how far it is; what one portion did stays done when a later one fails. @param onProgress how many are through. */
export const useBulk = (onProgress: (done: number) => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ contactIds, action }: BulkRequest): Promise<BulkResult> => {
      const path = OF_LEADS.has(action.kind) ? '/leads/bulk' : '/contacts/bulk';
      const all: BulkResult = { done: 0, unchanged: 0, failed: 0, outcomes: [] };
      for (let at = 0; at < contactIds.length; at += AT_ONCE) {
        const body = { contactIds: contactIds.slice(at, at + AT_ONCE), action };
        const part = bulkResultSchema.parse(await call(path, { method: 'POST', body }));
        for (const key of ['done', 'unchanged', 'failed'] as const) all[key] += part[key];
        all.outcomes.push(...part.outcomes);
        onProgress(Math.min(at + AT_ONCE, contactIds.length));
      }
      return all;
    },
    onError: sayError,
    onSettled: () => void client.invalidateQueries({ queryKey: keys.crm }),
  });
};

/** Looks for duplicates in silence. */
export const useLook = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('/contact-duplicates/find', { method: 'POST', body: {} }),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.leads('duplicates') }),
  });
};

export const useMerge = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ keptId, otherId }: { keptId: string; otherId: string }) =>
      mergedSchema.parse(await call(`/contacts/${keptId}/merge`, { method: 'POST', body: { otherId } })),
    onSuccess: () => say(t('Merged. It can be undone for a day, on the contact’s page.')),
    onError: sayError,
    onSettled: () => void client.invalidateQueries({ queryKey: keys.crm }),
  });
};
