import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, SearchX } from 'lucide-react';
import { useEffect } from 'react';
import type { Behind } from '../../../../../api/contracts/analytics.ts';
import { isStanding, type Measure } from '../../../../../domain/analytics/measures.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { useNow } from '../../../lib/clock.ts';
import { count, money, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { OWNER_LABELS, STAGE_LABELS } from '../../inbox/model/labels.ts';
import { behindQuery } from '../api/analytics.ts';
import { amountText, measureTitle } from '../model/measure-words.ts';
import { chosenDays, type InsightSearch, measureOf } from '../model/search.ts';
import { yearSpan } from '../model/series.ts';

const route = getRouteApi('/room/insights/$measure');

/** Every conversation or lead a figure is made of; their shares add up to it. */
export const BehindPage = () => {
  const measure = measureOf(route.useParams().measure);
  const search: InsightSearch = route.useSearch();
  useEffect(() => {
    document.title = t('Behind the figure · Parley');
  }, []);
  const { part: _part, ...days } = search;
  return (
    <>
      <TopBar title={t('Insights')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex max-w-190 flex-col gap-4 px-3 py-4 md:px-8 md:py-6">
          <Link
            to="/insights"
            search={days}
            className="inline-flex items-center gap-1.5 self-start font-medium text-ink-2 text-sm hover:text-ink"
          >
            <ArrowLeft className="size-4" aria-hidden="true" />
            {t('All figures')}
          </Link>
          {measure ? (
            <Rows measure={measure} search={search} />
          ) : (
            <EmptyState icon={<SearchX className="size-6" />} title={t('There is no such figure')}>
              <p>{t('The address names a figure that Parley does not count. Choose one from all figures.')}</p>
            </EmptyState>
          )}
        </div>
      </div>
    </>
  );
};

const Rows = ({ measure, search }: { measure: Measure; search: InsightSearch }) => {
  const zone = useZone();
  const days = chosenDays(search, useNow(60_000), zone);
  const pages = useInfiniteQuery(behindQuery(days, measure, search.part));
  return (
    <>
      <header>
        <h2 className="font-semibold text-xl [overflow-wrap:anywhere]">
          {measureTitle(measure, measure === 'topic' ? (pages.data?.pages[0]?.partName ?? undefined) : search.part)}
        </h2>
        <p className="text-ink-2 text-sm">
          {isStanding(measure) ? t('As things stand now') : yearSpan(days.from, days.to)}
        </p>
      </header>
      <Loaded query={pages} what={t('What is behind this figure did not load')} rows={6}>
        {data => {
          const rows = data.pages.flatMap(page => page.rows);
          const [first] = data.pages;
          const whole = first?.sum ?? 0;
          if (rows.length === 0)
            return (
              <EmptyState icon={<SearchX className="size-6" />} title={t('Nothing is behind it')}>
                <p>{t('The figure is zero for these days.')}</p>
              </EmptyState>
            );
          return (
            <>
              <p className="text-sm" data-testid="behind-total" data-sum={whole} data-count={first?.count ?? 0}>
                <span className="font-semibold text-lg tabular-nums">
                  {measure === 'cost' ? money(whole, 'USD') : count(whole)}
                </span>{' '}
                <span className="text-ink-2">{amountText(measure, first?.count ?? 0)}</span>
              </p>
              <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line" data-testid="behind">
                {rows.map(row => (
                  <li key={`${row.conversationId}-${row.contactId}`}>
                    <BehindRow row={row} measure={measure} />
                  </li>
                ))}
              </ul>
              {pages.hasNextPage ? (
                <p className="text-center">
                  <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {t('Show more')}
                  </Button>
                </p>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </>
  );
};

const ROW = 'flex items-center gap-4 bg-surface px-4 py-2.5 text-sm';

const BehindRow = ({ row, measure }: { row: Behind['rows'][number]; measure: Measure }) => {
  const words = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <bdi>{row.contactId ? row.name?.trim() || row.address || t('Without a name') : t('Of no conversation')}</bdi>
        </span>
        <span className="block truncate text-ink-2">
          {row.contactId
            ? [
                row.stage ? STAGE_LABELS[row.stage] : t('no conversation yet'),
                row.owner ? OWNER_LABELS[row.owner] : null,
                row.leadStatus ? sentence(row.leadStatus) : null,
              ]
                .filter(word => word !== null)
                .join(' · ')
            : t('Websites read, answers tried out')}
        </span>
      </span>
      {measure === 'cost' ? (
        <span className="shrink-0 font-medium tabular-nums">{money(row.amount, 'USD')}</span>
      ) : row.amount > 1 ? (
        <span className="shrink-0 font-medium tabular-nums">{count(row.amount)}</span>
      ) : null}
      <Ago at={row.at} className="w-14 shrink-0 text-right text-ink-2 text-xs" />
    </>
  );
  if (row.contactId === null) return <div className={ROW}>{words}</div>;
  if (row.conversationId === null)
    return (
      <Link
        to="/leads/{-$contactId}"
        params={{ contactId: row.contactId }}
        className={`${ROW} focus-inset hover:bg-sunken`}
      >
        {words}
      </Link>
    );
  return (
    <Link
      to="/inbox/{-$conversationId}"
      params={{ conversationId: row.conversationId }}
      search={{ view: 'all' }}
      className={`${ROW} focus-inset hover:bg-sunken`}
    >
      {words}
    </Link>
  );
};
