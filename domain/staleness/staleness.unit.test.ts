import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STALE_STATES } from '../words.ts';
import { nextStalenessChange, proactiveCap, stalenessAt } from './staleness.ts';

const HOUR_MS = 3_600_000;
const AT = Date.UTC(2026, 10, 21, 15);

describe('A-STALE-1: ACTIVE < 6 h, COOLING 6-24 h, COLD 24-72 h, ARCHIVED > 72 h', () => {
  it.each([
    [0, 'ACTIVE'],
    [6 * HOUR_MS - 1, 'ACTIVE'],
    [6 * HOUR_MS, 'COOLING'],
    [24 * HOUR_MS - 1, 'COOLING'],
    [24 * HOUR_MS, 'COLD'],
    [72 * HOUR_MS, 'COLD'],
    [72 * HOUR_MS + 1, 'ARCHIVED'],
    [365 * 24 * HOUR_MS, 'ARCHIVED'],
  ] as const)('%i ms after the last message: %s', (age, state) => expect(stalenessAt(AT, AT + age)).toBe(state));

  it('a clock that is behind makes nobody stale', () => expect(stalenessAt(AT, AT - HOUR_MS)).toBe('ACTIVE'));

  it('it only grows with time, and changes exactly when it was said to', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 * HOUR_MS }),
        fc.integer({ min: 0, max: 100 * HOUR_MS }),
        (age, more) => {
          const now = stalenessAt(AT, AT + age);
          expect(STALE_STATES.indexOf(stalenessAt(AT, AT + age + more))).toBeGreaterThanOrEqual(
            STALE_STATES.indexOf(now),
          );
          const change = nextStalenessChange(AT, now);
          if (change === null) expect(now).toBe('ARCHIVED');
          else {
            expect(change).toBeGreaterThan(AT + age);
            expect(stalenessAt(AT, change - 1)).toBe(now);
            expect(stalenessAt(AT, change)).not.toBe(now);
          }
        },
      ),
    );
  });
});

describe('A-STALE-2: what each allows', () => {
  it.each([
    ['ACTIVE', null, Number.POSITIVE_INFINITY],
    ['COOLING', null, 2],
    ['COOLING', 0.3, 2],
    ['COOLING', 0.29, 1],
    ['ARCHIVED', 1, 0],
  ] as const)('%s with response rate %s: %d', (state, rate, cap) => expect(proactiveCap(state, rate)).toBe(cap));
});
