import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Square } from 'lucide-react';
import { useState } from 'react';
import type { ScanView as Scan, ScanPageView } from '../../../../../api/contracts/websites.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Loaded } from '../../../components/page.tsx';
import { DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { documentQuery, scanQuery, useStopScan } from '../api/knowledge.ts';
import { countsOf, KINDS, pathOf, plainAddress, reasonOf, STATES } from '../model/words.ts';
import { ScanProgress } from './scan-row.tsx';

/** One scan: how far it is, and every page with what was taken from it or why nothing was. */
export const ScanView = ({ scanId }: { scanId: string }) => {
  const query = useQuery(scanQuery(scanId));
  return (
    <Loaded query={query} what={t('This scan did not load')}>
      {scan => (
        <>
          <Head scan={scan} />
          {scan.state === 'FAILED' ? <Notice tone="danger">{scan.failure}</Notice> : null}
          {scan.state === 'STOPPED' ? <Notice>{t('It was stopped; what was taken until then stays.')}</Notice> : null}
          {scan.pages.length > 0 ? (
            <section aria-label={t('Pages')}>
              <h3 className="mb-2 font-semibold text-base">{t('Pages')}</h3>
              <ul
                data-testid="scan-pages"
                className="divide-y divide-line overflow-hidden rounded-xl border border-line"
              >
                {scan.pages.map(page => (
                  <PageItem key={page.id} page={page} />
                ))}
              </ul>
            </section>
          ) : null}
        </>
      )}
    </Loaded>
  );
};

const Head = ({ scan }: { scan: Scan }) => {
  const stop = useStopScan();
  const mayStop = useMay(write('knowledge'));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 className="min-w-0 font-semibold text-xl [overflow-wrap:anywhere]">{plainAddress(scan.url)}</h2>
      <span className="text-ink-2 text-sm">
        {scan.kind === 'CHECK' ? t('looked at again ') : ''}
        <DayTime at={scan.createdAt} />
      </span>
      <span className="flex-1" />
      {scan.state === 'RUNNING' ? (
        <>
          <ScanProgress scan={scan} />
          {mayStop ? (
            <Button size="sm" onClick={() => stop.mutate(scan.id)} disabled={stop.isPending}>
              <Square className="size-3" aria-hidden="true" />
              {t('Stop')}
            </Button>
          ) : null}
        </>
      ) : (
        <span data-testid="scan-counts" className="text-sm tabular-nums">
          {countsOf(scan)}
        </span>
      )}
    </div>
  );
};

const TONES: Record<ScanPageView['state'], string> = {
  FOUND: 'text-ink-2',
  TAKEN: 'text-good',
  UNCHANGED: 'text-good',
  CHANGED: 'text-approval-text',
  SKIPPED: 'text-ink-2',
  FAILED: 'text-danger-text',
};

const PageItem = ({ page }: { page: ScanPageView }) => {
  const [opened, setOpened] = useState(false);
  const line = (
    <>
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
        <span className="min-w-0 max-w-full truncate font-medium" title={page.url}>
          {pathOf(page.url)}
        </span>
        <span className="min-w-0 max-w-full truncate text-ink-2 text-sm" dir="auto">
          {[...new Set([KINDS[page.kind], page.title])].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span className="max-w-[45%] shrink-0 text-right text-sm [overflow-wrap:anywhere]">
        <span className={clsx(TONES[page.state], 'font-medium')}>{STATES[page.state]}</span>
        {page.reason ? <span className="block text-ink-2 text-xs">{reasonOf(page)}</span> : null}
      </span>
    </>
  );
  const row = 'flex items-start gap-3 px-4 py-2.5';
  if (!page.documentId) return <li className={clsx(row, 'bg-surface')}>{line}</li>;
  return (
    <li className="bg-surface">
      <details onToggle={event => setOpened(event.currentTarget.open)}>
        <summary
          className={clsx(
            row,
            'focus-inset cursor-pointer list-none hover:bg-sunken [&::-webkit-details-marker]:hidden',
          )}
        >
          {line}
        </summary>
        {opened ? <Taken documentId={page.documentId} url={page.url} /> : null}
      </details>
    </li>
  );
};

/** The passages of a page, as search finds them. */
const Taken = ({ documentId, url }: { documentId: string; url: string }) => {
  const document = useQuery(documentQuery(documentId));
  return (
    <div className="flex flex-col gap-2 border-line border-t bg-canvas px-4 py-3">
      <Loaded query={document} what={t('What was taken did not load')}>
        {({ passages, content }) => (
          <>
            <p className="text-ink-2 text-xs">
              <a href={url} target="_blank" rel="noopener noreferrer" className="underline">
                {t('Open the page')}
              </a>
              {passages.length === 0
                ? t(', being indexed')
                : passages.length === 1
                  ? t(', 1 passage taken')
                  : t(', {passages} passages taken', { passages: passages.length })}
            </p>
            {(passages.length > 0 ? passages.map(passage => passage.text) : [content]).map(text => (
              <p
                key={text}
                dir="auto"
                className="whitespace-pre-wrap rounded-lg border border-line bg-surface px-3 py-2 text-sm [overflow-wrap:anywhere]"
              >
                {text}
              </p>
            ))}
          </>
        )}
      </Loaded>
    </div>
  );
};
