import { infiniteQueryOptions } from '@tanstack/react-query';
import { auditPageSchema } from '../../../../../api/contracts/audit.ts';
import { get } from '../../../lib/http.ts';

export interface AuditFilter {
  action: string;
  actorType: string;
  from: string;
  to: string;
}

/** Days as a person writes them become instants: the last day is included. */
export const queryOf = ({ action, actorType, from, to }: AuditFilter): URLSearchParams => {
  const query = new URLSearchParams();
  if (action) query.set('action', action);
  if (actorType) query.set('actorType', actorType);
  if (from) query.set('from', new Date(`${from}T00:00:00`).toISOString());
  if (to) query.set('to', new Date(Date.parse(`${to}T00:00:00`) + 86_400_000).toISOString());
  return query;
};

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = queryOf(filter);
      if (pageParam) query.set('cursor', pageParam);
      return get(`/settings/audit-log?${query}`, auditPageSchema, signal);
    },
    getNextPageParam: page => page.next,
  });
