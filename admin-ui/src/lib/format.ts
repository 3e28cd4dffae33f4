/** Words for times, durations, money and sizes. Pure; times are milliseconds or ISO 8601, zones are IANA names. */
import { LOCALE, t } from './language.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

const format = (zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${zone}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone });
  } catch {
    made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: 'UTC' });
  }
  formats.set(key, made);
  return made;
};

export const ms = (iso: string): number => Date.parse(iso);

/** `14:20` */
export const clockTime = (iso: string, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms(iso));

/** `Thu 9 Oct 2025, 14:20:07 GMT-4`: what a hover shows. */
export const exactTime = (iso: string, zone: string): string =>
  format(zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(ms(iso));

/** `2025-10-09` in the zone: equal for two moments of the same local day. */
export const dayKey = (atMs: number, zone: string): string => {
  const parts = format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(atMs);
  const part = (type: string) => parts.find(entry => entry.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
};

const DAY_MS = 86_400_000;

/** `Today`, `Yesterday`, `Tomorrow`, `Thursday 9 October`, with the year when it is another one. */
export const dayName = (iso: string, zone: string, nowMs: number): string => {
  const day = dayKey(ms(iso), zone);
  if (day === dayKey(nowMs, zone)) return t('Today');
  if (day === dayKey(nowMs - DAY_MS, zone)) return t('Yesterday');
  if (day === dayKey(nowMs + DAY_MS, zone)) return t('Tomorrow');
  const sameYear = day.slice(0, 4) === dayKey(nowMs, zone).slice(0, 4);
  return format(zone, { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) })
    .format(ms(iso))
    .replace(',', '');
};

/** `Tomorrow, 14:20` */
export const dayAndTime = (iso: string, zone: string, nowMs: number): string =>
  `${dayName(iso, zone, nowMs)}, ${clockTime(iso, zone)}`;

/** How long ago, short enough for a list: `now`, `4 min`, `2 h`, `Mon`, `9 Oct`. */
export const ago = (iso: string, zone: string, nowMs: number): string => {
  const passedMs = nowMs - ms(iso);
  if (passedMs < 45_000) return t('now');
  if (passedMs < 3_600_000) return t('{minutes} min', { minutes: Math.max(1, Math.round(passedMs / 60_000)) });
  if (passedMs < DAY_MS) return t('{hours} h', { hours: Math.floor(passedMs / 3_600_000) });
  if (passedMs < 6 * DAY_MS) return format(zone, { weekday: 'short' }).format(ms(iso));
  const sameYear = dayKey(ms(iso), zone).slice(0, 4) === dayKey(nowMs, zone).slice(0, 4);
  return format(zone, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(ms(iso));
};

/** A length of time in at most two units: `3 s`, `4 min`, `1 h 40 min`, `2 d 3 h`. Never negative. */
export const duration = (lengthMs: number): string => {
  const seconds = Math.max(0, Math.ceil(lengthMs / 1000));
  if (seconds < 60) return t('{seconds} s', { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10 && seconds % 60 !== 0) return t('{minutes} min {seconds} s', { minutes, seconds: seconds % 60 });
  if (minutes < 60) return t('{minutes} min', { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24)
    return minutes % 60 === 0
      ? t('{hours} h', { hours })
      : t('{hours} h {minutes} min', { hours, minutes: minutes % 60 });
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? t('{days} d', { days }) : t('{days} d {hours} h', { days, hours: hours % 24 });
};

/** `in 1 h 40 min`, or `due now` once the moment has passed. */
export const countdown = (iso: string, nowMs: number): string => {
  const leftMs = ms(iso) - nowMs;
  return leftMs <= 0 ? t('due now') : t('in {time}', { time: duration(leftMs) });
};

/** Micros of a currency unit as money, with as many digits as small sums need: `$0.0021`, `₹12.40`. */
export const money = (micros: number, currency: string): string => {
  const units = micros / 1_000_000;
  const digits = units !== 0 && Math.abs(units) < 0.1 ? 4 : 2;
  try {
    return new Intl.NumberFormat(LOCALE, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(units);
  } catch {
    return `${units.toFixed(digits)} ${currency}`;
  }
};

/** `1,234` */
export const count = (value: number): string => new Intl.NumberFormat(LOCALE).format(value);

/** `48 KB`, `1.2 MB` */
export const bytes = (size: number): string => {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} KB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
};

/** `640 ms`, `2.4 s` */
export const latency = (lengthMs: number): string =>
  lengthMs < 1000
    ? t('{milliseconds} ms', { milliseconds: lengthMs })
    : t('{seconds} s', { seconds: (lengthMs / 1000).toFixed(1) });

export const percent = (fraction: number): string => `${Math.round(fraction * 100)}%`;

/** `HOT_LEAD` or `hot_lead` as words: `hot lead`. */
export const words = (code: string): string => t(code.toLowerCase().replaceAll('_', ' '));

/** The same with a capital first letter. */
export const sentence = (code: string): string => {
  const text = words(code);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
