import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../zone/business-hours.ts';
import { LATE_MOST_MS, scheduledAt } from './schedule.ts';

const ZONE = 'America/New_York';
const weekly = (time: string, ...days: (typeof WEEKDAYS)[number][]) => ({
  type: 'SCHEDULED' as const,
  days,
  time,
  label: 'patients',
});
/** Monday 23 November 2026, 10:00 in New York. */
const MONDAY_TEN = Date.UTC(2026, 10, 23, 15);

describe('B-FLOW-2: a flow that begins by the clock', () => {
  it.each([
    ['at its instant', weekly('10:00', 'monday'), 0, 0],
    ['half an hour late', weekly('09:30', 'monday'), 0, -30],
    ['a minute too early', weekly('10:01', 'monday'), 0, null],
    ['longer ago than an hour', weekly('08:59', 'monday'), 0, null],
    ['on another day', weekly('10:00', 'tuesday'), 0, null],
    ['just after midnight, of the day before', weekly('23:50', 'monday'), 14 * 60 + 10, 14 * 60 - 10],
  ])('%s', (_, trigger, laterMinutes, expected) => {
    const found = scheduledAt(trigger, MONDAY_TEN + laterMinutes * 60_000, ZONE);
    expect(found).toBe(expected === null ? null : MONDAY_TEN + expected * 60_000);
  });

  it('whatever the zone and the time, never in the future and never older than an hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }),
        fc.integer({ min: 0, max: 1_439 }),
        fc.constantFrom('America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'Europe/Berlin'),
        (minutes, at, zone) => {
          const now = MONDAY_TEN + minutes * 60_000;
          const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
          const found = scheduledAt({ ...weekly(time), days: [...WEEKDAYS] }, now, zone);
          if (found !== null) {
            expect(found).toBeLessThanOrEqual(now);
            expect(now - found).toBeLessThan(LATE_MOST_MS);
          }
        },
      ),
    );
  });
});
