import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../../../domain/analytics/range.ts';
import { chosenDays, daysOf, parseInsightSearch } from './search.ts';
import { changeOf, columnsOf, MOST_COLUMNS, scaleOf, spanLabel, yearSpan } from './series.ts';

/** Late in the evening in New York, the next day in Kolkata. */
const NOW = Date.parse('2026-11-22T01:30:00Z');

describe('A-UI-3: which days are shown', () => {
  it.each([
    ['today', '2026-11-21', '2026-11-21'],
    ['yesterday', '2026-11-20', '2026-11-20'],
    ['7d', '2026-11-15', '2026-11-21'],
    ['30d', '2026-10-23', '2026-11-21'],
    ['month', '2026-11-01', '2026-11-21'],
    ['last-month', '2026-10-01', '2026-10-31'],
    ['year', '2026-01-01', '2026-11-21'],
  ] as const)('%s in New York', (preset, from, to) => {
    expect(daysOf(preset, NOW, 'America/New_York')).toEqual({ from, to });
  });

  it('another zone, another day', () => {
    expect(daysOf('today', NOW, 'Asia/Kolkata')).toEqual({ from: '2026-11-22', to: '2026-11-22' });
  });

  it('an address that makes no sense shows the usual days', () => {
    for (const bad of [
      { from: '2026-11-02', to: '2026-11-01' },
      { from: '2026-11-01' },
      { days: 'ever' },
      { from: '2026-02-30', to: '2026-03-01' },
      { from: '2024-01-01', to: '2026-01-01' },
    ])
      expect(chosenDays(parseInsightSearch(bad), NOW, 'UTC')).toEqual(daysOf('30d', NOW, 'UTC'));
    expect(parseInsightSearch({ from: '2026-11-01', to: '2026-11-02', days: '7d' })).toEqual({
      from: '2026-11-01',
      to: '2026-11-02',
    });
  });
});

describe('A-UI-3: days as columns', () => {
  const daysFrom = (length: number) =>
    Array.from({ length }, (_, index) => ({ day: addDays('2026-01-01', index), a: index, b: 1 }));

  it('nothing is lost when days become weeks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 366 }), length => {
        const days = daysFrom(length);
        const columns = columnsOf(days, ['a', 'b']);
        expect(columns.length).toBeLessThanOrEqual(MOST_COLUMNS);
        expect(columns.reduce((sum, { values }) => sum + values.a, 0)).toBe(days.reduce((sum, { a }) => sum + a, 0));
        expect([columns[0]?.from, columns.at(-1)?.to]).toEqual([days[0]?.day, days.at(-1)?.day]);
      }),
    );
  });

  it('a scale is round, begins at nothing and holds the greatest', () => {
    expect(scaleOf(0)).toEqual([0, 1]);
    expect(scaleOf(13)).toEqual([0, 5, 10, 15]);
    expect(scaleOf(3)).toEqual([0, 1, 2, 3]);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), most => {
        const scale = scaleOf(most);
        expect(scale[0]).toBe(0);
        expect(scale.at(-1)).toBeGreaterThanOrEqual(most * 0.999999);
        expect(scale.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('says spans as people write them, and change only against something', () => {
    expect(spanLabel('2026-11-09', '2026-11-15')).toBe('9 – 15 Nov');
    expect(spanLabel('2026-11-09', '2026-11-09')).toBe('9 Nov');
    expect(yearSpan('2025-12-30', '2026-01-05')).toBe('30 Dec 2025 – 5 Jan 2026');
    expect([changeOf(3, 2), changeOf(1, 0), changeOf(null, 4)]).toEqual([0.5, null, null]);
  });
});
