import { Plus, X } from 'lucide-react';
import { type OpenRange, WEEKDAYS, type Weekday } from '../../../../../domain/zone/business-hours.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Part } from '../../../components/page.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { valueAt } from '../model/paths.ts';
import { useDraft, usePlace } from './draft.ts';
import { TextField, TickField } from './fields.tsx';

/** When people answer, as a week with any number of stretches a day (X-HOURS). */
export const BusinessHours = () => {
  const { config } = useDraft();
  const on = valueAt(config, 'businessHours.enabled') === true;
  return (
    <Part
      title={t('Business hours')}
      about={t(
        'The agent answers at any time. Outside these hours it says that a person answers when you open, and when that is.',
      )}
    >
      <div className="flex flex-col gap-4">
        <TickField path="businessHours.enabled" />
        {on ? (
          <>
            <Week />
            <TextField
              path="businessHours.zone"
              nullable
              className="max-w-80"
              placeholder={t('that of the organization')}
              hint={t('Such as Europe/Berlin. Left empty, the zone of the organization.')}
            />
          </>
        ) : null}
      </div>
    </Part>
  );
};

const PATH = 'businessHours.week';

const Week = () => {
  const { errors } = useDraft();
  const { value, readOnly, set } = usePlace(PATH);
  const week = (Array.isArray(value) ? value : []) as OpenRange[];
  const change = (at: number, patch: Partial<OpenRange>) =>
    set(week.map((range, index) => (index === at ? { ...range, ...patch } : range)));
  const add = (day: Weekday) => {
    const last = week.findLast(range => range.day === day);
    const from = last && last.to < '23:00' ? last.to : '09:00';
    set([...week, { day, from, to: from < '18:00' ? '18:00' : '24:00' }]);
  };
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
      {WEEKDAYS.map(day => {
        const ranges = week.flatMap((range, at) => (range.day === day ? [{ ...range, at }] : []));
        return (
          <li key={day} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-2.5">
            <span className="flex-1 pt-1.5 font-medium text-sm sm:w-24 sm:flex-none">{sentence(day)}</span>
            <div className="order-3 flex min-w-0 basis-full flex-col gap-2 sm:order-none sm:flex-1 sm:basis-0">
              {ranges.length === 0 ? <span className="pt-1.5 text-ink-2 text-sm">{t('Closed')}</span> : null}
              {ranges.map(({ at, from, to }) => (
                <span key={at} className="flex flex-wrap items-center gap-2">
                  <Time
                    label={t('{day}, from', { day: sentence(day) })}
                    value={from}
                    disabled={readOnly}
                    onChange={next => change(at, { from: next })}
                  />
                  <span className="text-ink-2 text-sm">{t('to')}</span>
                  <Time
                    label={t('{day}, until', { day: sentence(day) })}
                    value={to}
                    end
                    disabled={readOnly}
                    onChange={next => change(at, { to: next })}
                  />
                  {readOnly ? null : (
                    <IconButton
                      label={t('Remove {from} to {to} on {day}', { from, to, day: sentence(day) })}
                      className="size-7"
                      onClick={() => set(week.filter((_range, index) => index !== at))}
                    >
                      <X className="size-3.5" aria-hidden="true" />
                    </IconButton>
                  )}
                  {[`${PATH}.${at}.from`, `${PATH}.${at}.to`]
                    .flatMap(path => errors.get(path) ?? [])
                    .map(error => (
                      <span key={error} className="basis-full text-danger-text text-sm">
                        {error}
                      </span>
                    ))}
                </span>
              ))}
            </div>
            {readOnly ? null : (
              <Button
                size="sm"
                tone="ghost"
                aria-label={t('Add hours on {day}', { day: sentence(day) })}
                onClick={() => add(day)}
              >
                <Plus className="size-3.5" aria-hidden="true" />
                {t('Add')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
};

/** Midnight at the end of a day is 24:00 for us and 00:00 for a browser. */
const Time = ({
  label,
  value,
  end = false,
  disabled,
  onChange,
}: {
  label: string;
  value: string;
  end?: boolean;
  disabled: boolean;
  onChange: (value: string) => void;
}) => (
  <input
    type="time"
    aria-label={label}
    className={`${FIELD} max-w-29 px-2 tabular-nums sm:max-w-32`}
    disabled={disabled}
    value={value === '24:00' ? '00:00' : value}
    onChange={event => onChange(end && event.target.value === '00:00' ? '24:00' : event.target.value)}
  />
);
