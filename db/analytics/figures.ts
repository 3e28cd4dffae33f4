/** The figures of the dashboard: sums over the sets of sets.ts, and the same sums by day. */
import { type SQL, sql } from 'drizzle-orm';
import { FUNNEL, FUNNEL_STEPS, type FunnelStep, type Measure } from '../../domain/analytics/measures.ts';
import type { Tx } from '../database.ts';
import { during, instantSql, type Period } from './period.ts';
import { said } from './responses.ts';
import { channelOf, everIn, setOf, temperatureOf } from './sets.ts';

/**
 * Sorting the messages of a month in memory instead of on disk, and no compiling of a query that runs once: that took seconds
 * where the query takes tenths. For the rest of the transaction.
 */
export const prepareToCount = (tx: Tx) =>
  tx.execute(sql`select set_config('work_mem', '48MB', true), set_config('jit', 'off', true)`);

/** Messages are many: their sum needs no rows by conversation first. */
const sumOf = (measure: Measure, period: Period): SQL =>
  measure === 'messages'
    ? sql`select count(*) from messages m where m.org_id = ${period.orgId} and ${during(sql`m.created_at`, period)} and ${said(sql`m`)}`
    : sql`select coalesce(sum(amount), 0)::bigint from (${setOf(measure, period, null)}) rows`;

/** Sums of these measures over a period. */
export async function sumsOf<M extends Measure>(
  tx: Tx,
  measures: readonly M[],
  period: Period,
): Promise<Record<M, number>> {
  const each = measures.map(measure => sql`(${sumOf(measure, period)}) as ${sql.identifier(measure)}`);
  const { rows } = await tx.execute<Record<string, string>>(sql`select ${sql.join(each, sql`, `)}`);
  return Object.fromEntries(measures.map(measure => [measure, Number(rows[0]?.[measure] ?? 0)])) as Record<M, number>;
}

/** Messages on average until a lead was qualified, and how many leads that is of. */
export async function messagesToQualification(
  tx: Tx,
  period: Period,
): Promise<{ leads: number; average: number | null }> {
  const { rows } = await tx.execute<{ leads: string; average: string | null }>(
    sql`select count(*) as leads, avg(amount) as average from (${setOf('qualifying', period, null)}) rows`,
  );
  const [row] = rows;
  return { leads: Number(row?.leads ?? 0), average: row?.average == null ? null : Number(row.average) };
}

/** Which day an instant lies in, from 0: the days are the organization's, wherever its clock jumps. */
const dayIndex = (at: SQL, bounds: readonly number[]): SQL =>
  sql`width_bucket(${at}, array[${sql.join(bounds.map(instantSql), sql`, `)}]) - 1`;

/** By day: conversations begun, messages received and sent. @param bounds see DayRange. */
export async function messagesByDay(tx: Tx, period: Period, bounds: readonly number[]) {
  const days = bounds.slice(1).map(() => ({ chats: 0, received: 0, sent: 0 }));
  const { rows } = await tx.execute<Record<string, string>>(sql`
    select ${dayIndex(sql`at`, bounds)} as day, what, count(*) as count from (
      select at, 'chats' as what from (${setOf('chats', period, null)}) begun
      union all
      select m.created_at, case m.direction when 'in' then 'received' else 'sent' end from messages m
      where m.org_id = ${period.orgId} and ${during(sql`m.created_at`, period)} and ${said(sql`m`)}
    ) each group by 1, 2`);
  for (const row of rows) {
    const day = days[Number(row.day)];
    if (day) day[row.what as keyof typeof day] = Number(row.count);
  }
  return days;
}

