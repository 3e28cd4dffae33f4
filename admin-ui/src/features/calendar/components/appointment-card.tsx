import { clsx } from 'clsx';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import { clockTime } from '../../../lib/format.ts';
import { useZone } from '../../../lib/zone.ts';
import { KIND_LABELS, STATUS_LABELS } from './words.ts';

export const personOf = ({ contact, attendeeName, attendeeEmail }: Appointment): string =>
  contact?.name?.trim() || attendeeName || attendeeEmail || '';

/** How an appointment looks anywhere: crossed out when it is off, its state in words when it is not plain. */
export const AppointmentCard = ({
  appointment,
  onOpen,
  className,
  compact = false,
}: {
  appointment: Appointment;
  onOpen: () => void;
  className?: string;
  /** Where there is no room for a second line. */
  compact?: boolean;
}) => {
  const zone = useZone();
  const off = appointment.status === 'CANCELLED';
  const person = personOf(appointment);
  const time = `${clockTime(appointment.startsAt, zone)}–${clockTime(appointment.endsAt, zone)}`;
  const state = appointment.status === 'BOOKED' ? '' : STATUS_LABELS[appointment.status];
  return (
    <button
      type="button"
      onClick={onOpen}
      data-testid="appointment"
      data-status={appointment.status}
      aria-label={[time, appointment.title, person, state].filter(Boolean).join(', ')}
      className={clsx(
        'focus-inset overflow-hidden rounded-md border-l-3 px-2 py-0.5 text-left text-xs',
        off
          ? 'border-line-strong bg-sunken text-ink-2'
          : 'border-accent bg-accent-soft text-accent-text hover:brightness-95',
        className,
      )}
    >
      <span className={clsx('block truncate font-medium', off && 'line-through')}>{appointment.title}</span>
      {compact ? null : (
        <span className="block truncate">
          {time} · {KIND_LABELS[appointment.kind]}
          {person ? ` · ${person}` : ''}
          {state ? ` · ${state}` : ''}
        </span>
      )}
    </button>
  );
};
