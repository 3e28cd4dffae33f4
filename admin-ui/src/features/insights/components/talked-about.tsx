import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SentimentDays, TopTopics } from '../../../../../api/contracts/analytics.ts';
import type { Sentiment } from '../../../../../domain/words.ts';
import { Filled } from '../../../components/filled.tsx';
import { Loaded } from '../../../components/page.tsx';
import { count, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { sentimentQuery, topTopicsQuery } from '../api/analytics.ts';
import type { Days, InsightSearch } from '../model/search.ts';
import { columnsOf } from '../model/series.ts';
import { DayBars, type Series } from './charts/day-bars.tsx';
import { ShareBars } from './charts/share-bars.tsx';
import { Nothing, Panel } from './panel.tsx';

interface ChartProps {
  days: Days;
  search: InsightSearch;
}

const MOODS: readonly Series<'happy' | 'neutral' | 'unhappy'>[] = [
  { key: 'happy', label: t('Pleased'), fill: 'solid' },
  { key: 'neutral', label: t('Neutral'), fill: 'light' },
  { key: 'unhappy', label: t('Unhappy'), fill: 'hatched' },
];

const MOOD_LABELS: Record<Sentiment, string> = {
  VERY_POSITIVE: t('Very pleased'),
  POSITIVE: t('Pleased'),
  NEUTRAL: t('Neutral'),
  FRUSTRATED: t('Frustrated'),
  ANGRY: t('Angry'),
};
const ORDER = Object.keys(MOOD_LABELS) as Sentiment[];

/** Where between angry and very pleased it lies, in a word. */
const moodWord = (average: number): string =>
  average >= 0.5
    ? t('pleased')
    : average >= 0.15
      ? t('mostly pleased')
      : average > -0.15
        ? t('neutral')
        : average > -0.5
          ? t('mostly unhappy')
          : t('unhappy');

const trendOf = ({ value, before }: SentimentDays['average']): string => {
  if (value === null) return '';
  if (before === null) return t('Nothing was read in the days before.');
  const change = value - before;
  if (Math.abs(change) < 0.05) return t('About the same as in the days before.');
  return change > 0 ? t('Better than in the days before.') : t('Worse than in the days before.');
};

/** How customers sounded, as the agent read them, by day and in all. */
export const MoodPanel = ({ days, search }: ChartProps) => {
  const query = useQuery(sentimentQuery(days));
  const navigate = useNavigate();
  return (
    <Panel
      title={t('How customers sound')}
      about={t('As the agent read what they wrote; one reading for each of its turns.')}
    >
      <Loaded query={query} what={t('The moods did not load')} rows={3}>
        {({ readings, total, average, days: each }) =>
          readings === 0 ? (
            <Nothing>{t('The agent has read nothing in these days.')}</Nothing>
          ) : (
            <div data-testid="moods">
              <p className="text-ink-2 text-sm" data-testid="mood-average">
                <Filled
                  text={t('On average {mood}.')}
                  values={{ mood: <span className="font-medium text-ink">{moodWord(average.value ?? 0)}</span> }}
                />{' '}
                {trendOf(average)}
              </p>
              <DayBars
                label={t('How customers sounded by day')}
                columns={columnsOf(
                  each.map(day => ({
                    day: day.day,
                    happy: day.VERY_POSITIVE + day.POSITIVE,
                    neutral: day.NEUTRAL,
                    unhappy: day.FRUSTRATED + day.ANGRY,
                  })),
                  ['happy', 'neutral', 'unhappy'],
                )}
                series={MOODS}
                format={count}
                onPick={(from, to) =>
                  void navigate({ to: '/insights/$measure', params: { measure: 'sentiment' }, search: { from, to } })
                }
              />
              <div className="mt-2">
                <ShareBars
                  shares={ORDER.filter(word => total[word] > 0).map(word => ({
                    ...{ key: word, label: MOOD_LABELS[word], count: total[word] },
                  }))}
                  whole={readings}
                  measure="sentiment"
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

const nameOf = ({ name, words }: TopTopics['topics'][number]): string =>
  sentence(name ?? (words.length > 0 ? words.join(', ') : t('without common words')));

const asideOf = ({ conversations, questions, before }: TopTopics['topics'][number]): string => {
  const chats = t('in {conversations} chats', { conversations: count(conversations) });
  if (before === 0) return t('{chats} · new', { chats });
  const change = Math.round(((questions - before) / before) * 100);
  return change === 0 ? chats : `${chats} · ${change > 0 ? '▲' : '▼'} ${Math.abs(change)}%`;
};

/** What customers asked about most: each leads to the conversations it was asked in. */
export const TopicsPanel = ({ days, search }: ChartProps) => {
  const query = useQuery(topTopicsQuery(days));
  return (
    <Panel
      title={t('What customers ask about')}
      about={t('Questions put together by the words they share; the arrow compares with the days before.')}
    >
      <Loaded query={query} what={t('The topics did not load')} rows={3}>
        {({ topics, questions }) =>
          topics.length === 0 ? (
            <Nothing>
              {questions === 0
                ? t('No question was asked in these days, or none was read yet: that takes up to a minute.')
                : t('No two customers asked about the same thing in these days.')}
            </Nothing>
          ) : (
            <div data-testid="top-topics">
              <ShareBars
                shares={topics.slice(0, 12).map(topic => ({
                  ...{ key: topic.id, label: nameOf(topic), count: topic.questions, aside: asideOf(topic) },
                }))}
                whole={questions}
                measure="topic"
                search={search}
              />
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
};
