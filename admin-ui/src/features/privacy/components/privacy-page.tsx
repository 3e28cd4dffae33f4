import { useQuery } from '@tanstack/react-query';
import { Search, ShieldX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { ConversationRow } from '../../../../../api/contracts/conversations.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Loaded, Page, Part } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { displayName } from '../../inbox/model/row-status.ts';
import { erasuresQuery, peopleQuery } from '../api/erasures.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { ErasureItem } from './erasure-item.tsx';

/** Forgetting a person who asks for it, and the proof that it was done. */
export const PrivacyPage = () => {
  const erasures = useQuery(erasuresQuery);
  const [doomed, setDoomed] = useState<ConversationRow | null>(null);
  return (
    <Page
      title={t('Privacy')}
      about={t(
        'A person may ask you to forget them. Everything of theirs goes: messages, files, what the agent learned and decided, drafts, plans, and the history of their conversations.',
      )}
    >
      <Part title={t('Forget a person')}>
        <Finder onChoose={setDoomed} />
      </Part>
      <Part title={t('Erasures')} about={t('Nothing here names anybody: that is gone too.')}>
        <Loaded query={erasures} what={t('The erasures did not load')}>
          {list =>
            list.length === 0 ? (
              <EmptyState icon={<ShieldX className="size-6" />} title={t('Nobody was erased yet')}>
                <p>{t('When somebody is, it is recorded here with what went.')}</p>
              </EmptyState>
            ) : (
              <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line" data-testid="erasures">
                {list.map(erasure => (
                  <ErasureItem key={erasure.id} erasure={erasure} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Part>
      {doomed ? <EraseDialog person={doomed} onClose={() => setDoomed(null)} /> : null}
    </Page>
  );
};

/** By name, number, or what they wrote. */
const Finder = ({ onChoose }: { onChoose: (person: ConversationRow) => void }) => {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const people = useQuery(peopleQuery(search));
  // Somebody with several conversations is one person.
  const found = [...new Map((people.data ?? []).map(row => [row.contact.id, row])).values()];
  return (
    <div className="flex flex-col gap-2">
      <label className="relative block">
        <span className="sr-only">{t('Find the person')}</span>
        <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-3" aria-hidden="true" />
        <input
          type="search"
          value={text}
          onChange={event => setText(event.target.value)}
          placeholder={t('Name, number, or something they wrote')}
          data-testid="person-search"
          className={`${FIELD} pl-9`}
        />
      </label>
      {search.length > 1 ? (
        <Loaded query={people} what={t('The search failed')} rows={2}>
          {() =>
            found.length === 0 ? (
              <p className="px-1 py-2 text-ink-2 text-sm">{t('Nobody like that has written to you.')}</p>
            ) : (
              <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
                {found.map(row => (
                  <li key={row.contact.id}>
                    <button
                      type="button"
                      data-testid="person"
                      onClick={() => onChoose(row)}
                      className="focus-inset flex w-full items-center gap-3 bg-surface px-3.5 py-2.5 text-left hover:bg-sunken"
                    >
                      <Avatar name={displayName(row.contact)} />
                      <span className="min-w-0 flex-1">
                        <span className="block truncate font-medium">
                          <bdi>{displayName(row.contact)}</bdi>
                        </span>
                        <span className="block truncate text-ink-2 text-sm">
                          <bdi>{row.contact.address}</bdi>
                        </span>
                      </span>
                      <Ago at={row.updatedAt} className="shrink-0 text-ink-2 text-xs" />
                      <span className="shrink-0 font-medium text-danger-text text-sm">{t('Forget…')}</span>
                    </button>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      ) : null}
    </div>
  );
};
