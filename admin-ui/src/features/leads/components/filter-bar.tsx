import { ListFilter, Search } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../lib/language.ts';
import { conditionCount, type LeadSearch } from '../model/search.ts';
import { FilterSheet } from './filter-sheet.tsx';

/** What is looked for: words, and conditions over any field. */
export const FilterBar = ({ search, onLook }: { search: LeadSearch; onLook: (patch: Partial<LeadSearch>) => void }) => {
  const [open, setOpen] = useState(false);
  const conditions = conditionCount(search.filter);
  return (
    <>
      <label className="relative min-w-40 flex-1 sm:max-w-72">
        <span className="sr-only">{t('Search leads')}</span>
        <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden="true" />
        <input
          type="search"
          value={search.q ?? ''}
          maxLength={100}
          placeholder={t('Name, number, e-mail')}
          onChange={event => onLook({ q: event.target.value === '' ? undefined : event.target.value })}
          className="h-8 w-full rounded-lg border border-line-strong bg-surface pr-2 pl-8 text-sm"
        />
      </label>
      <Button onClick={() => setOpen(true)} data-testid="filters">
        <ListFilter className="size-3.5" aria-hidden="true" />
        {t('Filter')}
        {conditions > 0 ? <span className="tabular-nums">· {conditions}</span> : null}
      </Button>
      {conditions > 0 ? (
        <Button tone="ghost" onClick={() => onLook({ filter: undefined })}>
          {t('Clear')}
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
