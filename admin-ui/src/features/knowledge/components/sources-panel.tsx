import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Notice } from '../../../components/notice.tsx';
import { Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { changesQuery, scansQuery, sourcesQuery } from '../api/knowledge.ts';
import { FaqForm } from './faq-form.tsx';
import { ScanRow } from './scan-row.tsx';
import { SourceItem } from './source-item.tsx';
import { TextForm } from './text-form.tsx';
import { WebsiteForm } from './website-form.tsx';

/** Where knowledge comes from: add to it, follow what is being read, look at what is there. */
export const SourcesPanel = () => {
  const navigate = useNavigate();
  const sources = useQuery(sourcesQuery);
  const scans = useQuery(scansQuery).data?.scans ?? [];
  const waiting = useQuery(changesQuery).data?.documents.length ?? 0;
  const mayWrite = useMay(write('knowledge'));
  const open = (scanId: string) => void navigate({ to: '/knowledge/{-$scanId}', params: { scanId }, search: {} });
  const recent = scans.filter((scan, index) => scan.state === 'RUNNING' || index < 5);

  return (
    <>
      {waiting > 0 ? (
        <Notice tone="approval">
          {waiting === 1
            ? t('A page has changed since it was read. The agent states nothing of it until somebody has looked.')
            : t(
                '{waiting} pages have changed since they were read. The agent states nothing of them until somebody has looked.',
                { waiting },
              )}{' '}
          <Link
            to="/knowledge/{-$scanId}"
            params={{ scanId: undefined }}
            search={{ part: 'review' }}
            className="font-medium underline"
          >
            {t('Review')}
          </Link>
        </Notice>
      ) : null}
      {mayWrite ? (
        <section aria-label={t('Add knowledge')} className="grid items-start gap-4 lg:grid-cols-2">
          <WebsiteForm running={scans.filter(scan => scan.state === 'RUNNING').length} onStarted={open} />
          <div className="flex flex-col gap-4">
            <FaqForm sources={sources.data?.sources ?? []} />
            <TextForm />
          </div>
        </section>
      ) : (
        <p className="text-ink-2">{t('You can look at what the agent knows. A manager can add to it.')}</p>
      )}
      <Loaded query={sources} what={t('The sources did not load')}>
        {({ sources: list }) =>
          list.length === 0 ? (
            <EmptyState icon={<BookOpen className="size-6" />} title={t('The agent knows only its playbook')}>
              <p>
                {t(
                  'Give it your website or a list of questions and answers, and it answers from them, with its sources.',
                )}
              </p>
            </EmptyState>
          ) : (
            <section aria-label={t('Sources')}>
              <h2 className="mb-2 font-semibold text-base">{t('What the agent knows')}</h2>
              <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
                {list.map(source => (
                  <SourceItem key={source.id} source={source} />
                ))}
              </ul>
            </section>
          )
        }
      </Loaded>
      {recent.length > 0 ? (
        <section aria-label={t('Websites read')}>
          <h2 className="mb-2 font-semibold text-base">{t('Websites read')}</h2>
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
            {recent.map(scan => (
              <ScanRow key={scan.id} scan={scan} onOpen={() => open(scan.id)} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
};
