import { describe, expect, it } from 'vitest';
import { findTime } from './time.ts';

const NOW = '2026-11-21T10:00:00-05:00';

describe('findTime', () => {
  it.each([
    ['tomorrow at 3', '2026-11-22T15:00:00-05:00'],
    ['at 9:30 on Tuesday', '2026-11-24T09:30:00-05:00'],
    ['mañana por la tarde a las 4', '2026-11-22T16:00:00-05:00'],
    ['kal subah 10 baje', '2026-11-22T10:00:00-05:00'],
    ['कल शाम 5 बजे', '2026-11-22T17:00:00-05:00'],
    ['in 2 hours', '2026-11-21T12:00:00-05:00'],
    ['25 Nov', '2026-11-25T10:00:00-05:00'],
    ['5 January at 7pm', '2027-01-05T19:00:00-05:00'],
    ['Saturday morning', '2026-11-28T09:00:00-05:00'],
    ['half an hour', null],
  ])('%s', (text, iso) => {
    expect(findTime(text, NOW)?.iso ?? null).toBe(iso);
  });

  it('keeps what was said and needs no clock for it', () => {
    expect(findTime('Puedo mañana por la tarde, gracias', null)).toMatchObject({
      said: 'mañana por la tarde',
      iso: null,
      hasDay: true,
    });
  });

  it('hears no time in a greeting', () => {
    expect(findTime('Good evening', NOW)).toBeNull();
  });
});
