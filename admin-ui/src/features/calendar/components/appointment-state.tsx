import { Link } from '@tanstack/react-router';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import { t } from '../../../lib/language.ts';
import { STATUS_LABELS } from './words.ts';

/** What became of an appointment, and the way to whom it is with. */
export const AppointmentState = ({ appointment }: { appointment: Appointment }) => (
  <p className="mb-4 text-ink-2 text-sm">
    {STATUS_LABELS[appointment.status]}
    {appointment.cta ? t(', booked by the customer') : ''}
    {appointment.contact ? (
      <>
        {' · '}
        <Link
          to="/leads/{-$contactId}"
          params={{ contactId: appointment.contact.id }}
          className="underline underline-offset-2"
        >
          {appointment.contact.name?.trim() || t('The contact')}
        </Link>
      </>
    ) : null}
    {appointment.conversationId ? (
      <>
        {' · '}
        <Link
          to="/inbox/{-$conversationId}"
          params={{ conversationId: appointment.conversationId }}
          search={{ view: 'all' }}
          className="underline underline-offset-2"
        >
          {t('The conversation')}
        </Link>
      </>
    ) : null}
  </p>
);
