import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FUNNEL, FUNNEL_STEPS, rate } from './measures.ts';
import { addDays, countDays, dayOf, isDay, periodBefore, rangeOf, startOfDay } from './range.ts';
import { answersOf, type Said, spreadOf } from './response.ts';

const HOUR_MS = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

describe('A-UI-3: the organization’s zone decides days', () => {
  it('a day of the change of clocks has 23 or 25 hours', () => {
    const spring = rangeOf('2026-03-08', '2026-03-08', 'America/New_York');
    expect([spring.endMs - spring.startMs, iso(spring.startMs)]).toEqual([23 * HOUR_MS, '2026-03-08T05:00:00.000Z']);
    const autumn = rangeOf('2026-11-01', '2026-11-01', 'America/New_York');
    expect([autumn.endMs - autumn.startMs, iso(autumn.endMs)]).toEqual([25 * HOUR_MS, '2026-11-02T05:00:00.000Z']);
  });

  it('begins at the first midnight where there are two, and at the first instant where there is none', () => {
    // Cuba goes back from 1:00 to 0:00, and forward from 0:00 to 1:00.
    expect(iso(startOfDay('2026-11-01', 'America/Havana'))).toBe('2026-11-01T04:00:00.000Z');
    expect(iso(startOfDay('2026-03-08', 'America/Havana'))).toBe('2026-03-08T05:00:00.000Z');
    // Jordan did so too, east of Greenwich.
    expect(iso(startOfDay('2021-10-29', 'Asia/Amman'))).toBe('2021-10-28T21:00:00.000Z');
    expect(iso(startOfDay('2026-11-22', 'Asia/Kolkata'))).toBe('2026-11-21T18:30:00.000Z');
  });

  it('days follow each other without gap or overlap, whatever the zone', () => {
    const zones = [
      'America/New_York',
      'Asia/Kolkata',
      'Europe/Berlin',
      'America/Havana',
      'Africa/Cairo',
      'Asia/Amman',
      'Pacific/Apia',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 4_000 }),
        fc.integer({ min: 1, max: 60 }),
        (zone, start, length) => {
          const from = addDays('2018-01-01', start);
          const range = rangeOf(from, addDays(from, length - 1), zone);
          expect(range.days).toHaveLength(length);
          range.days.forEach((day, index) => {
            const [begin = 0, end = 0] = range.bounds.slice(index, index + 2);
            expect(dayOf(begin, zone)).toBe(day);
            expect(dayOf(begin - 1, zone)).not.toBe(day);
            expect(dayOf(end - 1, zone)).toBe(day);
          });
          const before = periodBefore(range, zone);
          expect([before.endMs, before.days.length]).toEqual([range.startMs, length]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('knows which dates there are', () => {
    expect(['2026-02-28', '2028-02-29', '2026-12-31'].every(isDay)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', '1999-01-01', ''].some(isDay)).toBe(false);
    expect([countDays('2026-02-27', '2026-03-01'), addDays('2026-12-31', 1)]).toEqual([3, '2027-01-01']);
  });
});

const said = (direction: 'in' | 'out', at: number, by: Said['by'] = direction === 'in' ? 'CUSTOMER' : 'AI'): Said => ({
  direction,
  at,
  by,
});

describe('C-DASH-3: response time is the first answer less the first unanswered message', () => {
  it('a burst counts once, from its first message', () => {
    expect(answersOf([said('in', 10), said('in', 20), said('in', 30), said('out', 50), said('out', 60)])).toEqual([
      { askedAt: 10, ms: 40, by: 'AI' },
    ]);
  });

  it('what we begin is no answer, what nobody answered has none, and the AI and people are told apart', () => {
    const talk = [
      said('out', 1),
      said('in', 5),
      said('out', 9, 'PERSON'),
      said('in', 20),
      said('out', 21),
      said('in', 30),
    ];
    expect(answersOf(talk)).toEqual([
      { askedAt: 5, ms: 4, by: 'PERSON' },
      { askedAt: 20, ms: 1, by: 'AI' },
      { askedAt: 30, ms: null, by: null },
    ]);
  });

  it('every question is answered at most once, and never before it was asked', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(1_000)), { maxLength: 40 }), turns => {
        const answers = answersOf(turns.map(([inbound, at]) => said(inbound ? 'in' : 'out', at)));
        expect(answers.filter(({ ms }) => ms !== null).length).toBeLessThanOrEqual(
          turns.filter(([inbound]) => !inbound).length,
        );
        expect(answers.every(({ ms }) => ms === null || ms >= 0)).toBe(true);
      }),
    );
  });

  it('percentiles are lengths that occurred', () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf([5])).toEqual({ count: 1, avgMs: 5, minMs: 5, maxMs: 5, p50Ms: 5, p95Ms: 5 });
    expect(spreadOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toMatchObject({
      p50Ms: 50,
      p95Ms: 95,
      avgMs: 50.5,
    });
  });
});

describe('X-METRIC: rates and the funnel', () => {
  it('a share of nothing is not zero', () => {
    expect([rate(0, 0), rate(1, 4)]).toEqual([null, 0.25]);
  });

  it('each step of the funnel holds those after it', () => {
    for (const [index, step] of FUNNEL_STEPS.entries()) {
      const statuses: readonly string[] | null = FUNNEL[step];
      for (const later of FUNNEL_STEPS.slice(index + 1)) {
        const inside: readonly string[] = FUNNEL[later] ?? [];
        expect(statuses === null || inside.every(status => statuses.includes(status)), `${step} holds ${later}`).toBe(
          true,
        );
      }
    }
  });
});
