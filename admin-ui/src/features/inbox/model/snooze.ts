import { dayKey } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The moment at which it is `hour` o'clock in the zone on the day of `atMs`. */
export const atHour = (atMs: number, hour: number, zone: string): number => {
  const day = dayKey(atMs, zone);
  // The offset that holds around then: found by asking what the clock shows, twice in case of a change between.
  let guess = Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);
  const target = guess;
  for (let round = 0; round < 2; round++) guess += target - shownAsUtc(guess, zone);
  return guess;
};

const shownAsUtc = (atMs: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find(each => each.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
};

export interface SnoozeChoice {
  label: string;
  /** Epoch ms; null = until the customer writes. */
  until: number | null;
}

/** What one mostly wants, in the organization's zone. */
export const snoozeChoices = (nowMs: number, zone: string): SnoozeChoice[] => {
  const tonight = atHour(nowMs, 18, zone);
  const monday = [1, 2, 3, 4, 5, 6, 7].map(days => nowMs + days * DAY_MS).find(day => weekday(day, zone) === 'Mon');
  return [
    { label: t('Until the customer writes'), until: null },
    { label: t('For an hour'), until: nowMs + HOUR_MS },
    ...(tonight - nowMs > 2 * HOUR_MS ? [{ label: t('Until this evening'), until: tonight }] : []),
    { label: t('Until tomorrow morning'), until: atHour(nowMs + DAY_MS, 9, zone) },
    ...(monday === undefined ? [] : [{ label: t('Until Monday'), until: atHour(monday, 9, zone) }]),
  ];
};

const weekday = (atMs: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone }).format(atMs);
