/** When people of the business answer (X-HOURS, B-SET-3). The agent answers always; outside these hours it says when a person does. Pure. */
import { z } from 'zod';
import { instantOf, localOf, validZone } from './contact-hours.ts';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write the time as HH:MM, from 00:00 to 24:00.');

/** One stretch of one day; what crosses midnight is two of them. */
export const openRangeSchema = z
  .strictObject({ day: z.enum(WEEKDAYS), from: clock, to: clock })
  .refine(({ from, to }) => from < to, {
    message: 'It must end after it begins; what goes past midnight is two ranges, one for each day.',
    path: ['to'],
  });
export type OpenRange = z.infer<typeof openRangeSchema>;

const OFFICE_WEEK: OpenRange[] = WEEKDAYS.slice(0, 5).map(day => ({ day, from: '09:00', to: '18:00' }));

export const businessHoursSchema = z.strictObject({
  enabled: z.boolean().default(false),
  /** IANA; null = the organization's. */
  zone: z.string().refine(validZone, 'Use a time zone such as Europe/Berlin.').nullable().default(null),
  week: z.array(openRangeSchema).max(28).default(OFFICE_WEEK),
});
export type BusinessHours = z.infer<typeof businessHoursSchema>;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * Whether people answer at an instant, and when they do so again; `opensAt` is null while open, and when the week is empty.
 * @param organizationZone counts where the hours name none.
 */
export function businessTime(
  { week, zone }: BusinessHours,
  at: number,
  organizationZone: string,
): { open: boolean; opensAt: number | null } {
  const here = zone ?? organizationZone;
  const local = localOf(at, here);
  const minute = local.hour * 60 + local.minute;
  // The calendar date, read as if it were UTC: weekdays do not depend on a zone.
  const today = new Date(Date.UTC(local.year, local.month - 1, local.day));
  const dayAt = (offset: number): Weekday => WEEKDAYS[(today.getUTCDay() + 6 + offset) % 7] ?? 'monday';
  const rangesOf = (offset: number) => week.filter(range => range.day === dayAt(offset));
  if (rangesOf(0).some(({ from, to }) => minutesOf(from) <= minute && minute < minutesOf(to)))
    return { open: true, opensAt: null };
  for (let offset = 0; offset <= 7; offset++) {
    const starts = rangesOf(offset)
      .map(({ from }) => minutesOf(from))
      .filter(from => offset > 0 || from > minute)
      .sort((a, b) => a - b);
    const [first] = starts;
    if (first !== undefined)
      return { open: false, opensAt: instantOf(here, local.year, local.month, local.day + offset, 0, first) };
  }
  return { open: false, opensAt: null };
}
