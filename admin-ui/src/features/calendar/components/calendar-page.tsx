import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import { addDays, dayOf, startOfDay } from '../../../../../domain/analytics/range.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Loaded } from '../../../components/page.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { NARROW, useMedia } from '../../../lib/media.ts';
import { useZone } from '../../../lib/zone.ts';
import { useMay } from '../../auth/api/session.ts';
import { yearSpan } from '../../insights/model/series.ts';
import { appointmentsQuery } from '../api/calendar.ts';
import {
  CALENDAR_VIEWS,
  type CalendarSearch,
  type CalendarView,
  daysShown,
  type Slot,
  step,
} from '../model/calendar.ts';
import { Agenda } from './agenda.tsx';
import { AppointmentDialog } from './appointment-dialog.tsx';
import { DayColumns } from './day-columns.tsx';

const route = getRouteApi('/room/calendar');
const VIEW_LABELS: Record<CalendarView, string> = { week: t('Week'), day: t('Day'), agenda: t('Agenda') };

/** Calls, demos and meetings with customers, in the organization's zone. */
export const CalendarPage = () => {
  const search: CalendarSearch = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const narrow = useMedia(NARROW);
  const mayWrite = useMay(write('leads'));
  const today = dayOf(useNow(60_000), zone);
  const [open, setOpen] = useState<{ appointment: Appointment | null; slot: Slot } | null>(null);
  useEffect(() => {
    document.title = t('Calendar · Parley');
  }, []);
  const view = search.span ?? (narrow ? 'agenda' : 'week');
  const day = search.day ?? today;
  const days = daysShown(view, day);
  const [first = day, last = day] = [days[0], days.at(-1)];
  const list = useQuery(appointmentsQuery(startOfDay(first, zone), startOfDay(addDays(last, 1), zone)));
  const go = (change: CalendarSearch) => void navigate({ search: before => ({ ...before, ...change }) });
  const openOne = (appointment: Appointment) => setOpen({ appointment, slot: { day, time: '09:00', minutes: 30 } });
  return (
    <>
      <TopBar title={t('Calendar')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-3 py-2 md:px-4">
        <fieldset className="flex gap-0.5 border-0 p-0">
          <legend className="sr-only">{t('View')}</legend>
          {CALENDAR_VIEWS.map(each => (
            <button
              key={each}
              type="button"
              aria-pressed={view === each}
              onClick={() => go({ span: each })}
              className={clsx(
                'h-8 rounded-lg px-2.5 font-medium text-sm',
                view === each ? 'bg-sunken text-ink' : 'text-ink-2 hover:bg-sunken hover:text-ink',
              )}
            >
              {VIEW_LABELS[each]}
            </button>
          ))}
        </fieldset>
        <span className="flex items-center">
          <IconButton label={t('Earlier')} onClick={() => go({ day: step(view, day, -1) })}>
            <ChevronLeft className="size-4" aria-hidden="true" />
          </IconButton>
          <Button onClick={() => go({ day: today })}>{t('Today')}</Button>
          <IconButton label={t('Later')} onClick={() => go({ day: step(view, day, 1) })}>
            <ChevronRight className="size-4" aria-hidden="true" />
          </IconButton>
        </span>
        <h2 className="font-medium text-base" data-testid="calendar-days">
          {yearSpan(first, last)}
        </h2>
        <p className="min-w-0 flex-1 text-ink-2 text-xs max-lg:hidden">
          {t('Parley’s own calendar, by the clock of {zone}. No outside calendar is connected.', {
            zone: zone.replaceAll('_', ' '),
          })}
        </p>
        {mayWrite ? (
          <Button
            tone="primary"
            className="ml-auto"
            data-testid="new-appointment"
            onClick={() =>
              setOpen({
                appointment: null,
                slot: { day: days.find(each => each >= today) ?? today, time: '10:00', minutes: 30 },
              })
            }
          >
            <Plus className="size-3.5" aria-hidden="true" />
            {t('Book')}
          </Button>
        ) : null}
      </div>
      <div className="flex min-h-0 flex-1 flex-col">
        <Loaded query={list} what={t('The calendar did not load')} rows={6}>
          {({ appointments }) =>
            view === 'agenda' ? (
              <Agenda days={days} appointments={appointments} onOpen={openOne} />
            ) : (
              <DayColumns
                days={days}
                appointments={appointments}
                onOpen={openOne}
                {...(mayWrite ? { onNew: (slot: Slot) => setOpen({ appointment: null, slot }) } : {})}
              />
            )
          }
        </Loaded>
      </div>
      {open ? <AppointmentDialog {...open} mayWrite={mayWrite} onClose={() => setOpen(null)} /> : null}
    </>
  );
};
