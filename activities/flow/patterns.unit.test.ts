import { expect, it } from 'vitest';
import { matchesInTime } from './patterns.ts';

it('B-FLOW-7: patterns match without regard to case; what is no pattern does not', () => {
  expect(matchesInTime('^\\d{5}$', '11215')).toBe(true);
  expect(matchesInTime('IMPLANT|crown', 'how much is an implant')).toBe(true);
  expect(matchesInTime('^\\d{5}$', 'Brooklyn')).toBe(false);
  expect(matchesInTime('(', '(')).toBe(false);
});

it('B-FLOW-7: a pattern that would take for ever is given up, and does not match', () => {
  const began = performance.now();
  expect(matchesInTime('^(a+)+$', `${'a'.repeat(40)}!`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(matchesInTime('^a+$', 'aaa')).toBe(true);
});
