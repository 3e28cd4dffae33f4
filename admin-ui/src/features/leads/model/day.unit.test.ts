import { describe, expect, it } from 'vitest';
import { dayEnd, dayOf, dayStart } from './day.ts';

describe('B-CON-6: days of a filter are the organization’s', () => {
  it.each([
    ['Asia/Kolkata', '2026-11-21T18:30:00.000Z', '2026-11-22T18:30:00.000Z'],
    ['America/New_York', '2026-11-22T05:00:00.000Z', '2026-11-23T05:00:00.000Z'],
    ['UTC', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ])('%s', (zone, from, to) => {
    expect([dayStart('2026-11-22', zone), dayEnd('2026-11-22', zone)]).toEqual([from, to]);
    expect([dayOf(from, zone), dayOf(to, zone, 1)]).toEqual(['2026-11-22', '2026-11-22']);
  });
});
