import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, CopyCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { DuplicateView, LeadRowView } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Box, Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { duplicatesQuery, useChange, useLook, useMerge } from '../api/leads.ts';
import { REASON_WORDS } from '../model/words.ts';
import { StatusBadge } from './status-badge.tsx';

/** Pairs that look like one person: merged by a person, or not suggested again. */
export const DuplicatesPage = () => {
  const duplicates = useQuery(duplicatesQuery);
  const mayLook = useMay(write('contacts'));
  const find = useChange(t('Looked through all contacts.'));
  useEffect(() => {
    document.title = t('Duplicates · Parley');
  }, []);
  const { mutate: look } = useLook();
  // Whoever opens the page wants what there is now.
  useEffect(() => {
    if (mayLook) look();
  }, [mayLook, look]);
  return (
    <>
      <TopBar title={t('Leads')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex max-w-260 flex-col gap-4 px-3 py-4 md:px-6">
          <Link
            to="/leads/{-$contactId}"
            params={{}}
            className="inline-flex items-center gap-1 self-start rounded text-ink-2 text-sm hover:text-ink"
          >
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {t('All leads')}
          </Link>
          <header className="flex flex-wrap items-start gap-3">
            <div className="min-w-0 flex-1 basis-72">
              <h2 className="font-semibold text-xl">{t('Duplicates')}</h2>
              <p className="mt-1 max-w-160 text-ink-2 text-sm">
                {t(
                  'Contacts with the same e-mail address, or the same name and another fact. Nothing is merged by itself, and a merge can be undone for a day.',
                )}
              </p>
            </div>
            {mayLook ? (
              <Button
                disabled={find.isPending}
                onClick={() => find.mutate({ path: '/contact-duplicates/find', method: 'POST', body: {} })}
                data-testid="find-duplicates"
              >
                {t('Look now')}
              </Button>
            ) : null}
          </header>
          <Loaded query={duplicates} what={t('The duplicates did not load')} rows={3}>
            {list =>
              list.length === 0 ? (
                <EmptyState icon={<CopyCheck className="size-6" />} title={t('Nobody is here twice')}>
                  <p>{t('It was just looked; look again after an import.')}</p>
                </EmptyState>
              ) : (
                <ul className="flex flex-col gap-3">
                  {list.map(pair => (
                    <Pair key={`${pair.first.contactId}${pair.second.contactId}`} pair={pair} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </div>
      </div>
    </>
  );
};

const Pair = ({ pair }: { pair: DuplicateView }) => {
  const mayMerge = useMay(write('transfers'));
  const mayWrite = useMay(write('contacts'));
  const merge = useMerge();
  const change = useChange();
  const [keeping, setKeeping] = useState<LeadRowView | null>(null);
  const { first, second } = pair;
  const other = keeping?.contactId === first.contactId ? second : first;
  return (
    <li>
      <Box>
        <p className="border-line border-b px-4 py-2 text-ink-2 text-sm">
          {pair.reasons.map(reason => REASON_WORDS[reason]).join(' · ')}
        </p>
        <div className="grid md:grid-cols-2 md:divide-x md:divide-line">
          {[first, second].map(row => (
            <div key={row.contactId} className="flex flex-col gap-2 p-4 text-sm">
              <Link
                to="/leads/{-$contactId}"
                params={{ contactId: row.contactId }}
                className="font-medium text-accent-text [overflow-wrap:anywhere]"
              >
                {row.name ?? t('No name')}
              </Link>
              {row.address === '' ? null : <span className="tabular-nums [overflow-wrap:anywhere]">{row.address}</span>}
              {row.email && row.email !== row.address ? (
                <span className="text-ink-2 [overflow-wrap:anywhere]">{row.email}</span>
              ) : null}
              <span className="flex flex-wrap items-center gap-2 text-ink-2">
                <StatusBadge status={row.shown} />
                <span>
                  <Filled text={t('since {when}')} values={{ when: <Ago at={row.createdAt} /> }} />
                </span>
              </span>
              {mayMerge ? (
                <Button className="self-start" onClick={() => setKeeping(row)}>
                  {t('Keep this one')}
                </Button>
              ) : null}
            </div>
          ))}
        </div>
        {mayWrite ? (
          <div className="border-line border-t px-4 py-2">
            <Button
              tone="ghost"
              disabled={change.isPending}
              onClick={() =>
                change.mutate({
                  path: '/contact-duplicates/dismiss',
                  method: 'POST',
                  body: { firstId: first.contactId, secondId: second.contactId },
                })
              }
            >
              {t('Two different people')}
            </Button>
          </div>
        ) : null}
      </Box>
      {keeping ? (
        <Dialog
          title={t('Merge these two')}
          action={t('Merge')}
          busy={merge.isPending}
          onClose={() => setKeeping(null)}
          onDo={() =>
            merge.mutate({ keptId: keeping.contactId, otherId: other.contactId }, { onSettled: () => setKeeping(null) })
          }
        >
          <p className="text-sm">
            <Filled
              text={t(
                'The lead of {kept} counts for both. The addresses and conversations of {other} belong to it then, and the agent finds in each what was said in the other. A stop of either holds for both.',
              )}
              values={{ kept: <strong>{keeping.name ?? keeping.address}</strong>, other: other.name ?? other.address }}
            />
          </p>
        </Dialog>
      ) : null}
    </li>
  );
};
