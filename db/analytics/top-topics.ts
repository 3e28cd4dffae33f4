/** What customers asked about most in some days (B-AN-1). */
import { sql } from 'drizzle-orm';
import { weightsOf, wordsOf } from '../../domain/topics/grouping.ts';
import type { Tx } from '../database.ts';
import { knownTopics, textsOf } from '../topics/growing.ts';
import { during, type Period } from './period.ts';

export interface TopTopic {
  id: string;
  /** The model's; null while its words name it. */
  name: string | null;
  words: string[];
  questions: number;
  conversations: number;
  /** Questions in as many days right before. */
  before: number;
  lastAt: number;
}

const SHOWN = 20;

/** Those asked about in more than one conversation, most first. @returns with all questions of the days, in a topic or not. */
export async function topTopics(
  tx: Tx,
  period: Period,
  past: Period,
): Promise<{ questions: number; topics: TopTopic[] }> {
  const { orgId } = period;
  const { rows } = await tx.execute<Record<string, string | null>>(sql`
    with asked as (
      select topic_id, count(*) as questions, count(distinct conversation_id) as conversations, max(at) as last_at
      from topic_mentions m where m.org_id = ${orgId} and ${during(sql`m.at`, period)} group by topic_id
    ), shown as (
      select a.*, (select sum(questions) from asked) as whole from asked a
      order by (a.conversations > 1) desc, a.questions desc, a.topic_id limit ${SHOWN}
    )
    select s.topic_id, s.questions, s.conversations, s.whole, extract(epoch from s.last_at) * 1000 as last_at, t.name, t.terms,
      (select count(*) from topic_mentions b where b.org_id = ${orgId} and b.topic_id = s.topic_id and ${during(sql`b.at`, past)}) as before
    from shown s join topics t on t.org_id = ${orgId} and t.id = s.topic_id
    order by s.questions desc, s.conversations desc, s.topic_id`);
  const many = rows.filter(row => Number(row.conversations) > 1);
  const texts = await textsOf(tx, { orgId, topicIds: many.map(row => String(row.topic_id)) });
  const weight = weightsOf(await knownTopics(tx, { orgId }));
  return {
    questions: Number(rows[0]?.whole ?? 0),
    topics: many.map(row => ({
      id: String(row.topic_id),
      name: row.name ?? null,
      words: wordsOf(
        { terms: row.terms as unknown as Record<string, number> },
        texts.get(String(row.topic_id)) ?? [],
        weight,
      ),
      questions: Number(row.questions),
      conversations: Number(row.conversations),
      before: Number(row.before),
      lastAt: Math.round(Number(row.last_at)),
    })),
  };
}

/** What a topic is called; null when there is none of this id. */
export async function topicName(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<string | null> {
  const { rows } = await tx.execute<{ name: string | null; terms: Record<string, number> }>(
    sql`select name, terms from topics where org_id = ${orgId} and id::text = ${id}`,
  );
  const [row] = rows;
  if (!row) return null;
  const texts = (await textsOf(tx, { orgId, topicIds: [id] })).get(id) ?? [];
  return row.name ?? (wordsOf(row, texts, weightsOf(await knownTopics(tx, { orgId }))).join(', ') || null);
}
