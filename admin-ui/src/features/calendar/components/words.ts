import type { AppointmentKind, AppointmentStatus } from '../../../../../domain/calendar/words.ts';

export const KIND_LABELS: Record<AppointmentKind, string> = { CALL: 'Call', DEMO: 'Demo', MEETING: 'Meeting' };
export const STATUS_LABELS: Record<AppointmentStatus, string> = {
  BOOKED: 'Booked',
  CANCELLED: 'Cancelled',
  HELD: 'Took place',
  NO_SHOW: 'Nobody came',
};
