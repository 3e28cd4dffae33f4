import { LEAD_SORTS, type LeadFilter, type LeadSort, leadFilterSchema } from '../../../../../domain/crm/filter.ts';

/** What the address of the leads page holds, so that any view of it can be sent to a colleague. */
export interface LeadSearch {
  as?: 'board';
  q?: string;
  filter?: LeadFilter;
  sort?: LeadSort;
  direction?: 'asc';
  /** Of the list, in their order; the usual ones without. */
  columns?: string;
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
    ...(typeof search.columns === 'string' && search.columns !== '' ? { columns: search.columns.slice(0, 2000) } : {}),
  };
};

/** As a saved view keeps it: words by their names, the filter as JSON. */
export const searchToSave = ({ filter, ...search }: LeadSearch): Record<string, string> => ({
  ...search,
  ...(filter ? { filter: JSON.stringify(filter) } : {}),
});

/** What a saved view shows. Of a filter that nobody understands any more: nothing. */
export function savedSearch({ filter, ...search }: Record<string, string>): LeadSearch {
  if (filter === undefined) return parseLeadSearch(search);
  try {
    return parseLeadSearch({ ...search, filter: JSON.parse(filter) as unknown });
  } catch {
    return parseLeadSearch(search);
  }
}

/** The filter that is asked for: what is chosen and what is typed. */
export const askedFilter = ({ q, filter = {} }: LeadSearch): LeadFilter =>
  q === undefined ? filter : { ...filter, search: q.trim() };

/** How many conditions a filter has. */
export const conditionCount = (filter: LeadFilter | undefined): number => Object.keys(filter ?? {}).length;
