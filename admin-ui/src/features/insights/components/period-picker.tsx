import { useState } from 'react';
import { countDays, MOST_DAYS } from '../../../../../domain/analytics/range.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { type Days, DEFAULT_PRESET, type InsightSearch, PRESET_LABELS, PRESETS, type Preset } from '../model/search.ts';
import { yearSpan } from '../model/series.ts';

/** Which days: by name, or one's own. The address holds them. */
export const PeriodPicker = ({
  search,
  days,
  zone,
  onChange,
}: {
  search: InsightSearch;
  days: Days;
  zone: string;
  onChange: (search: InsightSearch) => void;
}) => {
  const own = search.from !== undefined;
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState(days.from);
  const [to, setTo] = useState(days.to);
  const wrong =
    from === '' || to === ''
      ? t('Choose both days.')
      : from > to
        ? t('The first day is after the last.')
        : countDays(from, to) > MOST_DAYS
          ? t('At most {most} days.', { most: MOST_DAYS })
          : null;
  const editing = open || own;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <select
        aria-label={t('Days')}
        data-testid="days"
        className={`${FIELD} max-w-44`}
        value={editing ? 'own' : (search.days ?? DEFAULT_PRESET)}
        onChange={event => {
          if (event.target.value === 'own') {
            setFrom(days.from);
            setTo(days.to);
            setOpen(true);
          } else {
            setOpen(false);
            onChange({ days: event.target.value as Preset });
          }
        }}
      >
        {PRESETS.map(preset => (
          <option key={preset} value={preset}>
            {PRESET_LABELS[preset]}
          </option>
        ))}
        <option value="own">{t('Own days…')}</option>
      </select>
      {editing ? (
        <form
          className="flex flex-wrap items-center gap-2"
          onSubmit={event => {
            event.preventDefault();
            if (wrong === null) {
              onChange({ from, to });
              setOpen(false);
            }
          }}
        >
          <input
            type="date"
            aria-label={t('First day')}
            className={`${FIELD} max-w-38`}
            value={from}
            max={to}
            onChange={event => setFrom(event.target.value)}
          />
          <span className="text-ink-2 text-sm">{t('to')}</span>
          <input
            type="date"
            aria-label={t('Last day')}
            className={`${FIELD} max-w-38`}
            value={to}
            min={from}
            onChange={event => setTo(event.target.value)}
          />
          <Button type="submit" disabled={wrong !== null}>
            {t('Show')}
          </Button>
          {wrong === null ? null : (
            <span role="alert" className="text-danger-text text-sm">
              {wrong}
            </span>
          )}
        </form>
      ) : null}
      <p className="text-ink-2 text-sm">
        {yearSpan(days.from, days.to)}
        <span className="text-ink-3"> {t('· days of {zone}', { zone: zone.replaceAll('_', ' ') })}</span>
      </p>
    </div>
  );
};
