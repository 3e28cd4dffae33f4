import { describe, expect, it } from 'vitest';
import type { FieldView } from '../../../../../api/contracts/contacts.ts';
import { chosenColumns, gridOf } from './columns.ts';

const field: FieldView = { id: 'f1', key: 'tier', name: 'Tier', type: 'number', choices: [] };
const keysOf = (chosen: string | undefined) => chosenColumns(chosen, [field]).map(({ key }) => key);

describe('A-UI-7: columns of the list', () => {
  it('are the usual ones, or those that were chosen, in their order', () => {
    expect(keysOf(undefined)).toEqual(['status', 'score', 'labels', 'owner', 'value', 'changed']);
    expect(keysOf('summary,field:f1,email')).toEqual(['summary', 'field:f1', 'email']);
  });
  it('what is unknown, deleted or there twice is left out', () =>
    expect(keysOf('status,status,field:gone,constructor,value')).toEqual(['status', 'value']));
  it('a table of many columns scrolls sideways instead of squeezing them', () => {
    const { template, leastPx } = gridOf(chosenColumns('status,summary', []));
    expect(template).toBe('32px minmax(192px, 2fr) 128px minmax(220px, 2fr)');
    expect(leastPx).toBe(32 + 192 + 128 + 220 + 3 * 12 + 32);
  });
});
