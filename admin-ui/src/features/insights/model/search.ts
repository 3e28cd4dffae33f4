/** What the address of the insights holds: the days, by name or by date, and which figure is looked behind. */

import { MEASURES, type Measure } from '../../../../../domain/analytics/measures.ts';
import { addDays, countDays, type Day, dayOf, isDay, MOST_DAYS } from '../../../../../domain/analytics/range.ts';
import { t } from '../../../lib/language.ts';

export const PRESETS = ['today', 'yesterday', '7d', '30d', '90d', 'month', 'last-month', 'year'] as const;
export type Preset = (typeof PRESETS)[number];
export const DEFAULT_PRESET: Preset = '30d';

export const PRESET_LABELS: Record<Preset, string> = {
  today: t('Today'),
  yesterday: t('Yesterday'),
  '7d': t('Last 7 days'),
  '30d': t('Last 30 days'),
  '90d': t('Last 90 days'),
  month: t('This month'),
  'last-month': t('Last month'),
  year: t('This year'),
};

export interface InsightSearch {
  days?: Preset;
  from?: Day;
  to?: Day;
  part?: string;
}

export const parseInsightSearch = (search: Record<string, unknown>): InsightSearch => {
  const { from, to } = search;
  const days = PRESETS.find(preset => preset === search.days);
  const own =
    typeof from === 'string' &&
    typeof to === 'string' &&
    isDay(from) &&
    isDay(to) &&
    from <= to &&
    countDays(from, to) <= MOST_DAYS;
  return {
    ...(own ? { from, to } : days ? { days } : {}),
    ...(typeof search.part === 'string' && search.part !== '' ? { part: search.part.slice(0, 60) } : {}),
  };
};

export interface Days {
  from: Day;
  to: Day;
}

/** The days a name means, now, in the organization's zone. */
export function daysOf(preset: Preset, nowMs: number, zone: string): Days {
  const today = dayOf(nowMs, zone);
  const firstOf = (day: Day): Day => `${day.slice(0, 8)}01`;
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case '7d':
      return { from: addDays(today, -6), to: today };
    case '30d':
      return { from: addDays(today, -29), to: today };
    case '90d':
      return { from: addDays(today, -89), to: today };
    case 'month':
      return { from: firstOf(today), to: today };
    case 'last-month': {
      const last = addDays(firstOf(today), -1);
      return { from: firstOf(last), to: last };
    }
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

export const chosenDays = (search: InsightSearch, nowMs: number, zone: string): Days =>
  search.from !== undefined && search.to !== undefined
    ? { from: search.from, to: search.to }
    : daysOf(search.days ?? DEFAULT_PRESET, nowMs, zone);

export const measureOf = (text: string): Measure | null => MEASURES.find(measure => measure === text) ?? null;
