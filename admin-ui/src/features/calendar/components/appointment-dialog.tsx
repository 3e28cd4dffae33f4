import { useState } from 'react';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import {
  APPOINTMENT_KINDS,
  type AppointmentKind,
  type AppointmentStatus,
} from '../../../../../domain/calendar/words.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { say } from '../../../lib/toasts.ts';
import { useZone } from '../../../lib/zone.ts';
import { useSaveAppointment } from '../api/calendar.ts';
import { instantsOf, type Slot, slotOf } from '../model/calendar.ts';
import { AppointmentState } from './appointment-state.tsx';
import { KIND_LABELS, STATUS_LABELS } from './words.ts';

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240];
const orNull = (text: string): string | null => text.trim() || null;

/** Books an appointment, or changes the one there is. */
export const AppointmentDialog = ({
  appointment,
  slot: given,
  mayWrite,
  with: whom,
  onClose,
}: {
  appointment: Appointment | null;
  slot: Slot;
  /** Of a new one: whom it is with. */
  with?: { contactId: string; conversationId: string | null; name: string | null };
  mayWrite: boolean;
  onClose: () => void;
}) => {
  const zone = useZone();
  const save = useSaveAppointment();
  const [slot, setSlot] = useState(appointment ? slotOf(appointment, zone) : given);
  const [title, setTitle] = useState(appointment?.title ?? '');
  const [kind, setKind] = useState<AppointmentKind>(appointment?.kind ?? 'CALL');
  const [name, setName] = useState(appointment?.attendeeName ?? whom?.name ?? '');
  const [email, setEmail] = useState(appointment?.attendeeEmail ?? '');
  const [note, setNote] = useState(appointment?.note ?? '');
  const lengths = [...new Set([...LENGTHS, slot.minutes])].sort((a, b) => a - b);

  const form = useSubmit(async () => {
    const instants = instantsOf(slot, zone);
    if (!instants) return { startsAt: t('Choose a day and a time.') };
    const fields = {
      kind,
      title: title.trim() || KIND_LABELS[kind],
      attendeeName: orNull(name),
      attendeeEmail: orNull(email),
      note: orNull(note),
      ...instants,
    };
    await save.mutateAsync(
      appointment
        ? { id: appointment.id, body: { version: appointment.version, ...fields } }
        : {
            id: null,
            body: whom ? { ...fields, contactId: whom.contactId, conversationId: whom.conversationId } : fields,
          },
    );
    say(appointment ? t('The appointment is changed.') : t('The appointment is booked.'));
    onClose();
    return undefined;
  });
  const become = async (status: AppointmentStatus) => {
    if (!appointment) return;
    try {
      await save.mutateAsync({ id: appointment.id, body: { version: appointment.version, status } });
      say(t('The appointment: {status}.', { status: STATUS_LABELS[status].toLowerCase() }));
      onClose();
    } catch {
      // The mutation keeps the error; it is shown below.
    }
  };
  const problem = form.problem ?? (save.isError && form.problem === null && !form.busy ? save.error.message : null);
  const disabled = !mayWrite || form.busy || save.isPending;
  return (
    <Sheet label={appointment ? appointment.title : t('New appointment')} onClose={onClose}>
      {appointment ? <AppointmentState appointment={appointment} /> : null}
      <form className="flex flex-col gap-4" onSubmit={form.onSubmit} noValidate>
        <fieldset disabled={disabled} className="grid gap-4 sm:grid-cols-2">
          <Field label={t('Title')} className="sm:col-span-2" error={form.errors.title}>
            {ids => (
              <input
                {...ids}
                name="title"
                className={FIELD}
                maxLength={200}
                placeholder={KIND_LABELS[kind]}
                value={title}
                onChange={event => setTitle(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('What it is')}>
            {ids => (
              <select
                {...ids}
                className={FIELD}
                value={kind}
                onChange={event => setKind(event.target.value as AppointmentKind)}
              >
                {APPOINTMENT_KINDS.map(each => (
                  <option key={each} value={each}>
                    {KIND_LABELS[each]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('How long')}>
            {ids => (
              <select
                {...ids}
                className={FIELD}
                value={slot.minutes}
                onChange={event => setSlot({ ...slot, minutes: Number(event.target.value) })}
              >
                {lengths.map(minutes => (
                  <option key={minutes} value={minutes}>
                    {minutes < 60
                      ? t('{minutes} minutes', { minutes })
                      : minutes === 60
                        ? t('1 hour')
                        : t('{hours} hours', { hours: minutes / 60 })}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('Day')} error={form.errors.startsAt}>
            {ids => (
              <input
                {...ids}
                type="date"
                name="startsAt"
                className={FIELD}
                value={slot.day}
                onChange={event => setSlot({ ...slot, day: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('Time')} hint={t('by the clock of {zone}', { zone: zone.replaceAll('_', ' ') })}>
            {ids => (
              <input
                {...ids}
                type="time"
                name="time"
                className={FIELD}
                value={slot.time}
                onChange={event => setSlot({ ...slot, time: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('Attendee')} error={form.errors.attendeeName}>
            {ids => (
              <input
                {...ids}
                name="attendeeName"
                className={FIELD}
                maxLength={200}
                value={name}
                onChange={event => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('Their e-mail')} error={form.errors.attendeeEmail}>
            {ids => (
              <input
                {...ids}
                type="email"
                name="attendeeEmail"
                className={FIELD}
                value={email}
                onChange={event => setEmail(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('Note')} className="sm:col-span-2" error={form.errors.note}>
            {ids => (
              <textarea
                {...ids}
                name="note"
                rows={3}
                maxLength={2000}
                className={`${FIELD} h-auto py-2`}
                value={note}
                onChange={event => setNote(event.target.value)}
              />
            )}
          </Field>
        </fieldset>
        {problem ? (
          <p role="alert" className="text-danger-text text-sm">
            {problem}
          </p>
        ) : null}
        {mayWrite ? (
          <div className="flex flex-wrap justify-end gap-2">
            {appointment?.status === 'BOOKED' ? (
              <>
                <Button disabled={disabled} onClick={() => void become('HELD')}>
                  {t('It took place')}
                </Button>
                <Button disabled={disabled} onClick={() => void become('NO_SHOW')}>
                  {t('Nobody came')}
                </Button>
                <Button
                  tone="danger"
                  disabled={disabled}
                  onClick={() => void become('CANCELLED')}
                  data-testid="cancel-appointment"
                >
                  {t('Cancel it')}
                </Button>
              </>
            ) : appointment ? (
              <Button disabled={disabled} onClick={() => void become('BOOKED')}>
                {t('Book it again')}
              </Button>
            ) : null}
            <Button type="submit" tone="primary" disabled={disabled} data-testid="save-appointment">
              {appointment ? t('Save') : t('Book it')}
            </Button>
          </div>
        ) : null}
      </form>
    </Sheet>
  );
};
