import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Measure } from '../../../../../domain/analytics/measures.ts';
import type { Day } from '../../../../../domain/analytics/range.ts';
import { LEAD_SOURCES } from '../../../../../domain/words.ts';
import { Filled } from '../../../components/filled.tsx';
import { Loaded } from '../../../components/page.tsx';
import { count, money, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';
import { costDaysQuery, leadDaysQuery, messageDaysQuery } from '../api/analytics.ts';
import type { Days, InsightSearch } from '../model/search.ts';
import { columnsOf } from '../model/series.ts';
import { DayBars, type Series } from './charts/day-bars.tsx';
import { ShareBars } from './charts/share-bars.tsx';
import { Nothing, Panel } from './panel.tsx';

interface ChartProps {
  days: Days;
  search: InsightSearch;
}

/** From a column to what is behind it. */
const usePick = (measure: Measure) => {
  const navigate = useNavigate();
  return (from: Day, to: Day) => void navigate({ to: '/insights/$measure', params: { measure }, search: { from, to } });
};

const CHATS: readonly Series<'chats'>[] = [{ key: 'chats', label: t('Chats'), fill: 'solid' }];

export const ChatsPanel = ({ days }: ChartProps) => {
  const query = useQuery(messageDaysQuery(days));
  const pick = usePick('chats');
  return (
    <Panel title={t('New chats')}>
      <Loaded query={query} what={t('The chats did not load')} rows={2}>
        {data =>
          data.days.every(day => day.chats === 0) ? (
            <Nothing>{t('No chat began in these days. Write to your number, and one will stand here.')}</Nothing>
          ) : (
            <DayBars
              label={t('New chats by day')}
              columns={columnsOf(data.days, ['chats'])}
              series={CHATS}
              format={count}
              onPick={pick}
            />
          )
        }
      </Loaded>
    </Panel>
  );
};

const MESSAGES: readonly Series<'received' | 'sent'>[] = [
  { key: 'received', label: t('Received'), fill: 'solid' },
  { key: 'sent', label: t('Sent'), fill: 'light' },
];

export const MessagesPanel = ({ days }: ChartProps) => {
  const query = useQuery(messageDaysQuery(days));
  const pick = usePick('messages');
  return (
    <Panel title={t('Messages')}>
      <Loaded query={query} what={t('The messages did not load')} rows={2}>
        {data =>
          data.days.every(day => day.received + day.sent === 0) ? (
            <Nothing>{t('Nothing was written in these days.')}</Nothing>
          ) : (
            <DayBars
              label={t('Messages by day')}
              columns={columnsOf(data.days, ['received', 'sent'])}
              series={MESSAGES}
              format={count}
              onPick={pick}
            />
          )
        }
      </Loaded>
    </Panel>
  );
};

const LEADS: readonly Series<'hot' | 'warm' | 'cold' | 'unscored'>[] = [
  { key: 'hot', label: t('Hot'), fill: 'solid' },
  { key: 'warm', label: t('Warm'), fill: 'hatched' },
  { key: 'cold', label: t('Cold'), fill: 'light' },
  { key: 'unscored', label: t('Not scored'), fill: 'dotted' },
];

export const LeadsPanel = ({ days }: ChartProps) => {
  const query = useQuery(leadDaysQuery(days));
  const pick = usePick('leads');
  return (
    <Panel title={t('New leads')} about={t('By the day they came, and how warm they are now.')}>
      <Loaded query={query} what={t('The leads did not load')} rows={2}>
        {data =>
          data.total === 0 ? (
            <Nothing>{t('No lead came in these days.')}</Nothing>
          ) : (
            <DayBars
              label={t('New leads by day')}
              columns={columnsOf(data.days, ['hot', 'warm', 'cold', 'unscored'])}
              series={LEADS}
              format={count}
              onPick={pick}
            />
          )
        }
      </Loaded>
    </Panel>
  );
};

const CHANNEL_LABELS: Record<string, string> = { whatsapp: 'WhatsApp', none: t('No conversation yet') };
const sourceLabel = (key: string): string => {
  const known = LEAD_SOURCES.find(source => source === key);
  return sentence(known ? SOURCE_LABELS[known] : key);
};

export const ChannelsPanel = ({ days, search }: ChartProps) => {
  const query = useQuery(leadDaysQuery(days));
  return (
    <Panel title={t('Where leads come from')}>
      <Loaded query={query} what={t('The channels did not load')} rows={2}>
        {data =>
          data.total === 0 ? (
            <Nothing>{t('No lead came in these days.')}</Nothing>
          ) : (
            <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2" data-testid="channels">
              <div>
                <h4 className="mb-1 text-ink-2 text-xs">{t('By channel')}</h4>
                <ShareBars
                  shares={data.channels.map(each => ({
                    ...each,
                    label: CHANNEL_LABELS[each.key] ?? sentence(each.key),
                  }))}
                  whole={data.total}
                  measure="channel"
                  search={search}
                />
              </div>
              <div>
                <h4 className="mb-1 text-ink-2 text-xs">{t('By source')}</h4>
                <ShareBars
                  shares={data.sources.map(each => ({ ...each, label: sourceLabel(each.key) }))}
                  whole={data.total}
                  measure="source"
                  search={search}
                />
              </div>
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
};

const COSTS: readonly Series<'modelMicros' | 'messageMicros'>[] = [
  { key: 'modelMicros', label: t('Model'), fill: 'solid' },
  { key: 'messageMicros', label: 'WhatsApp', fill: 'light' },
];
const dollars = (micros: number): string => money(micros, 'USD').replace(/(\.\d\d)00$/, '$1');

const Strong = ({ children }: { children: string }) => (
  <span className="font-medium text-ink tabular-nums">{children}</span>
);

export const CostPanel = ({ days }: ChartProps) => {
  const query = useQuery(costDaysQuery(days));
  const pick = usePick('cost');
  return (
    <Panel title={t('Cost')}>
      <Loaded query={query} what={t('The costs did not load')} rows={2}>
        {({ total, previous, days: each }) => (
          <>
            <p className="text-ink-2 text-sm" data-testid="cost-total">
              <Filled
                text={t('{cost} and {tokens} tokens; the days before {costBefore} and {tokensBefore}.')}
                values={{
                  cost: <Strong>{dollars(total.modelMicros + total.messageMicros)}</Strong>,
                  tokens: <Strong>{count(total.tokens)}</Strong>,
                  costBefore: dollars(previous.modelMicros + previous.messageMicros),
                  tokensBefore: count(previous.tokens),
                }}
              />
            </p>
            {total.modelMicros + total.messageMicros === 0 ? (
              <Nothing>{t('Nothing was spent in these days.')}</Nothing>
            ) : (
              <DayBars
                label={t('Cost by day')}
                columns={columnsOf(each, ['modelMicros', 'messageMicros'])}
                series={COSTS}
                format={dollars}
                onPick={pick}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
};
