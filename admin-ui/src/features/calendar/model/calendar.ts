/** Days, hours and lanes of the calendar, in the organization's zone. Pure. */

import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import { addDays, type Day, dayOf, isDay, startOfDay } from '../../../../../domain/analytics/range.ts';
import { instantOf, localOf } from '../../../../../domain/zone/contact-hours.ts';
import { LOCALE } from '../../../lib/language.ts';

export const CALENDAR_VIEWS = ['week', 'day', 'agenda'] as const;
export type CalendarView = (typeof CALENDAR_VIEWS)[number];

export interface CalendarSearch {
  span?: CalendarView;
  day?: Day;
}

export const parseCalendarSearch = (search: Record<string, unknown>): CalendarSearch => {
  const view = CALENDAR_VIEWS.find(each => each === search.span);
  return {
    ...(view ? { span: view } : {}),
    ...(typeof search.day === 'string' && isDay(search.day) ? { day: search.day } : {}),
  };
};

const AGENDA_DAYS = 30;

/** Monday of the week of a day. */
export const mondayOf = (day: Day): Day => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/** The days a view shows. */
export function daysShown(view: CalendarView, day: Day): Day[] {
  const [from, length] = view === 'week' ? [mondayOf(day), 7] : view === 'day' ? [day, 1] : [day, AGENDA_DAYS];
  return Array.from({ length }, (_, index) => addDays(from, index));
}

/** To the next or the one before. */
export const step = (view: CalendarView, day: Day, by: 1 | -1): Day =>
  addDays(day, by * (view === 'week' ? 7 : view === 'day' ? 1 : AGENDA_DAYS));

export interface Placed {
  appointment: Appointment;
  /** Minutes of the day, as its clock shows them. */
  from: number;
  to: number;
  lane: number;
  lanes: number;
}

const DAY_MINUTES = 24 * 60;
const SHORTEST = 20;
const minuteOf = (at: number, zone: string): number => {
  const { hour, minute } = localOf(at, zone);
  return hour * 60 + minute;
};

/** What is on a day, beside each other where it overlaps. */
export function placedOn(appointments: readonly Appointment[], day: Day, zone: string): Placed[] {
  const [start, end] = [startOfDay(day, zone), startOfDay(addDays(day, 1), zone)];
  const all = appointments
    .map(appointment => ({
      appointment,
      begins: Date.parse(appointment.startsAt),
      ends: Date.parse(appointment.endsAt),
    }))
    .filter(({ begins, ends }) => begins < end && ends > start)
    .map(({ appointment, begins, ends }): Placed => {
      const from = begins <= start ? 0 : minuteOf(begins, zone);
      const to = ends >= end ? DAY_MINUTES : minuteOf(ends, zone);
      return { appointment, from, to: Math.min(DAY_MINUTES, Math.max(from + SHORTEST, to)), lane: 0, lanes: 1 };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to);
  let group: Placed[] = [];
  let groupEnd = 0;
  const close = () => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane)) + 1;
    for (const placed of group) placed.lanes = lanes;
  };
  for (const placed of all) {
    if (placed.from >= groupEnd) {
      close();
      group = [];
    }
    const taken = new Set(group.filter(other => other.to > placed.from).map(({ lane }) => lane));
    while (taken.has(placed.lane)) placed.lane += 1;
    group.push(placed);
    groupEnd = Math.max(groupEnd, placed.to);
  }
  close();
  return all;
}

/** `09:30` of an instant, as a form holds it. */
export const clockOf = (at: number, zone: string): string => {
  const { hour, minute } = localOf(at, zone);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
};

export interface Slot {
  day: Day;
  /** `09:30` */
  time: string;
  minutes: number;
}

/** What a form says, as instants. Null when it is no time. */
export function instantsOf({ day, time, minutes }: Slot, zone: string): { startsAt: string; endsAt: string } | null {
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time) || !(minutes > 0)) return null;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const start = instantOf(zone, year, month, date, hour, minute);
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(start + minutes * 60_000).toISOString() };
}

export const slotOf = ({ startsAt, endsAt }: Pick<Appointment, 'startsAt' | 'endsAt'>, zone: string): Slot => {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)];
  return { day: dayOf(start, zone), time: clockOf(start, zone), minutes: Math.round((end - start) / 60_000) };
};

/** `Mon 23 Nov`: a date is the same in every zone. */
export const dayTitle = (day: Day, length: 'short' | 'long' = 'short'): string =>
  new Intl.DateTimeFormat(LOCALE, {
    weekday: length,
    day: 'numeric',
    month: length,
    ...(length === 'long' ? { year: 'numeric' as const } : {}),
    timeZone: 'UTC',
  })
    .format(Date.parse(`${day}T12:00:00Z`))
    .replace(',', '');
