/**
 * What every figure of the dashboard is made of (X-METRIC, C-DASH): the one place. Each measure is a set of rows
 * `(conversation_id, contact_id, amount, at)`; the figure is the sum of the amounts, and the list behind it is these rows, so
 * that both cannot differ.
 */
import { type SQL, sql } from 'drizzle-orm';
import {
  DROPPED_OFF_AFTER_MS,
  FUNNEL,
  type FunnelStep,
  type Measure,
  QUALIFIED_OR_BEYOND,
} from '../../domain/analytics/measures.ts';
import type { LeadStatus } from '../../domain/words.ts';
import { viewRule } from '../conversation/view-rules.ts';
import { readings } from './moods.ts';
import { during, instantSql, type Period } from './period.ts';
import { answersIn, said } from './responses.ts';

const words = (values: readonly string[]): SQL =>
  sql.raw(`(${values.map(value => `'${value.replaceAll("'", "''")}'`).join(', ')})`);

/** Conversations begun in the period. Nothing begins after it was last active: that bound has an index. */
const begun = (period: Period): SQL =>
  sql`c.org_id = ${period.orgId} and c.last_activity_at >= ${instantSql(period.startMs)} and ${during(sql`c.created_at`, period)}`;
const ofConversation = (where: SQL): SQL =>
  sql`select c.id as conversation_id, c.contact_id, 1::bigint as amount, c.created_at as at from conversations c where ${where}`;
/** A person got the conversation from the agent. */
const handedOver = sql`exists(select from escalations e where e.org_id = c.org_id and e.conversation_id = c.id and e.effect = 'hand_over')`;

/** Silent after our last words, and neither won nor booked. */
const droppedOff = ({ now }: Period): SQL =>
  sql`c.last_inbound_at < ${instantSql(now - DROPPED_OFF_AFTER_MS)} and c.last_outbound_at >= c.last_inbound_at
    and not exists(select from leads l where l.org_id = c.org_id and l.contact_id = c.contact_id and l.status in ('WON', 'APPOINTMENT_BOOKED'))`;

/** Leads of the period: what was merged into another contact is no lead of its own. */
const leadsBegun = (period: Period, where: SQL = sql`true`): SQL =>
  sql`select null::uuid as conversation_id, p.id as contact_id, 1::bigint as amount, p.created_at as at
    from contacts p join leads l on l.org_id = p.org_id and l.contact_id = p.id
    where p.org_id = ${period.orgId} and p.merged_into_id is null and ${during(sql`p.created_at`, period)} and ${where}`;

/** Whether the lead was ever in one of these, whatever it is now. */
export const everIn = (statuses: readonly LeadStatus[]): SQL =>
  sql`(l.status in ${words(statuses)} or exists(select from lead_moves v where v.org_id = p.org_id and v.contact_id = p.id and (v.to_status in ${words(statuses)} or v.from_status in ${words(statuses)})))`;

export const temperatureOf = sql`case when l.score is null then 'unscored' when l.score > 80 then 'hot' when l.score > 50 then 'warm' else 'cold' end`;
/** Of the first conversation; a lead that was typed in or imported has none. */
export const channelOf = sql`coalesce((select a.channel from conversations c join channel_accounts a on a.org_id = c.org_id and a.id = c.channel_account_id
  where c.org_id = p.org_id and c.contact_id = p.id order by c.created_at limit 1), 'none')`;

const moved = (period: Period, to: LeadStatus): SQL =>
  sql`select null::uuid as conversation_id, p.id as contact_id, 1::bigint as amount, max(v.at) as at
    from lead_moves v join contacts p on p.org_id = v.org_id and p.id = v.contact_id and p.merged_into_id is null
    where v.org_id = ${period.orgId} and v.to_status = ${to} and ${during(sql`v.at`, period)} group by p.id`;

/** Leads qualified for the first time in the period; the amount is the messages it took, of both sides. */
const qualifying = (period: Period): SQL =>
  sql`select null::uuid as conversation_id, q.contact_id, (select count(*) from conversations c join messages m on m.org_id = c.org_id and m.conversation_id = c.id
        where c.org_id = ${period.orgId} and c.contact_id = q.contact_id and m.created_at <= q.at and ${said(sql`m`)}) as amount, q.at
    from (select v.contact_id, min(v.at) as at from lead_moves v join contacts p on p.org_id = v.org_id and p.id = v.contact_id and p.merged_into_id is null
          where v.org_id = ${period.orgId} and v.to_status in ${words(QUALIFIED_OR_BEYOND)} group by v.contact_id) q
    where ${during(sql`q.at`, period)}`;

/** Micros by conversation; what belongs to none (a website read, a draft tried out) is one row without one. */
const cost = (period: Period): SQL =>
  sql`select each.conversation_id, c.contact_id, sum(each.micros)::bigint as amount, max(each.at) as at from (
      select t.conversation_id, s.cost_micros as micros, s.created_at as at from turn_steps s join turns t on t.org_id = s.org_id and t.id = s.turn_id
      where s.org_id = ${period.orgId} and ${during(sql`s.created_at`, period)}
      union all select k.conversation_id, k.cost_micros, k.at from model_calls k where k.org_id = ${period.orgId} and ${during(sql`k.at`, period)}
      union all select m.conversation_id, m.cost_micros, m.created_at from messages m
      where m.org_id = ${period.orgId} and ${during(sql`m.created_at`, period)} and m.cost_micros > 0
    ) each left join conversations c on c.org_id = ${period.orgId} and c.id = each.conversation_id
    group by each.conversation_id, c.contact_id having sum(each.micros) > 0`;

const isStep = (part: string): part is FunnelStep => part in FUNNEL;

/**
 * The rows behind a figure.
 * @param part of it: a temperature, a channel, a source, a step of the funnel, a stage, AI or PERSON, a priority; null for all.
 */
export function setOf(measure: Measure, period: Period, part: string | null): SQL {
  const only = (column: SQL): SQL => (part === null ? sql`true` : sql`${column} = ${part}`);
  const { orgId } = period;
  const now = (view: 'open' | 'needs_human'): SQL =>
    sql`select c.id as conversation_id, c.contact_id, 1::bigint as amount, c.last_activity_at as at from conversations c
      where c.org_id = ${orgId} and ${sql.raw(viewRule(view, 'c', 'null'))}`;
  switch (measure) {
    case 'chats':
      return ofConversation(begun(period));
    case 'handed_over':
      return ofConversation(sql`${begun(period)} and ${handedOver}`);
    case 'resolved_by_ai':
      return ofConversation(sql`${begun(period)} and not ${handedOver}`);
    case 'dropped_off':
      return ofConversation(sql`${begun(period)} and ${droppedOff(period)} and ${only(sql`c.stage`)}`);
    case 'messages':
      return sql`select m.conversation_id, c.contact_id, m.amount, m.at from (
          select m.conversation_id, count(*) as amount, max(m.created_at) as at from messages m
          where m.org_id = ${orgId} and ${during(sql`m.created_at`, period)} and ${said(sql`m`)} and ${only(sql`m.direction`)} group by m.conversation_id
        ) m join conversations c on c.org_id = ${orgId} and c.id = m.conversation_id`;
    case 'answers':
      return sql`select a.conversation_id, c.contact_id, a.amount, a.at from (
          select conversation_id, count(*) as amount, max(asked_at) as at from (${answersIn(period)}) each
          where answered_by is not null and ${only(sql`answered_by`)} group by conversation_id
        ) a join conversations c on c.org_id = ${orgId} and c.id = a.conversation_id`;
    case 'unanswered':
      return sql`select a.conversation_id, c.contact_id, a.amount, a.at from (
          select conversation_id, count(*) as amount, max(asked_at) as at from (${answersIn(period)}) each
          where answered_by is null group by conversation_id
        ) a join conversations c on c.org_id = ${orgId} and c.id = a.conversation_id`;
    case 'sentiment':
      return sql`select r.conversation_id, c.contact_id, r.amount, r.at from (
          select conversation_id, count(*) as amount, max(at) as at from (${readings(period)}) each
          where ${only(sql`sentiment`)} group by conversation_id
        ) r join conversations c on c.org_id = ${orgId} and c.id = r.conversation_id`;
    case 'topic':
      return sql`select k.conversation_id, c.contact_id, k.amount, k.at from (
          select m.conversation_id, count(*) as amount, max(m.at) as at from topic_mentions m
          where m.org_id = ${orgId} and ${during(sql`m.at`, period)} and ${only(sql`m.topic_id::text`)} group by m.conversation_id
        ) k join conversations c on c.org_id = ${orgId} and c.id = k.conversation_id`;
    case 'cost':
      return cost(period);
    case 'active':
      return now('open');
    case 'needs_human':
      return now('needs_human');
    case 'escalations':
      return sql`select e.conversation_id, c.contact_id, 1::bigint as amount, e.created_at as at from escalations e
        join conversations c on c.org_id = e.org_id and c.id = e.conversation_id
        where e.org_id = ${orgId} and e.state = 'pending' and ${only(sql`e.priority`)}`;
    case 'leads':
      return leadsBegun(period);
    case 'temperature':
      return leadsBegun(period, only(temperatureOf));
    case 'channel':
      return leadsBegun(period, only(channelOf));
    case 'source':
      return leadsBegun(period, only(sql`l.source`));
    case 'funnel': {
      const statuses = part !== null && isStep(part) ? FUNNEL[part] : null;
      return leadsBegun(period, statuses === null ? undefined : everIn(statuses));
    }
    case 'won':
      return moved(period, 'WON');
    case 'lost':
      return moved(period, 'LOST');
    case 'dropped':
      return moved(period, 'DROPPED');
    case 'appointments':
      return moved(period, 'APPOINTMENT_BOOKED');
    case 'qualifying':
      return qualifying(period);
  }
}
