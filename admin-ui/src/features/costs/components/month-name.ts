/** `2026-11` as `November 2026`. */
import { LOCALE } from '../../../lib/language.ts';
export const monthName = (month: string, length: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(LOCALE, { month: length, year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-15T00:00:00Z`),
  );

/** The month that runs, in UTC as costs are counted. */
export const thisMonth = (): string => new Date().toISOString().slice(0, 7);
