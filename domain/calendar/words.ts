/** The closed vocabularies of the calendar (A-MCP-1). */
import type { CtaType } from '../words.ts';

export const APPOINTMENT_KINDS = ['CALL', 'DEMO', 'MEETING'] as const;
export type AppointmentKind = (typeof APPOINTMENT_KINDS)[number];

export const APPOINTMENT_STATUSES = ['BOOKED', 'CANCELLED', 'HELD', 'NO_SHOW'] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

/** Calls to action that end in an appointment. */
export const KIND_OF_CTA = { BOOK_CALL: 'CALL', SCHEDULE_DEMO: 'DEMO' } as const satisfies Partial<
  Record<CtaType, AppointmentKind>
>;

/** Of an appointment nobody gave a title. */
export const TITLE_OF_KIND: Record<AppointmentKind, string> = { CALL: 'Call', DEMO: 'Demo', MEETING: 'Meeting' };
