import { describe, expect, it } from 'vitest';
import { fieldKey } from './words.ts';

describe('B-CON-5: the key of a new field', () => {
  it.each([
    ['Second mail', 'second_mail'],
    ['  2nd Flat no. ', 'nd_flat_no'],
    ['Größe (m²)', 'gr_e_m'],
    ['बजट', 'field_rs'],
  ])('%s → %s', (name, key) => expect(fieldKey(name, 1000)).toBe(key));
});
