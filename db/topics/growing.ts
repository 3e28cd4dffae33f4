/** What the chore of topics reads and writes: new questions, the topics they join, and how far it is (B-AN-1). */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { GrowingTopic } from '../../domain/topics/grouping.ts';
import { topicMentions, topicReading, topics } from '../analytics/table.ts';
import type { Tx } from '../database.ts';

const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Of older organizations no more than this is looked at. */
const FIRST_LOOK_MS = 60 * 86_400_000;
/** Topics a question may join: the ones that were mentioned last. */
export const MOST_TOPICS = 400;

/** Up to when was looked, locked for this transaction: two that look at once would count twice. */
export async function readingOf(tx: Tx, { orgId, now }: { orgId: string; now: number }): Promise<number> {
  await tx
    .insert(topicReading)
    .values({ orgId, through: now - FIRST_LOOK_MS })
    .onConflictDoNothing();
  const [row] = await tx.select().from(topicReading).where(eq(topicReading.orgId, orgId)).for('update');
  return row?.through ?? now;
}

export const readThrough = (tx: Tx, { orgId, through }: { orgId: string; through: number }) =>
  tx.update(topicReading).set({ through }).where(eq(topicReading.orgId, orgId));

/** When something was said for the first time from then on; null when nothing was. Found by the conversations' index. */
export async function anythingSince(tx: Tx, { orgId, since }: { orgId: string; since: number }): Promise<boolean> {
  const { rows } = await tx.execute(
    sql`select 1 from conversations where org_id = ${orgId} and last_activity_at >= ${at(since)} limit 1`,
  );
  return rows.length > 0;
}

export interface Typed {
  id: string;
  conversationId: string;
  text: string;
  at: number;
}

/** What customers typed from `since` to before `until`, oldest first. */
export async function typedBetween(
  tx: Tx,
  { orgId, since, until, limit }: { orgId: string; since: number; until: number; limit: number },
): Promise<Typed[]> {
  const { rows } = await tx.execute<Record<string, string>>(sql`
    select m.id, m.conversation_id, left(m.text, 300) as text, extract(epoch from m.created_at) * 1000 as at from messages m
    where m.org_id = ${orgId} and m.created_at >= ${at(since)} and m.created_at < ${at(until)}
      and m.direction = 'in' and m.text is not null and m.deleted_at is null
      and not exists (select from topic_mentions t where t.org_id = m.org_id and t.message_id = m.id)
    order by m.created_at, m.id limit ${limit}`);
  return rows.map(row => ({
    id: String(row.id),
    conversationId: String(row.conversation_id),
    text: String(row.text),
    at: Math.round(Number(row.at)),
  }));
}

export const knownTopics = (tx: Tx, { orgId }: { orgId: string }): Promise<GrowingTopic[]> =>
  tx
    .select({ id: topics.id, terms: topics.terms, mentions: topics.mentions })
    .from(topics)
    .where(eq(topics.orgId, orgId))
    .orderBy(desc(topics.lastAt))
    .limit(MOST_TOPICS);

export async function saveTopics(
  tx: Tx,
  {
    orgId,
    changed,
    mentions,
    now,
  }: {
    orgId: string;
    changed: readonly (GrowingTopic & { lastAt: number })[];
    mentions: readonly (Typed & { topicId: string })[];
    now: number;
  },
): Promise<void> {
  if (mentions.length === 0) return;
  await tx
    .insert(topics)
    .values(changed.map(topic => ({ ...topic, orgId, createdAt: now })))
    .onConflictDoUpdate({
      target: [topics.orgId, topics.id],
      set: {
        terms: sql`excluded.terms`,
        mentions: sql`excluded.mentions`,
        lastAt: sql`greatest(${topics.lastAt}, excluded.last_at)`,
      },
    });
  await tx
    .insert(topicMentions)
    .values(
      mentions.map(({ id, topicId, conversationId, at: askedAt }) => ({
        ...{ orgId, messageId: id, topicId, conversationId, at: askedAt },
      })),
    )
    .onConflictDoNothing();
}

