import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  behindSchema,
  costDaysSchema,
  funnelSchema,
  leadDaysSchema,
  messageDaysSchema,
  overviewSchema,
  responseTimeSchema,
  sentimentSchema,
  topTopicsSchema,
} from '../../../../../api/contracts/analytics.ts';
import type { Measure } from '../../../../../domain/analytics/measures.ts';
import { get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import type { Days } from '../model/search.ts';

/** Figures are sums over much: they are asked for again by the minute, not with every message. */
const LOOK_AGAIN_MS = 60_000;

const report =
  <Schema extends z.ZodType>(name: string, schema: Schema) =>
  ({ from, to }: Days) =>
    queryOptions({
      queryKey: keys.insight(name, from, to),
      queryFn: ({ signal }) => get(`/analytics/${name}?${new URLSearchParams({ from, to })}`, schema, signal),
      placeholderData: keepPreviousData,
      refetchInterval: LOOK_AGAIN_MS,
    });

export const overviewQuery = report('overview', overviewSchema);
export const messageDaysQuery = report('messages', messageDaysSchema);
export const leadDaysQuery = report('contacts', leadDaysSchema);
export const funnelQuery = report('funnel', funnelSchema);
export const responseTimeQuery = report('response-time', responseTimeSchema);
export const sentimentQuery = report('sentiment', sentimentSchema);
export const topTopicsQuery = report('top-topics', topTopicsSchema);
export const costDaysQuery = report('costs', costDaysSchema);

export const behindQuery = ({ from, to }: Days, measure: Measure, part: string | undefined) =>
  infiniteQueryOptions({
    queryKey: keys.insight('behind', from, to, measure, part ?? null),
    queryFn: ({ pageParam, signal }) =>
      get(
        `/analytics/behind?${new URLSearchParams({ from, to, measure, offset: String(pageParam), ...(part ? { part } : {}) })}`,
        behindSchema,
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: page => page.next,
  });
