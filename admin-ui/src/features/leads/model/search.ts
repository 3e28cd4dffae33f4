import { LEAD_SORTS, type LeadFilter, type LeadSort, leadFilterSchema } from '../../../../../domain/crm/filter.ts';

/** What the address of the leads page holds, so that any view of it can be sent to a colleague. */
export interface LeadSearch {
  as?: 'board';
  q?: string;
  filter?: LeadFilter;
  sort?: LeadSort;
  direction?: 'asc';
}

export const parseLeadSearch = (search: Record<string, unknown>): LeadSearch => {
  const filter = leadFilterSchema.safeParse(search.filter);
  const sort = LEAD_SORTS.find(known => known === search.sort);
  return {
    ...(search.as === 'board' ? { as: 'board' as const } : {}),
    ...(typeof search.q === 'string' && search.q.trim() !== '' ? { q: search.q.slice(0, 100) } : {}),
    ...(filter.success && Object.keys(filter.data).length > 0 ? { filter: filter.data } : {}),
    ...(sort && sort !== 'changed' ? { sort } : {}),
    ...(search.direction === 'asc' ? { direction: 'asc' as const } : {}),
  };
};

/** The filter that is asked for: what is chosen and what is typed. */
export const askedFilter = ({ q, filter = {} }: LeadSearch): LeadFilter =>
  q === undefined ? filter : { ...filter, search: q.trim() };

/** How many conditions a filter has. */
export const conditionCount = (filter: LeadFilter | undefined): number => Object.keys(filter ?? {}).length;
