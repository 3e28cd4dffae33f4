/** Contact hours in the contact's zone (A-FOLLOW-6, X-HOURS). Pure: Intl knows the zones, daylight saving included. */

export interface ContactHours {
  /** Local hours; from is inclusive, to is the last allowed instant (21 = 21:00:00). */
  from: number;
  to: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, found);
  }
  return found;
}

/** Local wall-clock of an instant. */
export function localOf(
  at: number,
  zone: string,
): { year: number; month: number; day: number; hour: number; minute: number; second: number } {
  const parts: Record<string, number> = {};
  for (const part of formatter(zone).formatToParts(at))
    if (part.type !== 'literal') parts[part.type] = Number(part.value);
  return {
    year: parts.year ?? 1970,
    month: parts.month ?? 1,
    day: parts.day ?? 1,
    hour: parts.hour ?? 0,
    minute: parts.minute ?? 0,
    second: parts.second ?? 0,
  };
}

/** The instant at which the zone's clock shows this wall time. In a gap (spring forward) the first instant after it. */
export function instantOf(zone: string, year: number, month: number, day: number, hour: number, minute = 0): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  let guess = wanted;
  let before = wanted;
  for (let round = 0; round < 3; round++) {
    const local = localOf(guess, zone);
    const shown = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
    if (shown === wanted) return guess;
    before = guess;
    guess += wanted - shown;
  }
  // In a gap the guesses swing between its two sides.
  return Math.max(before, guess);
}

export function insideContactHours(at: number, zone: string, hours: ContactHours): boolean {
  const local = localOf(at, zone);
  const seconds = local.hour * 3600 + local.minute * 60 + local.second;
  return seconds >= hours.from * 3600 && seconds <= hours.to * 3600;
}

/**
 * Moves an instant into contact hours: later by default; where later would cross `latest` (window end, 72 h), earlier to
 * the end of the contact hours before it. Null when neither lies in (earliest, latest].
 */
export function placeInContactHours(
  at: number,
  zone: string,
  hours: ContactHours,
  latest: number | null,
  earliest: number,
): number | null {
  if (insideContactHours(at, zone, hours) && (latest === null || at <= latest)) return at;
  const local = localOf(at, zone);
  const openToday = instantOf(zone, local.year, local.month, local.day, hours.from);
  const later = at <= openToday ? openToday : instantOf(zone, local.year, local.month, local.day + 1, hours.from);
  if (latest === null || later <= latest) return later;
  const closeToday = instantOf(zone, local.year, local.month, local.day, hours.to);
  const candidates = [closeToday, instantOf(zone, local.year, local.month, local.day - 1, hours.to)];
  return candidates.find(candidate => candidate <= Math.min(at, latest) && candidate > earliest) ?? null;
}

export function validZone(zone: string): boolean {
  try {
    formatter(zone);
    return true;
  } catch {
    return false;
  }
}
