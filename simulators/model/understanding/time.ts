/** Days and times in customers' words, computed on the clock that the prompt's `now` shows (its own offset). */
import { normalize } from '../prompt/text.ts';

export interface TimeMention {
  /** What was said, e.g. `tomorrow at 3`. */
  said: string;
  /** ISO 8601 with the offset of now; null when there is no clock to count from. */
  iso: string | null;
  /** `YYYY-MM-DD`, null when no day was said or no clock is there. */
  date: string | null;
  hasDay: boolean;
  hasTime: boolean;
}

const DAYS: [RegExp, number][] = [
  [/\b(day after tomorrow|pasado manana|parso|parson)\b|परसों/, 2],
  [/\b(tomorrow|tmrw|tmr|tomoro|kal)\b|(?<!(?:por|de|en) la )\bmanana\b|कल/, 1],
  [/\b(today|tonight|hoy|esta noche|aaj)\b|आज/, 0],
];
const WEEKDAYS: RegExp[] = [
  /\b(sundays?|sun|domingos?|ravivar|itvar)\b|रविवार|इतवार/,
  /\b(mondays?|mon|lunes|somvar|somwar)\b|सोमवार/,
  /\b(tuesdays?|tues?|martes|mangalvar|mangalwar)\b|मंगलवार/,
  /\b(wednesdays?|wed|miercoles|budhvar|budhwar)\b|बुधवार/,
  /\b(thursdays?|thurs?|thu|jueves|guruvar|guruwar)\b|गुरुवार|बृहस्पतिवार/,
  /\b(fridays?|fri|viernes|shukravar|shukrawar)\b|शुक्रवार/,
  /\b(saturdays?|sabados?|shanivar|shaniwar)\b|शनिवार/,
];
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'.split('|');
const PARTS: [RegExp, number][] = [
  [/\b(morning|por la manana|de la manana|en la manana|subah|subha)\b|सुबह/, 9],
  [/\b(noon|midday|mediodia|lunchtime)\b/, 12],
  [/\b(afternoon|tarde|dopahar|dopaher)\b|दोपहर/, 15],
  [/\b(evening|shaam|sham)\b|शाम/, 18],
  [/\b(night|tonight|noche|raat)\b|रात/, 20],
];
const IN_SPAN =
  /\b(?:in|en|after)\s+(an?|una?|\d{1,3}|half an?)\s*(min(?:ute|uto)?s?|hours?|hrs?|horas?|days?|dias?|weeks?|semanas?|months?|mes(?:es)?)\b|\b(\d{1,3})\s*(min|minute|ghante|ghanta|din|hafte|mahine)\s*(?:mein|me|baad|ke baad)\b|(\d{1,3})\s*(मिनट|घंटे|दिन|हफ्ते|महीने)\s*(?:में|बाद)/;

/** "Good evening" says no time. */
const GREETING = /\bgood (?:morning|afternoon|evening|night)\b|\bbuen[oa]s (?:dias|tardes|noches)\b/g;

const pad = (n: number) => String(n).padStart(2, '0');

interface Clock {
  local: number;
  offset: string;
}

function clockOf(now: string | null): Clock | null {
  if (now === null) return null;
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?[\d.]*(Z|[+-]\d\d:?\d\d)?$/.exec(now);
  if (!match) return null;
  const [y, mo, d, h, mi] = match.slice(1, 6).map(Number);
  return { local: Date.UTC(y ?? 1970, (mo ?? 1) - 1, d, h, mi), offset: match[7] ?? 'Z' };
}

function print(localMs: number, offset: string): string {
  const t = new Date(localMs);
  return `${t.getUTCFullYear()}-${pad(t.getUTCMonth() + 1)}-${pad(t.getUTCDate())}T${pad(t.getUTCHours())}:${pad(t.getUTCMinutes())}:00${offset}`;
}

function unitMs(unit: string): number {
  if (/^(min|मि)/.test(unit)) return 60_000;
  if (/^(h|gh|घं)/.test(unit)) return 3_600_000;
  if (/^(d|दिन)/.test(unit)) return 86_400_000;
  if (/^(w|sem|haf|हफ)/.test(unit)) return 7 * 86_400_000;
  return 30 * 86_400_000;
}

