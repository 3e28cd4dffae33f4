import { CalendarDays } from 'lucide-react';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import type { Day } from '../../../../../domain/analytics/range.ts';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { dayTitle, placedOn } from '../model/calendar.ts';
import { AppointmentCard } from './appointment-card.tsx';

/** What comes, day by day; days with nothing are left out. */
export const Agenda = ({
  days,
  appointments,
  onOpen,
}: {
  days: readonly Day[];
  appointments: readonly Appointment[];
  onOpen: (appointment: Appointment) => void;
}) => {
  const zone = useZone();
  const filled = days
    .map(day => ({ day, placed: placedOn(appointments, day, zone) }))
    .filter(({ placed }) => placed.length > 0);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      {filled.length === 0 ? (
        <EmptyState icon={<CalendarDays className="size-6" />} title={t('Nothing is booked in these days')}>
          <p>{t('Calls and demos that customers book stand here by themselves. You can book one, too.')}</p>
        </EmptyState>
      ) : (
        <ol className="mx-auto flex max-w-190 flex-col gap-5 px-4 py-5">
          {filled.map(({ day, placed }) => (
            <li key={day}>
              <h3 className="mb-1.5 font-semibold text-sm">{dayTitle(day, 'long')}</h3>
              <ul className="flex flex-col gap-1.5">
                {placed.map(({ appointment }) => (
                  <li key={appointment.id}>
                    <AppointmentCard
                      appointment={appointment}
                      onOpen={() => onOpen(appointment)}
                      className="w-full py-1.5 text-sm"
                    />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
};
