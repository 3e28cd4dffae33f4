import { describe, expect, it } from 'vitest';
import { askedFilter, parseLeadSearch, savedSearch, searchToSave } from './search.ts';

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
  it('is kept as a saved view and comes back as it was', () => {
    const search = parseLeadSearch({ as: 'board', q: 'asha', filter: { statuses: ['HOT'], vip: true }, sort: 'name' });
    expect(savedSearch(searchToSave(search))).toEqual(search);
    expect(savedSearch({ q: 'asha', filter: 'no json' })).toEqual({ q: 'asha' });
  });
});
