import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Loaded } from '../../../components/page.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { overviewQuery } from '../api/analytics.ts';
import { chosenDays, type InsightSearch } from '../model/search.ts';
import { ChannelsPanel, ChatsPanel, CostPanel, LeadsPanel, MessagesPanel } from './charts-grid.tsx';
import { Figures } from './figures.tsx';
import { DropOffPanel, FunnelPanel } from './funnel-panel.tsx';
import { PeriodPicker } from './period-picker.tsx';
import { ResponsePanel } from './response-panel.tsx';
import { EscalationQueue, StaleKnowledge, Standing } from './standing.tsx';
import { MoodPanel, TopicsPanel } from './talked-about.tsx';

const route = getRouteApi('/room/insights');

/** What a manager looks at first: how things stand, how the days went, and what is behind every number. */
export const InsightsPage = () => {
  const { part: _part, ...search }: InsightSearch = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const days = chosenDays(search, useNow(60_000), zone);
  const overview = useQuery(overviewQuery(days));
  useEffect(() => {
    document.title = t('Insights · Parley');
  }, []);
  const shared = { days, search };
  return (
    <>
      <TopBar title={t('Insights')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain bg-canvas">
        <div
          className={`mx-auto flex max-w-320 flex-col gap-4 px-3 py-4 md:px-6 md:py-6 ${overview.isPlaceholderData ? 'opacity-60' : ''}`}
        >
          <h2 className="sr-only">{t('How it is going')}</h2>
          <Loaded query={overview} what={t('The figures did not load')} rows={3}>
            {data => (
              <>
                <Standing now={data.now} />
                <StaleKnowledge stale={data.now.staleKnowledge} />
                <PeriodPicker
                  search={search}
                  days={days}
                  zone={zone}
                  onChange={next => void navigate({ search: next })}
                />
                <Figures overview={data} search={search} />
              </>
            )}
          </Loaded>
          <div className="grid gap-4 lg:grid-cols-2">
            <ChatsPanel {...shared} />
            <LeadsPanel {...shared} />
            <FunnelPanel {...shared} />
            <ResponsePanel {...shared} />
            <ChannelsPanel {...shared} />
            <EscalationQueue />
            <MessagesPanel {...shared} />
            <CostPanel {...shared} />
            <DropOffPanel {...shared} />
            <MoodPanel {...shared} />
            <TopicsPanel {...shared} />
          </div>
        </div>
      </div>
    </>
  );
};
