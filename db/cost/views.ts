/** Cost and worth as the costs page shows them: by month, by source, by conversation (A-COST-2, A-ATTR-2). */
import { desc, eq, type SQL, sql } from 'drizzle-orm';
import type { LeadSource, LeadStatus } from '../../domain/words.ts';
import { conversations } from '../conversation/table.ts';
import { contactAddress } from '../conversation/views.ts';
import type { Tx } from '../database.ts';
import { spending } from './table.ts';

export interface CostFilter {
  orgId: string;
  /** `2026-11`: what was spent in it, of conversations that were active in it; null = ever. */
  month: string | null;
  source: LeadSource | null;
  /** Any value of what the conversation came with: campaign, ad, UTM. */
  campaign: string | null;
}

const DAY = (day: string): SQL => sql`${`${day}-01T00:00:00Z`}::timestamptz`;

/** First moment of the month and of the next, in UTC as months are counted. */
function within(column: SQL, month: string | null): SQL {
  if (month === null) return sql`true`;
  return sql`(${column} >= ${DAY(month)} and ${column} < ${DAY(month)} + interval '1 month')`;
}

/** Micros by conversation: `paid(conversation_id, model, message)`. */
const paid = ({ orgId, month }: CostFilter): SQL => sql`
  select conversation_id, sum(model)::bigint as model, sum(message)::bigint as message from (
    select t.conversation_id, s.cost_micros as model, 0 as message
    from turns t join turn_steps s on s.org_id = t.org_id and s.turn_id = t.id
    where t.org_id = ${orgId} and s.cost_micros > 0 and ${within(sql`s.created_at`, month)}
    union all
    select k.conversation_id, k.cost_micros, 0 from model_calls k
    where k.org_id = ${orgId} and k.conversation_id is not null and ${within(sql`k.at`, month)}
    union all
    select m.conversation_id, 0, m.cost_micros from messages m
    where m.org_id = ${orgId} and m.cost_micros > 0 and ${within(sql`m.created_at`, month)}
  ) each group by conversation_id`;

const chosen = ({ orgId, month, source, campaign }: CostFilter): SQL => sql`
  ${conversations.orgId} = ${orgId}
  and ${source === null ? sql`true` : sql`${conversations.leadSource} = ${source}`}
  and ${campaign === null ? sql`true` : sql`exists(select from jsonb_each_text(${conversations.campaign}) each where each.value = ${campaign})`}
  and ${month === null ? sql`true` : sql`(${conversations.createdAt} < ${DAY(month)} + interval '1 month' and ${conversations.lastActivityAt} >= ${DAY(month)})`}`;

export interface ConversationCostRow {
  conversationId: string;
  contactName: string | null;
  address: string;
  source: LeadSource;
  campaign: Record<string, string>;
  leadStatus: LeadStatus | null;
  valueMicros: number | null;
  modelMicros: number;
  messageMicros: number;
  createdAt: number;
}

/** The dearest first. */
export async function costByConversation(
  tx: Tx,
  filter: CostFilter & { limit: number; offset: number },
): Promise<ConversationCostRow[]> {
  const { rows } = await tx.execute<Record<string, unknown>>(sql`
    with paid as (${paid(filter)})
    select ${conversations.id} as id, coalesce(p.display_name, p.name) as name, ${contactAddress} as address, ${conversations.leadSource} as source,
           ${conversations.campaign} as campaign, l.status, l.value_micros as value, coalesce(paid.model, 0) as model,
           coalesce(paid.message, 0) as message, extract(epoch from ${conversations.createdAt}) * 1000 as created
    from ${conversations}
    join contacts p on p.org_id = ${conversations.orgId} and p.id = ${conversations.contactId}
    left join leads l on l.org_id = ${conversations.orgId} and l.contact_id = ${conversations.contactId}
    left join paid on paid.conversation_id = ${conversations.id}
    where ${chosen(filter)}
    order by coalesce(paid.model, 0) + coalesce(paid.message, 0) desc, ${conversations.id}
    limit ${filter.limit} offset ${filter.offset}`);
  return rows.map(row => ({
    conversationId: String(row.id),
    contactName: row.name === null ? null : String(row.name),
    address: String(row.address),
    source: row.source as LeadSource,
    campaign: row.campaign as Record<string, string>,
    leadStatus: row.status as LeadStatus | null,
    valueMicros: row.value === null ? null : Number(row.value),
    modelMicros: Number(row.model),
    messageMicros: Number(row.message),
    createdAt: Math.round(Number(row.created)),
  }));
}

export interface SourceRow {
  source: string;
  conversations: number;
  won: number;
  costMicros: number;
  /** null when no won lead of the source has a value. */
  wonValueMicros: number | null;
}

/** A lead with several conversations counts once, in the month in which it was won. @param by the source, or what the conversation came with. */
export async function costBySource(tx: Tx, filter: CostFilter & { by: 'source' | 'campaign' }): Promise<SourceRow[]> {
  const key =
    filter.by === 'source'
      ? sql`${conversations.leadSource}`
      : sql`coalesce(${conversations.campaign}->>'utm_campaign', ${conversations.campaign}->>'campaign_id', ${conversations.campaign}->>'ad_id', ${conversations.campaign}->>'utm_source', '')`;
  const { rows } = await tx.execute<Record<string, string | null>>(sql`
    with paid as (${paid(filter)}),
    mine as (
      select ${key} as key, l.id as lead, l.status, l.value_micros as value,
             l.status = 'WON' and ${within(sql`coalesce(l.won_at, l.updated_at)`, filter.month)} as won,
             coalesce(paid.model, 0) + coalesce(paid.message, 0) as cost
      from ${conversations}
      -- The lead of a contact that was merged into another is that other one's.
      join contacts p on p.org_id = ${conversations.orgId} and p.id = ${conversations.contactId}
      left join leads l on l.org_id = p.org_id and l.contact_id = coalesce(p.merged_into_id, p.id)
      left join paid on paid.conversation_id = ${conversations.id}
      where ${chosen(filter)}
    ),
    worth as (select key, sum(value) as value from (select distinct key, lead, value from mine where won) each group by key)
    select mine.key, count(*) as conversations, count(distinct lead) filter (where won) as won,
           sum(cost) as cost, max(worth.value) as value
    from mine left join worth on worth.key = mine.key group by mine.key order by count(*) desc, mine.key`);
  return rows.map(row => ({
    source: String(row.key),
    conversations: Number(row.conversations),
    won: Number(row.won),
    costMicros: Number(row.cost ?? 0),
    wonValueMicros: row.value === null || row.value === undefined ? null : Number(row.value),
  }));
}

/** Newest first; months in which nothing was spent are not among them. */
export async function spendingByMonth(tx: Tx, { orgId, limit }: { orgId: string; limit: number }) {
  const total = (kind: 'model' | 'message') =>
    sql<string>`coalesce(sum(${spending.costMicros}) filter (where ${spending.kind} = ${kind}), 0)`;
  const rows = await tx
    .select({ month: spending.month, model: total('model'), message: total('message') })
    .from(spending)
    .where(eq(spending.orgId, orgId))
    .groupBy(spending.month)
    .orderBy(desc(spending.month))
    .limit(limit);
  return rows.map(row => ({ month: row.month, modelMicros: Number(row.model), messageMicros: Number(row.message) }));
}
