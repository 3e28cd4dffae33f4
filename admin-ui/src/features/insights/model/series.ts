/** Days as a chart shows them: whole weeks where there are too many, and a scale people can read. Pure. */

import type { Day } from '../../../../../domain/analytics/range.ts';
import { LOCALE } from '../../../lib/language.ts';

export interface Column<Key extends string> {
  /** First and last day of it. */
  from: Day;
  to: Day;
  values: Record<Key, number>;
}

/** More columns than that cannot be told apart. */
export const MOST_COLUMNS = 93;

/** One column a day, or one for seven days each where there are more than can be shown; the first may be shorter. */
export function columnsOf<const Key extends string>(
  days: readonly ({ day: Day } & Record<NoInfer<Key>, number>)[],
  keys: readonly Key[],
): Column<Key>[] {
  const size = days.length > MOST_COLUMNS ? 7 : 1;
  const columns: Column<Key>[] = [];
  // From the end, so that the newest column is a whole one.
  for (let end = days.length; end > 0; end -= size) {
    const part = days.slice(Math.max(0, end - size), end);
    const [first, last] = [part[0], part.at(-1)];
    if (!first || !last) continue;
    const values = Object.fromEntries(keys.map(key => [key, part.reduce((sum, each) => sum + each[key], 0)])) as Record<
      Key,
      number
    >;
    columns.unshift({ from: first.day, to: last.day, values });
  }
  return columns;
}

/** The first round number above, and the lines to it: 0, 5, 10, 15. */
export function scaleOf(most: number, lines = 3): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= rough) ?? 10 * power;
  const whole = most >= lines && step < 1 ? 1 : step;
  const top = Math.ceil(most / whole);
  return Array.from({ length: top + 1 }, (_, index) => Number((index * whole).toPrecision(12)));
}

/** How much more or less than before, as a share; null when there was nothing before. */
export const changeOf = (value: number | null, before: number | null): number | null =>
  value === null || before === null || before === 0 ? null : (value - before) / before;

const FORMAT = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
/** `9 Nov`: a date is the same in every zone. */
export const dayLabel = (day: Day): string =>
  new Intl.DateTimeFormat(LOCALE, FORMAT).format(Date.parse(`${day}T12:00:00Z`));
/** `9 Nov`, `9 – 15 Nov`, `30 Dec – 5 Jan`. */
export const spanLabel = (from: Day, to: Day): string =>
  from === to
    ? dayLabel(from)
    : `${from.slice(0, 7) === to.slice(0, 7) ? Number(from.slice(8)) : dayLabel(from)} – ${dayLabel(to)}`;
/** The same with years, for headings. */
export const yearSpan = (from: Day, to: Day): string =>
  from.slice(0, 4) === to.slice(0, 4)
    ? `${spanLabel(from, to)} ${to.slice(0, 4)}`
    : `${dayLabel(from)} ${from.slice(0, 4)} – ${dayLabel(to)} ${to.slice(0, 4)}`;
