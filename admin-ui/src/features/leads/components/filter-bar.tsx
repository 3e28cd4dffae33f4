import { useQuery } from '@tanstack/react-query';
import { ListFilter, Search } from 'lucide-react';
import { useState } from 'react';
import { FIELD_TESTS, type LeadFilter, TEMPERATURES } from '../../../../../domain/crm/filter.ts';
import { ALL_COLUMNS } from '../../../../../domain/lead/moves.ts';
import { LEAD_SOURCES } from '../../../../../domain/words.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { sentence } from '../../../lib/format.ts';
import { fieldsQuery, labelsQuery, peopleQuery } from '../api/leads.ts';
import { conditionCount, type LeadSearch } from '../model/search.ts';
import { statusWord } from '../model/words.ts';

/** What is looked for: words, and conditions over any field. */
export const FilterBar = ({ search, onLook }: { search: LeadSearch; onLook: (patch: Partial<LeadSearch>) => void }) => {
  const [open, setOpen] = useState(false);
  const conditions = conditionCount(search.filter);
  return (
    <>
      <label className="relative min-w-40 flex-1 sm:max-w-72">
        <span className="sr-only">Search leads</span>
        <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden="true" />
        <input
          type="search"
          value={search.q ?? ''}
          maxLength={100}
          placeholder="Name, number, e-mail"
          onChange={event => onLook({ q: event.target.value === '' ? undefined : event.target.value })}
          className="h-8 w-full rounded-lg border border-line-strong bg-surface pr-2 pl-8 text-sm"
        />
      </label>
      <Button onClick={() => setOpen(true)} data-testid="filters">
        <ListFilter className="size-3.5" aria-hidden="true" />
        Filter
        {conditions > 0 ? <span className="tabular-nums">· {conditions}</span> : null}
      </Button>
      {conditions > 0 ? (
        <Button tone="ghost" onClick={() => onLook({ filter: undefined })}>
          Clear
        </Button>
      ) : null}
      {open ? (
        <FilterSheet
          filter={search.filter ?? {}}
          onClose={() => setOpen(false)}
          onApply={filter => {
            setOpen(false);
            onLook({ filter: Object.keys(filter).length === 0 ? undefined : filter });
          }}
        />
      ) : null}
    </>
  );
};

type Many = 'statuses' | 'temperatures' | 'owners' | 'labels' | 'sources';

const FilterSheet = ({
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
  const fields = useQuery(fieldsQuery).data ?? [];
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
  const whether = (label: string, key: 'vip' | 'blocked' | 'autoreply' | 'highValue' | 'hasConversation') => (
    <Field label={label}>
      {ids => (
        <select
          {...ids}
          className={FIELD}
          value={draft[key] === undefined ? '' : String(draft[key])}
          onChange={event => set({ [key]: event.target.value === '' ? undefined : event.target.value === 'true' })}
        >
          <option value="">Either</option>
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      )}
    </Field>
  );
  const field = draft.fields?.[0];
  return (
    <Sheet label="Filter leads" onClose={onClose}>
      <form
        className="flex flex-col gap-5"
        onSubmit={event => {
          event.preventDefault();
          onApply(draft);
        }}
      >
        {ticks(
          'Status',
          'statuses',
          ALL_COLUMNS.map(value => ({ value, label: statusWord(value) })),
        )}
        {ticks(
          'Temperature',
          'temperatures',
          TEMPERATURES.map(value => ({ value, label: sentence(value) })),
        )}
        {ticks('Owner', 'owners', [
          { value: 'me', label: 'Me' },
          { value: 'none', label: 'Nobody' },
          ...people.map(member => ({ value: member.id, label: member.name })),
        ])}
        {labels.length > 0
          ? ticks(
              'Label',
              'labels',
              labels.map(({ id, name }) => ({ value: id, label: name })),
            )
          : null}
        {ticks(
          'Source',
          'sources',
          LEAD_SOURCES.map(value => ({ value, label: sentence(value) })),
        )}
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {whether('VIP', 'vip')}
          {whether('Blocked', 'blocked')}
          {whether('Agent answers', 'autoreply')}
          {whether('High value', 'highValue')}
          {whether('Has written', 'hasConversation')}
          <Field label="Score from">
            {ids => (
              <input
                {...ids}
                type="number"
                min={0}
                max={100}
                className={FIELD}
                value={draft.score?.from ?? ''}
                onChange={event =>
                  set({
                    score: event.target.value === '' ? undefined : { from: Math.round(Number(event.target.value)) },
                  })
                }
              />
            )}
          </Field>
        </div>
        {fields.length > 0 ? (
          <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
            <Field label="Your field">
              {ids => (
                <select
                  {...ids}
                  className={FIELD}
                  value={field?.fieldId ?? ''}
                  onChange={event =>
                    set({
                      fields:
                        event.target.value === ''
                          ? undefined
                          : [
                              {
                                test: field?.test ?? 'contains',
                                value: field?.value ?? '',
                                fieldId: event.target.value,
                              },
                            ],
                    })
                  }
                >
                  <option value="">Any</option>
                  {fields.map(each => (
                    <option key={each.id} value={each.id}>
                      {each.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            {field ? (
              <>
                <Field label="Is how">
                  {ids => (
                    <select
                      {...ids}
                      className={FIELD}
                      value={field.test}
                      onChange={event => {
                        const test = FIELD_TESTS.find(known => known === event.target.value) ?? 'contains';
                        set({ fields: [{ ...field, test }] });
                      }}
                    >
                      {FIELD_TESTS.map(test => (
                        <option key={test} value={test}>
                          {sentence(test)}
                        </option>
                      ))}
                    </select>
                  )}
                </Field>
                <Field label="Value">
                  {ids => (
                    <input
                      {...ids}
                      className={FIELD}
                      maxLength={200}
                      value={field.value}
                      onChange={event => set({ fields: [{ ...field, value: event.target.value }] })}
                    />
                  )}
                </Field>
              </>
            ) : null}
          </div>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button tone="ghost" onClick={() => setDraft({})}>
            Clear all
          </Button>
          <Button type="submit" tone="primary" data-testid="apply-filter">
            Show
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
