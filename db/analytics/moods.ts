/** How customers sounded, by day (B-AN-1): one reading for each turn in which the model read what they wrote. */
import { type SQL, sql } from 'drizzle-orm';
import { SENTIMENTS, type Sentiment } from '../../domain/words.ts';
import type { Tx } from '../database.ts';
import { during, instantSql, type Period } from './period.ts';

/** `(conversation_id, sentiment, at)`. What was tapped, or not read, is no reading. */
export const readings = ({ orgId, ...period }: Period): SQL => sql`
  select t.conversation_id, s.result->'extraction'->>'sentiment' as sentiment, s.created_at as at
  from turn_steps s join turns t on t.org_id = s.org_id and t.id = s.turn_id
  where s.org_id = ${orgId} and ${during(sql`s.created_at`, period)} and s.step = 'extract' and s.model is not null
    and s.result->'extraction'->>'sentiment' is not null`;

export type MoodCounts = Record<Sentiment, number>;
const none = (): MoodCounts => Object.fromEntries(SENTIMENTS.map(word => [word, 0])) as MoodCounts;
const isSentiment = (word: string): word is Sentiment => (SENTIMENTS as readonly string[]).includes(word);

/** @param bounds see DayRange. */
export async function moodsByDay(tx: Tx, period: Period, bounds: readonly number[]): Promise<MoodCounts[]> {
  const days = bounds.slice(1).map(none);
  const { rows } = await tx.execute<{ day: string; sentiment: string; count: string }>(sql`
    select width_bucket(at, array[${sql.join(bounds.map(instantSql), sql`, `)}]) - 1 as day, sentiment, count(*) as count
    from (${readings(period)}) each group by 1, 2`);
  for (const row of rows) {
    const day = days[Number(row.day)];
    if (day && isSentiment(row.sentiment)) day[row.sentiment] = Number(row.count);
  }
  return days;
}
