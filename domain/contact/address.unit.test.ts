import { describe, expect, it } from 'vitest';
import { addressForPeople } from './address.ts';

describe('an address for people', () => {
  it.each([
    ['+15550100101', '+1 555 010 0101'],
    ['4915155501200', '+49 1515 5501200'],
    ['mara@example.com', 'mara@example.com'],
    ['US.57456202408099777', 'Number hidden · 9777'],
    ['', 'No address'],
  ])('%s becomes %s', (value, shown) => {
    expect(addressForPeople(value)).toBe(shown);
  });
});
