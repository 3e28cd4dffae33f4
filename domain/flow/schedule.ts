/** When a flow begins by the clock (B-FLOW-2). Pure. */
import { WEEKDAYS } from '../zone/business-hours.ts';
import { instantOf, localOf } from '../zone/contact-hours.ts';
import type { FlowTrigger } from './graph.ts';

/** What an outage of at most this long held back is made up for; what is older waits for its next time. */
export const LATE_MOST_MS = 60 * 60_000;

/** The newest of its instants that has come, epoch ms; null when none came within the last hour. */
export function scheduledAt(
  { days, time }: Extract<FlowTrigger, { type: 'SCHEDULED' }>,
  now: number,
  zone: string,
): number | null {
  const today = localOf(now, zone);
  for (const back of [0, 1]) {
    // The calendar date, read as if it were UTC: weekdays do not depend on a zone.
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day - back));
    const day = WEEKDAYS[(date.getUTCDay() + 6) % 7];
    if (day === undefined || !days.includes(day)) continue;
    const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const at = instantOf(zone, year, month, dayOfMonth, Number(time.slice(0, 2)), Number(time.slice(3)));
    if (at <= now) return now - at < LATE_MOST_MS ? at : null;
  }
  return null;
}
