import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insideContactHours, instantOf, placeInContactHours, validZone } from './contact-hours.ts';
import { COUNTRY_ZONES } from './country-zones.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = { from: 9, to: 21 };
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Cairo',
  'America/Santiago',
  'UTC',
];
const shown = (at: number | null, timeZone: string): string | null =>
  at === null
    ? null
    : new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });

describe('A-FOLLOW-6: the 2 AM case', () => {
  it.each([
    ['America/New_York', '2026-11-21T07:00:00Z', '2026-11-21 09:00:00'],
    ['Asia/Kolkata', '2026-11-20T20:30:00Z', '2026-11-21 09:00:00'],
    ['Europe/Berlin', '2026-11-21T22:30:00Z', '2026-11-22 09:00:00'],
    // The night the clocks change.
    ['America/New_York', '2026-03-08T07:30:00Z', '2026-03-08 09:00:00'],
    ['America/New_York', '2026-11-01T06:30:00Z', '2026-11-01 09:00:00'],
    ['Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29 09:00:00'],
    ['Europe/Berlin', '2026-10-24T21:30:00Z', '2026-10-25 09:00:00'],
    ['Australia/Lord_Howe', '2026-10-03T15:00:00Z', '2026-10-04 09:00:00'],
    ['America/New_York', '2026-12-31T04:00:00Z', '2026-12-31 09:00:00'],
    ['America/New_York', '2027-01-01T03:00:00Z', '2027-01-01 09:00:00'],
  ])('in %s %s goes at %s', (timeZone, at, local) =>
    expect(shown(placeInContactHours(Date.parse(at), timeZone, HOURS, null, 0), timeZone)).toBe(local),
  );

  it('9:00:00 and 21:00:00 are inside, a second before and after are not', () => {
    for (const [time, inside] of [
      ['08:59:59', false],
      ['09:00:00', true],
      ['21:00:00', true],
      ['21:00:01', false],
    ] as const)
      expect(insideContactHours(Date.parse(`2026-11-21T${time}+05:30`), 'Asia/Kolkata', HOURS)).toBe(inside);
  });
});

describe('X-HOURS: moved later, or earlier where later would cross the end', () => {
  const at = Date.parse('2026-11-21T23:00:00Z');
  it('earlier to the close of the hours before', () =>
    expect(placeInContactHours(at, 'UTC', HOURS, at + HOUR_MS, 0)).toBe(Date.parse('2026-11-21T21:00:00Z')));
  it('before opening: to the close of the day before', () => {
    const early = Date.parse('2026-11-21T07:00:00Z');
    expect(placeInContactHours(early, 'UTC', HOURS, early + HOUR_MS, 0)).toBe(Date.parse('2026-11-20T21:00:00Z'));
  });
  it('the end itself still counts', () =>
    expect(placeInContactHours(at, 'UTC', HOURS, Date.parse('2026-11-22T09:00:00Z'), 0)).toBe(
      Date.parse('2026-11-22T09:00:00Z'),
    ));
  it('null when earlier lies before what was said last', () =>
    expect(placeInContactHours(at, 'UTC', HOURS, at + HOUR_MS, Date.parse('2026-11-21T21:00:00Z'))).toBeNull());

  it('what is placed is inside the hours, never beyond the end, never at or before the earliest, and never needlessly moved', () => {
    const hours = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
      .filter(([from, to]) => from < to);
    fc.assert(
      fc.property(
        instant,
        zone,
        hours,
        fc.option(fc.integer({ min: -DAY_MS, max: 3 * DAY_MS })),
        fc.integer({ min: 1, max: 2 * DAY_MS }),
        (moment, where, [from, to], slack, since) => {
          const given = { from, to };
          const latest = slack === null ? null : moment + slack;
          const earliest = moment - since;
          const placed = placeInContactHours(moment, where, given, latest, earliest);
          if (latest === null) expect(placed).not.toBeNull();
          if (placed === null) return;
          // Wall times that a change of clocks leaves out are passed over, an hour at most.
          const inside = [0, -HOUR_MS, HOUR_MS].some(off => insideContactHours(placed + off, where, given));
          expect(inside).toBe(true);
          if (from >= 4 && to <= 22) expect(insideContactHours(placed, where, given)).toBe(true);
          if (latest !== null) expect(placed).toBeLessThanOrEqual(latest);
          expect(placed).toBeGreaterThan(earliest);
          expect(Math.abs(placed - moment)).toBeLessThanOrEqual(2 * DAY_MS);
          if (insideContactHours(moment, where, given) && (latest === null || moment <= latest))
            expect(placed).toBe(moment);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('without an end nothing is moved earlier, and no later than the next opening', () => {
    fc.assert(
      fc.property(instant, zone, (moment, where) => {
        const placed = placeInContactHours(moment, where, HOURS, null, 0) ?? Number.NaN;
        expect(placed).toBeGreaterThanOrEqual(moment);
        // 12 h closed, an hour of changed clocks.
        expect(placed - moment).toBeLessThanOrEqual(13 * HOUR_MS);
      }),
    );
  });
});

describe('instantOf', () => {
  it('shows the wall time it was asked for', () => {
    fc.assert(
      fc.property(
        zone,
        fc.integer({ min: 2024, max: 2030 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 4, max: 22 }),
        (where, year, month, day, hour) => {
          const pad = (value: number) => String(value).padStart(2, '0');
          expect(shown(instantOf(where, year, month, day, hour), where)).toBe(
            `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:00:00`,
          );
        },
      ),
    );
  });
  it.each([
    ['America/New_York', [2026, 3, 8, 2], '2026-03-08 03:00:00'],
    ['Europe/Berlin', [2026, 3, 29, 2], '2026-03-29 03:00:00'],
    ['Australia/Lord_Howe', [2026, 10, 4, 2], '2026-10-04 02:30:00'],
    ['Africa/Cairo', [2026, 4, 24, 0], '2026-04-24 01:00:00'],
  ] as const)(
    'in %s a wall time that never was is the first instant after it',
    (where, [year, month, day, hour], local) =>
      expect(shown(instantOf(where, year, month, day, hour), where)).toBe(local),
  );
  it('days and hours overflow into the next', () =>
    expect(shown(instantOf('Asia/Kolkata', 2026, 12, 31, 24), 'Asia/Kolkata')).toBe('2027-01-01 00:00:00'));
});

describe('zones', () => {
  it('every zone by country exists', () => {
    for (const [country, where] of Object.entries(COUNTRY_ZONES))
      expect([country, validZone(where)]).toEqual([country, true]);
  });
  it('an invented one does not', () => expect(validZone('Mars/Olympus')).toBe(false));
});
