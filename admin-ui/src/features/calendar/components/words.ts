import type { AppointmentKind, AppointmentStatus } from '../../../../../domain/calendar/words.ts';
import { t } from '../../../lib/language.ts';

export const KIND_LABELS: Record<AppointmentKind, string> = { CALL: t('Call'), DEMO: t('Demo'), MEETING: t('Meeting') };
export const STATUS_LABELS: Record<AppointmentStatus, string> = {
  BOOKED: t('Booked'),
  CANCELLED: t('Cancelled'),
  HELD: t('Took place'),
  NO_SHOW: t('Nobody came'),
};
