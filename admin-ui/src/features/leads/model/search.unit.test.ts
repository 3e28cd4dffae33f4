import { describe, expect, it } from 'vitest';
import { askedFilter, parseLeadSearch } from './search.ts';

describe('B-CON-6: the address of the leads page', () => {
  it('holds a view that can be sent to a colleague', () => {
    const search = { as: 'board', q: 'asha', filter: { statuses: ['HOT'] }, sort: 'name', direction: 'asc' };
    expect(parseLeadSearch(search)).toEqual(search);
    expect(askedFilter(parseLeadSearch(search))).toEqual({ statuses: ['HOT'], search: 'asha' });
  });
  it('what is no filter is left out, and what is usual is not written', () => {
    expect(parseLeadSearch({ filter: { statuses: ['NONE'] }, sort: 'changed', q: '  ', direction: 'desc' })).toEqual(
      {},
    );
  });
});