const FORGOTTEN_MS = 30 * 86_400_000;

/** Topics whose questions are gone (their people were erased) go, and so does what was asked once, long ago. */
export async function forgetTopics(tx: Tx, { orgId, now }: { orgId: string; now: number }): Promise<void> {
  await tx.execute(sql`
    delete from topics t where t.org_id = ${orgId} and (
      (t.mentions < 2 and t.last_at < ${at(now - FORGOTTEN_MS)})
      or not exists (select from topic_mentions m where m.org_id = t.org_id and m.topic_id = t.id))`);
}

/** Topics worth a name: asked about in several conversations, and not named yet, or grown fourfold since. */
export async function namelessTopics(
  tx: Tx,
  { orgId, limit }: { orgId: string; limit: number },
): Promise<{ id: string; terms: Record<string, number>; mentions: number; texts: string[] }[]> {
  const found = await tx
    .select({ id: topics.id, terms: topics.terms, mentions: topics.mentions })
    .from(topics)
    .where(
      and(
        eq(topics.orgId, orgId),
        sql`${topics.mentions} >= greatest(3, ${topics.namedAt} * 4)`,
        sql`(select count(distinct m.conversation_id) from topic_mentions m where m.org_id = ${orgId} and m.topic_id = ${topics.id}) > 1`,
      ),
    )
    .orderBy(desc(topics.mentions))
    .limit(limit);
  const texts = await textsOf(tx, { orgId, topicIds: found.map(topic => topic.id) });
  return found.map(topic => ({ ...topic, texts: texts.get(topic.id) ?? [] }));
}

/** A few of the newest questions of each topic. */
export async function textsOf(
  tx: Tx,
  { orgId, topicIds }: { orgId: string; topicIds: readonly string[] },
): Promise<Map<string, string[]>> {
  if (topicIds.length === 0) return new Map();
  const { rows } = await tx.execute<{ id: string; text: string }>(sql`
    select t.id, asked.text from unnest(${sql.param(topicIds)}::uuid[]) as t (id) cross join lateral (
      select left(m.text, 200) as text, k.at from topic_mentions k join messages m on m.org_id = k.org_id and m.id = k.message_id
      where k.org_id = ${orgId} and k.topic_id = t.id and m.text is not null and m.deleted_at is null
      order by k.at desc limit 12) asked order by asked.at desc`);
  const by = new Map<string, string[]>();
  for (const { id, text } of rows) by.set(id, [...(by.get(id) ?? []), text]);
  return by;
}

/** A name that another topic has means that both are one. Null: the model gave none, and is asked again when it has grown. */
export async function nameTopic(
  tx: Tx,
  { orgId, id, name, mentions }: { orgId: string; id: string; name: string | null; mentions: number },
): Promise<void> {
  const mine = and(eq(topics.orgId, orgId), eq(topics.id, id));
  const [same] =
    name === null
      ? []
      : await tx
          .select({ id: topics.id, mentions: topics.mentions })
          .from(topics)
          .where(
            and(eq(topics.orgId, orgId), sql`lower(${topics.name}) = lower(${name})`, sql`${topics.id} <> ${id}::uuid`),
          )
          .limit(1);
  if (!same) {
    await tx.update(topics).set({ name, namedAt: mentions }).where(mine);
    return;
  }
  await tx
    .update(topicMentions)
    .set({ topicId: same.id })
    .where(and(eq(topicMentions.orgId, orgId), eq(topicMentions.topicId, id)));
  await tx
    .update(topics)
    .set({ mentions: same.mentions + mentions, namedAt: same.mentions + mentions })
    .where(and(eq(topics.orgId, orgId), eq(topics.id, same.id)));
  await tx.delete(topics).where(mine);
}