function hourOf(text: string): { said: string; hour: number; minute: number } | null {
  const match =
    /\b(?:at\s+|around\s+|by\s+|a las?\s+|@\s*)?(\d{1,2})(?::([0-5]\d))?\s*(am|pm|a\.m\.?|p\.m\.?)(?![\p{L}\p{N}])/u.exec(
      text,
    ) ??
    /\b(?:at|around|by|a las?|@)\s+(\d{1,2})(?::([0-5]\d))?()(?!\s*[%$₹€]|\d|\s*(?:people|guests|min|hour|day))/.exec(
      text,
    ) ??
    /\b([01]?\d|2[0-3])[:.]([0-5]\d)()\b/.exec(text) ??
    /(?<!\d)(\d{1,2})()()\s*(?:baje|o'?clock|बजे)/.exec(text);
  if (!match) return null;
  let hour = Number(match[1]);
  if (hour > 23) return null;
  const mark = match[3] ?? '';
  const late = /\b(afternoon|evening|night|tonight|tarde|noche|dopahar|shaam|sham|raat)\b|दोपहर|शाम|रात/.test(text);
  const early = /\b(morning|subah|manana)\b|सुबह/.test(text) && !/\bmanana\b.*\btarde\b/.test(text);
  if (mark.startsWith('p') && hour < 12) hour += 12;
  else if (mark.startsWith('a') && hour === 12) hour = 0;
  else if (mark === '' && hour < 12 && (late || (hour >= 1 && hour <= 6 && !early))) hour += 12;
  return { said: match[0].trim(), hour, minute: Number(match[2] || '0') };
}

function dateOf(text: string, clock: Clock | null): { said: string; day: number } | null {
  const iso = /\b(\d{4})-(\d\d)-(\d\d)\b/.exec(text);
  if (iso) return { said: iso[0], day: Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])) };
  const named =
    /\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/.exec(
      text,
    ) ?? /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+(\d{1,2})(?:st|nd|rd|th)?\b/.exec(text);
  if (!named || !clock) return null;
  const month = MONTHS.findIndex(name => name === named[1] || name === named[2]);
  const dayNumber = Number(/^\d/.test(named[1] ?? '') ? named[1] : named[2]);
  const year = new Date(clock.local).getUTCFullYear();
  const day = Date.UTC(year, month, dayNumber);
  return { said: named[0], day: day < clock.local - 86_400_000 ? Date.UTC(year + 1, month, dayNumber) : day };
}

/** The first day or time said in a text, or null. */
export function findTime(raw: string, now: string | null): TimeMention | null {
  const text = normalize(raw).replace(GREETING, match => ' '.repeat(match.length));
  const clock = clockOf(now);
  const span = IN_SPAN.exec(text);
  if (span) {
    const count = span[1] ?? span[3] ?? span[5] ?? '1';
    const amount = /^half/.test(count) ? 0.5 : /^\d/.test(count) ? Number(count) : 1;
    const ms = amount * unitMs(span[2] ?? span[4] ?? span[6] ?? 'h');
    const iso = clock ? print(clock.local + ms, clock.offset) : null;
    return {
      said: span[0].trim(),
      iso,
      date: iso?.slice(0, 10) ?? null,
      hasDay: ms >= 86_400_000,
      hasTime: ms < 86_400_000,
    };
  }
  const spots: { at: number; end: number }[] = [];
  const spot = (match: RegExpExecArray | null) => {
    if (match) spots.push({ at: match.index, end: match.index + match[0].length });
    return match;
  };
  const today = clock ? Math.floor(clock.local / 86_400_000) * 86_400_000 : null;
  let day: number | null = null;
  let hasDay = false;
  const dated = dateOf(text, clock);
  if (dated) {
    day = dated.day;
    hasDay = true;
    spots.push({ at: text.indexOf(dated.said), end: text.indexOf(dated.said) + dated.said.length });
  }
  for (const [pattern, plus] of DAYS) {
    if (!hasDay && spot(pattern.exec(text))) {
      hasDay = true;
      day = today === null ? null : today + plus * 86_400_000;
    }
  }
  WEEKDAYS.forEach((pattern, index) => {
    if (hasDay || !spot(pattern.exec(text))) return;
    hasDay = true;
    if (today !== null) day = today + ((index - new Date(today).getUTCDay() + 7) % 7 || 7) * 86_400_000;
  });
  const wide =
    /\b(next week|this weekend|next weekend|next month|weekend|weekdays?|proxima semana|fin de semana|agle hafte|agle mahine)\b|अगले हफ्ते/;
  const wideHit = hasDay ? null : spot(wide.exec(text));
  if (wideHit) {
    hasDay = true;
    const plus = /month|mahine/.test(wideHit[0])
      ? 30
      : /weekend|fin de/.test(wideHit[0])
        ? 6 - new Date(today ?? 0).getUTCDay() || 7
        : 7;
    if (today !== null && !/weekday/.test(wideHit[0])) day = today + plus * 86_400_000;
  }
  const clocked = hourOf(text);
  const part = PARTS.find(([pattern]) => pattern.test(text));
  if (clocked) spots.push({ at: text.indexOf(clocked.said), end: text.indexOf(clocked.said) + clocked.said.length });
  if (part) spot(part[0].exec(text));
  const hasTime = clocked !== null || part !== undefined;
  if (!hasDay && !hasTime) return null;
  const at = Math.min(...spots.map(one => one.at));
  const end = Math.max(...spots.map(one => one.end));
  // Accents are stripped one for one, so the customer's own spelling stands at the same place.
  const original = raw.normalize('NFC');
  const said = (original.length === text.length ? original : text).slice(at, end).trim();
  if (!clock || today === null) return { said, iso: null, date: null, hasDay, hasTime };
  const minutes = clocked ? clocked.hour * 60 + clocked.minute : (part?.[1] ?? 10) * 60;
  let moment = (day ?? today) + minutes * 60_000;
  if (!hasDay && moment <= clock.local) moment += 86_400_000;
  const iso = print(moment, clock.offset);
  return { said, iso, date: hasDay && (day !== null || !wideHit) ? iso.slice(0, 10) : null, hasDay, hasTime };
}
