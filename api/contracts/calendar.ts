/** Appointments (A-MCP-1). */
import { z } from 'zod';
import { APPOINTMENT_KINDS, APPOINTMENT_STATUSES } from '../../domain/calendar/words.ts';
import { CTA_TYPES } from '../../domain/words.ts';
import { id, instant, time, versionNumber } from './common.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 62;
export const USUAL_MS = 31 * DAY_MS;
const LONGEST_DAYS = 14;

export const appointmentSchema = z.object({
  id,
  kind: z.enum(APPOINTMENT_KINDS),
  title: z.string(),
  status: z.enum(APPOINTMENT_STATUSES),
  startsAt: time,
  endsAt: time,
  contact: z.object({ id, name: z.string().nullable() }).nullable(),
  conversationId: id.nullable(),
  attendeeName: z.string().nullable(),
  attendeeEmail: z.string().nullable(),
  note: z.string().nullable(),
  cta: z.enum(CTA_TYPES).nullable().describe('the call to action it came of; null when a person made it'),
  cancelReason: z.string().nullable(),
  version: z.int(),
  updatedAt: time,
});
export type Appointment = z.infer<typeof appointmentSchema>;

/** GET /appointments */
export const appointmentQuerySchema = z
  .strictObject({ from: instant, to: instant.optional().describe('31 days later when absent') })
  .refine(
    ({ from, to }) =>
      to === undefined ||
      (Date.parse(to) > Date.parse(from) && Date.parse(to) - Date.parse(from) <= MOST_DAYS * DAY_MS),
    { message: `The end must come after the beginning, and at most ${MOST_DAYS} days later.`, path: ['to'] },
  );
export const appointmentsSchema = z.object({
  appointments: z.array(appointmentSchema).describe('going on at any time between both, by their start; at most 1,000'),
  keptBy: z.literal('parley').describe('no outside calendar is connected: this one is Parley’s own'),
});

const title = z.string().trim().min(1).max(200);
const attendeeName = z.string().trim().min(1).max(200).nullable();
const attendeeEmail = z.email().max(254).nullable();
const note = z.string().trim().min(1).max(2_000).nullable();

const inOrder = ({ startsAt, endsAt }: { startsAt?: string | undefined; endsAt?: string | undefined }): boolean => {
  if (startsAt === undefined || endsAt === undefined) return true;
  const length = Date.parse(endsAt) - Date.parse(startsAt);
  return length > 0 && length <= LONGEST_DAYS * DAY_MS;
};
const ORDER = { message: `It must end after it begins, and at most ${LONGEST_DAYS} days later.`, path: ['endsAt'] };

export const newAppointmentSchema = z
  .strictObject({
    kind: z.enum(APPOINTMENT_KINDS).default('MEETING'),
    title,
    startsAt: instant,
    endsAt: instant,
    contactId: id.nullable().default(null),
    conversationId: id.nullable().default(null).describe('its contact is the attendee'),
    attendeeName: attendeeName.default(null),
    attendeeEmail: attendeeEmail.default(null),
    note: note.default(null),
  })
  .refine(inOrder, ORDER);

export const changeAppointmentSchema = z
  .strictObject({
    version: versionNumber.describe('the one you saw: another one is refused'),
    kind: z.enum(APPOINTMENT_KINDS).optional(),
    title: title.optional(),
    startsAt: instant.optional(),
    endsAt: instant.optional(),
    attendeeName: attendeeName.optional(),
    attendeeEmail: attendeeEmail.optional(),
    note: note.optional(),
    status: z.enum(APPOINTMENT_STATUSES).optional().describe('CANCELLED keeps it, crossed out'),
    cancelReason: z.string().trim().min(1).max(500).nullable().optional(),
  })
  .refine(inOrder, ORDER);
