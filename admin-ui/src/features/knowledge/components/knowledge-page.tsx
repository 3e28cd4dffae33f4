import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '../../../components/icon-button.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { t } from '../../../lib/language.ts';
import { changesQuery } from '../api/knowledge.ts';
import { TABS, type Tab } from '../model/search.ts';
import { AskPanel } from './ask-panel.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { ScanView } from './scan-view.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { TopicsPanel } from './topics-panel.tsx';

const LABELS: Record<Tab, string> = {
  sources: t('Sources'),
  review: t('To review'),
  ask: t('Try it'),
  topics: t('Asked about'),
};

/** What the agent knows: where it comes from, what has changed since, and what it finds for a question. */
export const KnowledgePage = () => {
  const { scanId } = useParams({ from: '/room/knowledge/{-$scanId}' });
  const { part = 'sources' } = useSearch({ from: '/room/knowledge/{-$scanId}' });
  const navigate = useNavigate();
  const waiting = useQuery(changesQuery).data?.documents.length ?? 0;

  useEffect(() => {
    document.title = t('Knowledge · Parley');
  }, []);

  return (
    <>
      <TopBar title={t('Knowledge')}>
        {scanId ? (
          <span className="flex-1">
            <IconButton
              label={t('All sources')}
              onClick={() => void navigate({ to: '/knowledge/{-$scanId}', params: { scanId: undefined }, search: {} })}
            >
              <ArrowLeft className="size-4" aria-hidden="true" />
            </IconButton>
          </span>
        ) : (
          <nav
            aria-label={t('Parts of knowledge')}
            className="order-3 flex h-11 w-full gap-1 md:order-none md:w-auto md:flex-1"
          >
            {TABS.map(one => (
              <Link
                key={one}
                to="/knowledge/{-$scanId}"
                params={{ scanId: undefined }}
                search={one === 'sources' ? {} : { part: one }}
                // Of three links to one path only the one with this very search is where one is.
                activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
                aria-current={part === one ? 'page' : undefined}
                activeProps={{}}
                data-open={part === one}
                className="focus-inset inline-flex h-11 items-center gap-1.5 border-transparent border-b-2 px-2.5 font-medium text-ink-2 text-sm hover:text-ink data-[open=true]:border-accent data-[open=true]:text-ink md:h-12"
              >
                {LABELS[one]}
                {one === 'review' && waiting > 0 ? (
                  <span className="rounded-full bg-approval-soft px-1.5 text-approval-text text-xs tabular-nums">
                    {waiting}
                  </span>
                ) : null}
              </Link>
            ))}
          </nav>
        )}
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-260 flex-col gap-6 px-4 py-6 md:px-8">
          {scanId ? <ScanView scanId={scanId} /> : null}
          {!scanId && part === 'sources' ? <SourcesPanel /> : null}
          {!scanId && part === 'review' ? <ReviewPanel /> : null}
          {!scanId && part === 'ask' ? <AskPanel /> : null}
          {!scanId && part === 'topics' ? <TopicsPanel /> : null}
        </div>
      </div>
    </>
  );
};
