/** Days of an organization as stretches of time: its zone decides when a day begins, daylight saving included. Pure. */
import { instantOf, localOf } from '../zone/contact-hours.ts';

/** `2026-11-22`: a date on the calendar, without a zone. */
export type Day = string;

export const DAY_PATTERN = /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
export const MOST_DAYS = 366;

const HALF_HOUR_MS = 1_800_000;
const partsOf = (day: Day): [year: number, month: number, date: number] => {
  const [year = 2000, month = 1, date = 1] = day.split('-').map(Number);
  return [year, month, date];
};

const two = (value: number): string => String(value).padStart(2, '0');

/** Whether there is such a date: not the 30th of February. */
export function isDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false;
  const [year, month, date] = partsOf(text);
  return new Date(Date.UTC(year, month - 1, date)).getUTCDate() === date;
}

export function addDays(day: Day, days: number): Day {
  const [year, month, date] = partsOf(day);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** How many days from one to the other, both counted. */
export const countDays = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1;

/** The date a clock in the zone shows. */
export function dayOf(at: number, zone: string): Day {
  const { year, month, day } = localOf(at, zone);
  return `${year}-${two(month)}-${two(day)}`;
}

/** The first instant of the day: where midnight comes twice, the first; where it is skipped, the first that is there. */
export function startOfDay(day: Day, zone: string): number {
  let start = instantOf(zone, ...partsOf(day), 0);
  while (dayOf(start - HALF_HOUR_MS, zone) === day) start -= HALF_HOUR_MS;
  return start;
}

export interface DayRange {
  /** First and last day, both counted. */
  from: Day;
  to: Day;
  days: Day[];
  /** First instants of the days, and the first instant after the last of them: one more than there are days. */
  bounds: number[];
  startMs: number;
  /** The first instant that is no longer in it. */
  endMs: number;
}

/** @param from not after `to`. */
export function rangeOf(from: Day, to: Day, zone: string): DayRange {
  const days = Array.from({ length: countDays(from, to) }, (_, index) => addDays(from, index));
  const bounds = [...days, addDays(to, 1)].map(day => startOfDay(day, zone));
  return { from, to, days, bounds, startMs: bounds[0] ?? 0, endMs: bounds.at(-1) ?? 0 };
}

/** As many days, right before. */
export function periodBefore({ from, days }: Pick<DayRange, 'from' | 'days'>, zone: string): DayRange {
  return rangeOf(addDays(from, -days.length), addDays(from, -1), zone);
}
