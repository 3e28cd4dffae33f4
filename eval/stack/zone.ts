import { ZONE } from './stack.ts';

const HOUR_MS = 3_600_000;
const DAYS_WITHOUT_CHANGE = 9;

const hourOf = (at: number): number =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' }).format(at));
const offsetOf = (at: number): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName')?.value ?? '';

/** The next full hour of the business's zone that reads like this, with no change of summer time in the days after it: a plan in hours then means the same. */
export function nextHour(now: number, hour: number): number {
  let at = Math.ceil(now / HOUR_MS) * HOUR_MS;
  while (hourOf(at) !== hour || offsetOf(at) !== offsetOf(at + DAYS_WITHOUT_CHANGE * 24 * HOUR_MS)) at += HOUR_MS;
  return at;
}
