import { sql } from 'drizzle-orm';
import type { Question } from '../../domain/topics/topics.ts';
import type { Tx } from '../database.ts';

/** Of one long talk no more than these count, or it would be all there is. */
const OF_ONE = 20;
const CONVERSATIONS = 1_000;

/**
 * What customers typed since, newest first; at most so many. Found by the newest conversations and then within each, which
 * both have an index: messages alone have none by organization and time.
 */
export async function typedSince(
  tx: Tx,
  { orgId, since, limit }: { orgId: string; since: number; limit: number },
): Promise<{ questions: Question[]; complete: boolean }> {
  const from = sql`${new Date(since).toISOString()}::timestamptz`;
  const { rows } = await tx.execute<{ id: string; text: string | null; at: Date | string | null }>(sql`
    select c.id, m.text, m.created_at as at
    from (
      select id from conversations where org_id = ${orgId} and last_activity_at >= ${from}
      order by last_activity_at desc, id desc limit ${CONVERSATIONS}
    ) c
    left join lateral (
      select left(text, 300) as text, created_at from messages
      where org_id = ${orgId} and conversation_id = c.id and created_at >= ${from}
        and direction = 'in' and text is not null and deleted_at is null
      order by created_at desc, id desc limit ${OF_ONE}
    ) m on true
    order by m.created_at desc nulls last`);
  const conversations = new Set(rows.map(row => row.id)).size;
  const typed = rows.flatMap(({ id, text, at }) =>
    text === null || at === null ? [] : [{ conversationId: id, text, at: new Date(at).getTime() }],
  );
  return { questions: typed.slice(0, limit), complete: typed.length <= limit && conversations < CONVERSATIONS };
}
