import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { ContactDetail, LeadRowView } from '../../../../../api/contracts/contacts.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Filled } from '../../../components/filled.tsx';
import { t } from '../../../lib/language.ts';
import { findQuery, useMerge } from '../api/leads.ts';
import { StatusBadge } from './status-badge.tsx';

/** Somebody who is here twice: found by a person, merged into the one that is open (A-UI-14). */
export const MergeDialog = ({
  contact,
  name,
  onClose,
}: {
  contact: ContactDetail;
  name: string;
  onClose: () => void;
}) => {
  const [text, setText] = useState('');
  const [other, setOther] = useState<LeadRowView | null>(null);
  const search = useDeferredValue(text.trim());
  const found = useQuery({ ...findQuery(search), enabled: search.length > 1, placeholderData: keepPreviousData });
  const merge = useMerge();
  const rows = search.length > 1 ? (found.data ?? []).filter(row => row.contactId !== contact.id) : [];
  return (
    <Dialog
      title={t('Merge into {name}', { name })}
      action={t('Merge')}
      busy={merge.isPending}
      disabled={other === null}
      onClose={onClose}
      onDo={() => {
        if (other) merge.mutate({ keptId: contact.id, otherId: other.contactId }, { onSuccess: onClose });
      }}
    >
      <label className="relative block">
        <span className="sr-only">{t('Find the other contact')}</span>
        <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-3" aria-hidden="true" />
        <input
          type="search"
          value={text}
          maxLength={100}
          placeholder={t('Name, number or e-mail of the other one')}
          data-testid="merge-search"
          onChange={event => {
            setText(event.target.value);
            setOther(null);
          }}
          className={`${FIELD} pl-9`}
        />
      </label>
      {search.length > 1 && found.data && rows.length === 0 ? (
        <p className="text-ink-2 text-sm">{t('Nobody else is called so.')}</p>
      ) : null}
      {rows.length > 0 ? (
        <fieldset className="min-w-0">
          <legend className="sr-only">{t('Who it is')}</legend>
          <div className="divide-y divide-line overflow-hidden rounded-xl border border-line">
            {rows.map(row => (
              <label
                key={row.contactId}
                className={`flex cursor-pointer items-center gap-3 px-3.5 py-2 text-sm hover:bg-sunken ${other?.contactId === row.contactId ? 'bg-accent-soft' : ''}`}
              >
                <input
                  type="radio"
                  name="other"
                  checked={other?.contactId === row.contactId}
                  onChange={() => setOther(row)}
                  className="size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0 flex-1">
                  <span dir="auto" className="block truncate font-medium">
                    {row.name ?? t('No name')}
                  </span>
                  <span className="block truncate text-ink-2 text-xs tabular-nums">{row.address}</span>
                </span>
                <StatusBadge status={row.shown} />
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
      <p className="text-ink-2 text-sm">
        <Filled
          text={t('The lead of {name} counts for both, and the conversations are linked. It can be undone for a day.')}
          values={{ name: <bdi>{name}</bdi> }}
        />
      </p>
    </Dialog>
  );
};
