import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, SlidersHorizontal } from 'lucide-react';
import { Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { playbooksQuery } from '../api/playbooks.ts';
import { playbookName } from './playbook-tabs.tsx';

/** The playbooks of the organization, and what of each is in use. */
export const PlaybooksPage = () => {
  const list = useQuery(playbooksQuery);
  return (
    <Page
      title={t('Playbooks')}
      about={t(
        'A playbook is everything an agent goes by: your business, its style, its questions, offers and limits. Every save is a version; a conversation keeps the one it began with.',
      )}
    >
      <Loaded query={list} what={t('The playbooks did not load')}>
        {({ playbooks }) =>
          playbooks.length === 0 ? (
            <EmptyState icon={<SlidersHorizontal className="size-6" />} title={t('There is no playbook yet')}>
              <p>{t('It is made when the organization is set up.')}</p>
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
              {playbooks.map(playbook => (
                <li key={playbook.id}>
                  <Link
                    to="/settings/playbooks/$playbookId"
                    params={{ playbookId: playbook.id }}
                    className="focus-inset flex items-center gap-4 bg-surface px-4 py-3.5 hover:bg-sunken"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block font-medium [overflow-wrap:anywhere]">{playbookName(playbook.name)}</span>
                      <span className="block text-ink-2 text-sm tabular-nums">
                        {t('Version {version} in use', { version: playbook.currentVersion })}
                        {playbook.canary
                          ? t(' · version {version} on trial with {percent}%', {
                              version: playbook.canary.version,
                              percent: playbook.canary.percent,
                            })
                          : ''}
                      </span>
                    </span>
                    <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
};
