/** Response times in SQL: the rules are those of domain/analytics/response.ts. */
import { type SQL, sql } from 'drizzle-orm';
import type { Spread } from '../../domain/analytics/response.ts';
import type { Tx } from '../database.ts';
import { during, instantSql, type Period } from './period.ts';

const LEFT = sql.raw(`('SENT', 'DELIVERED', 'READ', 'UNKNOWN')`);
/** It reached us, or left for the customer as far as anybody knows (an unconfirmed send counts as sent). @param m the message. */
export const said = (m: SQL): SQL => sql`(${m}.kind <> 'SYSTEM' and (${m}.direction = 'in' or ${m}.state in ${LEFT}))`;
/** The same without what asks for no answer. */
const counts = (m: SQL): SQL =>
  sql`(${m}.kind <> 'SYSTEM' and ((${m}.direction = 'in' and ${m}.answerable) or (${m}.direction = 'out' and ${m}.sender in ('BOT', 'HUMAN') and ${m}.state in ${LEFT})))`;

/**
 * `(conversation_id, asked_at, ms, answered_by)`: one row for each message of the period that began to wait. What was said before
 * and after the period is looked up where a wait crosses its edge.
 */
export function answersIn(period: Period): SQL {
  const { orgId } = period;
  // What was said last before the period decides whether its first message begins to wait.
  const before = sql`(select p.direction from messages p where p.org_id = ${orgId} and p.conversation_id = k.conversation_id
    and (p.created_at, p.id) < (k.created_at, k.id) and ${counts(sql`p`)} order by p.created_at desc, p.id desc limit 1)`;
  return sql`
    select a.conversation_id, a.created_at as asked_at,
      extract(epoch from greatest(coalesce(a.answered_at, later.at), case when coalesce(a.answered_at, later.at) is not null then a.at end) - a.at) * 1000 as ms,
      case coalesce(a.sender, later.sender) when 'BOT' then 'AI' when 'HUMAN' then 'PERSON' end as answered_by
    from (
      select conversation_id, id, direction, created_at, at, lead(at) over talk as answered_at, lead(sender) over talk as sender
      from (
        select m.conversation_id, m.id, m.direction, m.created_at, m.at, m.sender, m.number, lag(m.direction) over (partition by m.conversation_id order by m.created_at, m.id) as said_before
        from messages m where m.org_id = ${orgId} and ${during(sql`m.created_at`, period)} and ${counts(sql`m`)}
      ) k
      where direction = 'out' or said_before = 'out' or (said_before is null and (number = 1 or coalesce(${before}, 'out') = 'out'))
      window talk as (partition by conversation_id order by created_at, id)
    ) a
    left join lateral (
      select f.at, f.sender from messages f where a.answered_at is null and f.org_id = ${orgId} and f.conversation_id = a.conversation_id
        and f.created_at >= ${instantSql(period.endMs)} and f.direction = 'out' and ${counts(sql`f`)} order by f.created_at, f.id limit 1
    ) later on a.answered_at is null
    where a.direction = 'in'`;
}

export interface ResponseTimes {
  ai: Spread | null;
  people: Spread | null;
  all: Spread | null;
  unanswered: number;
}

/** Percentiles by nearest rank. */
export async function responseTimes(tx: Tx, period: Period): Promise<ResponseTimes> {
  const { rows } = await tx.execute<Record<string, string | null>>(sql`
    select answered_by, grouping(answered_by)::int as whole, count(*) as asked, count(ms) as count, avg(ms) as avg, min(ms) as min, max(ms) as max,
      percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.95) within group (order by ms) as p95
    from (${answersIn(period)}) each group by grouping sets ((answered_by), ())`);
  const all = rows.find(row => Number(row.whole) === 1);
  const by = (who: string) => rows.find(row => row.answered_by === who);
  return {
    ai: spread(by('AI')),
    people: spread(by('PERSON')),
    all: spread(all),
    unanswered: Number(all?.asked ?? 0) - Number(all?.count ?? 0),
  };
}

function spread(row: Record<string, string | null> | undefined): Spread | null {
  const count = Number(row?.count ?? 0);
  if (!row || count === 0) return null;
  const [avgMs = 0, minMs = 0, maxMs = 0, p50Ms = 0, p95Ms = 0] = [row.avg, row.min, row.max, row.p50, row.p95].map(
    Number,
  );
  return { count, avgMs, minMs, maxMs, p50Ms, p95Ms };
}
