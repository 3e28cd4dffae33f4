import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type LeadFilter, TEMPERATURES } from '../../../../../domain/crm/filter.ts';
import { ALL_COLUMNS } from '../../../../../domain/lead/moves.ts';
import { LEAD_SOURCES } from '../../../../../domain/words.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';
import { labelsQuery, peopleQuery } from '../api/leads.ts';
import { statusWord, upper } from '../model/words.ts';
import { FieldConditions } from './field-conditions.tsx';
import { DayRange, NumberRange } from './filter-ranges.tsx';

type Many = 'statuses' | 'temperatures' | 'owners' | 'labels' | 'withoutLabels' | 'sources';
type Switch = 'vip' | 'blocked' | 'autoreply' | 'highValue' | 'hasConversation';
const MICROS = 1_000_000;

/** Conditions over any field of a lead; all must hold. */
export const FilterSheet = ({
  filter,
  onApply,
  onClose,
}: {
  filter: LeadFilter;
  onApply: (filter: LeadFilter) => void;
  onClose: () => void;
}) => {
  const [draft, setDraft] = useState(filter);
  const labels = useQuery(labelsQuery).data ?? [];
  const people = useQuery(peopleQuery).data ?? [];
  const set = (patch: { [Key in keyof LeadFilter]?: LeadFilter[Key] | undefined }) =>
    setDraft(
      before =>
        Object.fromEntries(
          Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined),
        ) as LeadFilter,
    );
  const toggle = (key: Many, value: string) => {
    const now: readonly string[] = draft[key] ?? [];
    const next = now.includes(value) ? now.filter(each => each !== value) : [...now, value];
    set({ [key]: next.length === 0 ? undefined : next });
  };
  const ticks = (legend: string, key: Many, options: readonly { value: string; label: string }[]) => (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map(({ value, label }) => {
          const on = (draft[key] as readonly string[] | undefined)?.includes(value) ?? false;
          return (
            <button
              key={value}
              type="button"
              aria-pressed={on}
              onClick={() => toggle(key, value)}
              className={`h-7 max-w-48 truncate rounded-full border px-2.5 text-sm ${on ? 'border-accent bg-accent-soft text-accent-text' : 'border-line-strong text-ink-2 hover:bg-sunken'}`}
            >
              {label}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
  const whether = (label: string, key: Switch) => (
    <Field label={label}>
      {ids => (
        <select
          {...ids}
          className={FIELD}
          value={draft[key] === undefined ? '' : String(draft[key])}
          onChange={event => set({ [key]: event.target.value === '' ? undefined : event.target.value === 'true' })}
        >
          <option value="">{t('Either')}</option>
          <option value="true">{t('Yes')}</option>
          <option value="false">{t('No')}</option>
        </select>
      )}
    </Field>
  );
  const named = labels.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Sheet label={t('Filter leads')} onClose={onClose}>
      <form
        className="flex flex-col gap-5"
        onSubmit={event => {
          event.preventDefault();
          // A condition without its value asks for nothing yet.
          const { fields, ...rest } = draft;
          const whole =
            fields?.filter(({ test, value }) => value !== '' || test === 'filled' || test === 'empty') ?? [];
          onApply(whole.length > 0 ? { ...rest, fields: whole } : rest);
        }}
      >
        {ticks(
          t('Status'),
          'statuses',
          ALL_COLUMNS.map(value => ({ value, label: statusWord(value) })),
        )}
        {ticks(
          t('Temperature'),
          'temperatures',
          TEMPERATURES.map(value => ({ value, label: sentence(value) })),
        )}
        {ticks(t('Owner'), 'owners', [
          { value: 'me', label: t('Me') },
          { value: 'none', label: t('Nobody') },
          ...people.map(member => ({ value: member.id, label: member.name })),
        ])}
        {labels.length > 0 ? ticks(t('With any of these labels'), 'labels', named) : null}
        {labels.length > 0 ? ticks(t('With none of these labels'), 'withoutLabels', named) : null}
        {ticks(
          t('Source'),
          'sources',
          LEAD_SOURCES.map(value => ({ value, label: upper(SOURCE_LABELS[value]) })),
        )}
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          <NumberRange legend={t('Score')} range={draft.score} most={100} onChange={score => set({ score })} />
          <NumberRange
            legend={t('Value')}
            range={draft.valueMicros}
            unit={MICROS}
            most={1e9}
            onChange={valueMicros => set({ valueMicros })}
          />
          <DayRange legend={t('Added')} range={draft.created} onChange={created => set({ created })} />
          <DayRange legend={t('Changed')} range={draft.changed} onChange={changed => set({ changed })} />
        </div>
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {whether(t('VIP'), 'vip')}
          {whether(t('Blocked'), 'blocked')}
          {whether(t('Agent answers'), 'autoreply')}
          {whether(t('High value'), 'highValue')}
          {whether(t('Has written'), 'hasConversation')}
        </div>
        <FieldConditions conditions={draft.fields ?? []} onChange={fields => set({ fields })} />
        <div className="flex justify-end gap-2">
          <Button tone="ghost" onClick={() => setDraft({})}>
            {t('Clear all')}
          </Button>
          <Button type="submit" tone="primary" data-testid="apply-filter">
            {t('Show')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