/** By day and temperature; by channel; by source. */
export async function leadsBy(tx: Tx, period: Period, bounds: readonly number[]) {
  const days = bounds.slice(1).map(() => ({ hot: 0, warm: 0, cold: 0, unscored: 0 }));
  const { rows } = await tx.execute<Record<string, string>>(sql`
    select ${dayIndex(sql`p.created_at`, bounds)} as day, ${temperatureOf} as temperature, ${channelOf} as channel, l.source, count(*) as count
    from contacts p join leads l on l.org_id = p.org_id and l.contact_id = p.id
    where p.org_id = ${period.orgId} and p.merged_into_id is null and ${during(sql`p.created_at`, period)} group by 1, 2, 3, 4`);
  const channels = new Map<string, number>();
  const sources = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string | undefined, count: number) =>
    counts.set(key ?? '', (counts.get(key ?? '') ?? 0) + count);
  for (const row of rows) {
    const count = Number(row.count);
    const day = days[Number(row.day)];
    if (day) day[row.temperature as keyof typeof day] += count;
    add(channels, row.channel, count);
    add(sources, row.source, count);
  }
  const shares = (counts: Map<string, number>) =>
    [...counts].map(([key, count]) => ({ key, count })).sort((a, b) => b.count - a.count || a.key.localeCompare(b.key));
  return { days, channels: shares(channels), sources: shares(sources) };
}

/** How many leads of the period ever got to each step. */
export async function funnelOf(tx: Tx, period: Period): Promise<Record<FunnelStep, number>> {
  const steps = FUNNEL_STEPS.map(step => {
    const statuses = FUNNEL[step];
    return sql`count(*) filter (where ${statuses === null ? sql`true` : everIn(statuses)}) as ${sql.identifier(step)}`;
  });
  const { rows } = await tx.execute<Record<string, string>>(sql`
    select ${sql.join(steps, sql`, `)} from contacts p join leads l on l.org_id = p.org_id and l.contact_id = p.id
    where p.org_id = ${period.orgId} and p.merged_into_id is null and ${during(sql`p.created_at`, period)}`);
  return Object.fromEntries(FUNNEL_STEPS.map(step => [step, Number(rows[0]?.[step] ?? 0)])) as Record<
    FunnelStep,
    number
  >;
}

/** Where customers fell silent for good: conversations of the period by the stage they were in. */
export async function dropOffs(tx: Tx, period: Period): Promise<{ stage: string; count: number }[]> {
  const { rows } = await tx.execute<{ stage: string; count: string }>(sql`
    select c.stage, count(*) as count from (${setOf('dropped_off', period, null)}) silent
    join conversations c on c.org_id = ${period.orgId} and c.id = silent.conversation_id group by c.stage order by count(*) desc, c.stage`);
  return rows.map(row => ({ stage: row.stage, count: Number(row.count) }));
}

/** Micros and tokens by day: the model's, and what messages cost. */
export async function costByDay(tx: Tx, period: Period, bounds: readonly number[]) {
  const days = bounds.slice(1).map(() => ({ modelMicros: 0, messageMicros: 0, tokens: 0 }));
  const { orgId } = period;
  const { rows } = await tx.execute<Record<string, string>>(sql`
    select ${dayIndex(sql`at`, bounds)} as day, sum(model) as model, sum(message) as message, sum(tokens) as tokens from (
      select s.created_at as at, s.cost_micros as model, 0::bigint as message, s.input_tokens + s.output_tokens as tokens from turn_steps s
      where s.org_id = ${orgId} and ${during(sql`s.created_at`, period)}
      union all select k.at, k.cost_micros, 0, k.input_tokens + k.output_tokens from model_calls k where k.org_id = ${orgId} and ${during(sql`k.at`, period)}
      union all select m.created_at, 0, m.cost_micros, 0 from messages m
      where m.org_id = ${orgId} and ${during(sql`m.created_at`, period)} and m.cost_micros > 0
    ) each group by 1`);
  for (const row of rows) {
    const day = days[Number(row.day)];
    if (day)
      Object.assign(day, {
        modelMicros: Number(row.model),
        messageMicros: Number(row.message),
        tokens: Number(row.tokens),
      });
  }
  return days;
}

export type CostDay = Awaited<ReturnType<typeof costByDay>>[number];
export const totalOf = (days: readonly CostDay[]): CostDay =>
  days.reduce(
    (sum, day) => ({
      modelMicros: sum.modelMicros + day.modelMicros,
      messageMicros: sum.messageMicros + day.messageMicros,
      tokens: sum.tokens + day.tokens,
    }),
    { modelMicros: 0, messageMicros: 0, tokens: 0 },
  );
