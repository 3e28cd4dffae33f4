import { instantOf, localOf } from '../../../../../domain/zone/contact-hours.ts';

const DAY_MS = 86_400_000;

/** When a day begins in a zone. @param day as a date field writes it, 2026-11-22. */
export const dayStart = (day: string, zone: string): string => {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(instantOf(zone, year, month, date, 0)).toISOString();
};
/** When the day after it begins: the end of a range that has the day in it. */
export const dayEnd = (day: string, zone: string): string =>
  dayStart(new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10), zone);

/** The day of an instant, as a date field writes it. @param beforeMs how long before it: 1 for the end of a range. */
export const dayOf = (iso: string, zone: string, beforeMs = 0): string => {
  const { year, month, day } = localOf(Date.parse(iso) - beforeMs, zone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};
