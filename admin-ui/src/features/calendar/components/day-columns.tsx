import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import { type Day, dayOf } from '../../../../../domain/analytics/range.ts';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { clockOf, dayTitle, placedOn, type Slot } from '../model/calendar.ts';
import { AppointmentCard } from './appointment-card.tsx';

const HOUR_PX = 48;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const FIRST_SHOWN = 8;
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** Days beside each other with their hours. An empty hour is a button that books it. */
export const DayColumns = ({
  days,
  appointments,
  onOpen,
  onNew,
}: {
  days: readonly Day[];
  appointments: readonly Appointment[];
  onOpen: (appointment: Appointment) => void;
  /** Left out where one may only look. */
  onNew?: (slot: Slot) => void;
}) => {
  const zone = useZone();
  const now = useNow(60_000);
  const today = dayOf(now, zone);
  const [hourNow = 0, minuteNow = 0] = clockOf(now, zone).split(':').map(Number);
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    scroller.current?.scrollTo({ top: FIRST_SHOWN * HOUR_PX });
  }, []);
  return (
    <section
      ref={scroller}
      aria-label={t('Hours')}
      className="min-h-0 flex-1 overflow-auto overscroll-contain"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div className="flex min-w-fit">
        <div className="sticky left-0 z-20 w-14 shrink-0 border-line border-r bg-surface" aria-hidden="true">
          <div className="sticky top-0 z-10 h-10 border-line border-b bg-surface" />
          {HOURS.map(hour => (
            <div key={hour} className="pr-2 text-right text-ink-2 text-xs tabular-nums" style={{ height: HOUR_PX }}>
              {hour === 0 ? '' : <span className="relative -top-2">{clock(hour)}</span>}
            </div>
          ))}
        </div>
        {days.map(day => (
          <section
            key={day}
            aria-label={dayTitle(day, 'long')}
            className={clsx('min-w-36 flex-1 border-line border-r', days.length === 1 && 'min-w-60')}
          >
            <h3
              className={clsx(
                'sticky top-0 z-10 flex h-10 items-center justify-center border-line border-b bg-surface text-sm',
                day === today ? 'font-semibold text-accent-text' : 'font-medium',
              )}
            >
              {dayTitle(day)}
              {day === today ? <span className="sr-only">{t(', today')}</span> : null}
            </h3>
            <div className="relative">
              {HOURS.map(hour =>
                onNew ? (
                  <button
                    key={hour}
                    type="button"
                    aria-label={t('Book {day}, {hour}', { day: dayTitle(day), hour: clock(hour) })}
                    onClick={() => onNew({ day, time: clock(hour), minutes: 30 })}
                    className="focus-inset block w-full border-line border-b hover:bg-sunken"
                    style={{ height: HOUR_PX }}
                  />
                ) : (
                  <div key={hour} className="border-line border-b" style={{ height: HOUR_PX }} />
                ),
              )}
              {placedOn(appointments, day, zone).map(({ appointment, from, to, lane, lanes }) => (
                <div
                  key={appointment.id}
                  className="absolute p-px"
                  style={{
                    top: (from / 60) * HOUR_PX,
                    height: ((to - from) / 60) * HOUR_PX,
                    left: `${(lane / lanes) * 100}%`,
                    width: `${100 / lanes}%`,
                  }}
                >
                  <AppointmentCard
                    appointment={appointment}
                    onOpen={() => onOpen(appointment)}
                    compact={to - from < 40}
                    className="size-full"
                  />
                </div>
              ))}
              {day === today ? (
                <span
                  aria-hidden="true"
                  className="pointer-events-none absolute inset-x-0 border-danger border-t-2"
                  style={{ top: (hourNow + minuteNow / 60) * HOUR_PX }}
                />
              ) : null}
            </div>
          </section>
        ))}
      </div>
    </section>
  );
};
