/** How customers sound, and what they ask about (B-AN-1). */
import { type MoodCounts, moodsByDay } from '../../db/analytics/moods.ts';
import { topTopics } from '../../db/analytics/top-topics.ts';
import { averageMood } from '../../domain/sentiment/average.ts';
import { SENTIMENTS } from '../../domain/words.ts';
import { sentimentSchema, topTopicsSchema } from '../contracts/analytics.ts';
import { defineEndpoint } from '../endpoint.ts';
import { iso } from '../messages/view.ts';
import { asked, common } from './asked.ts';

const sumOf = (days: readonly MoodCounts[]): MoodCounts =>
  Object.fromEntries(SENTIMENTS.map(word => [word, days.reduce((sum, day) => sum + day[word], 0)])) as MoodCounts;

export const sentimentEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/sentiment',
  summary: 'How customers sounded, by day, as the agent read them',
  response: sentimentSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { range, period, before, shown } = await asked(tx, orgId, query, services.clock.now());
      const days = await moodsByDay(tx, period, range.bounds);
      const total = sumOf(days);
      const past = sumOf(await moodsByDay(tx, before, [before.startMs, before.endMs]));
      return {
        ...shown,
        readings: SENTIMENTS.reduce((sum, word) => sum + total[word], 0),
        total,
        average: { value: averageMood(total), before: averageMood(past) },
        days: days.map((each, index) => ({ day: range.days[index] ?? '', ...each })),
      };
    }),
});

export const topTopicsEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/top-topics',
  summary:
    'What customers asked about most: questions put together by the words they share, named by the model where it may be asked',
  response: topTopicsSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { period, before, shown } = await asked(tx, orgId, query, services.clock.now());
      const { questions, topics } = await topTopics(tx, period, before);
      return { ...shown, questions, topics: topics.map(topic => ({ ...topic, lastAt: iso(topic.lastAt) })) };
    }),
});
