/** Leads as lists, boards and exports show them. One row a contact; keyset pages, so that the last is as quick as the first. */
import { type SQL, sql } from 'drizzle-orm';
import type { LeadFilter, LeadSort } from '../../domain/crm/filter.ts';
import { type ShownStatus, shownStatus } from '../../domain/lead/moves.ts';
import type { LeadSource, LeadStatus } from '../../domain/words.ts';
import { contacts, leads } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { type Label, labelsOf } from '../label/queries.ts';
import { conditionsOf, GROUP, needsHuman, optedOut, shownName } from './conditions.ts';

export interface LeadRow {
  contactId: string;
  leadId: string;
  name: string | null;
  address: string;
  status: LeadStatus;
  shown: ShownStatus;
  score: number | null;
  source: LeadSource;
  ownerMemberId: string | null;
  ownerName: string | null;
  valueMicros: number | null;
  vip: boolean;
  blocked: boolean;
  autoreply: boolean;
  highValue: boolean;
  createdAt: number;
  updatedAt: number;
  lastActivityAt: number | null;
  conversationId: string | null;
  email: string | null;
  /** What the agent learned or a person said, in the newest conversation. */
  business: string | null;
  website: string | null;
  summary: string | null;
  labels: Label[];
  /** By the id of the field. */
  fields: Record<string, string>;
}

/** Each order by one expression, and by the contact's id after it. */
const SORTS: Record<LeadSort, { key: SQL; type: SQL }> = {
  changed: { key: sql`${leads.updatedAt}`, type: sql`timestamptz` },
  created: { key: sql`${contacts.createdAt}`, type: sql`timestamptz` },
  name: { key: sql`lower(coalesce(${contacts.displayName}, ${contacts.name}, ''))`, type: sql`text` },
  score: { key: sql`coalesce(${leads.score}, -1)`, type: sql`int` },
  value: { key: sql`coalesce(${leads.valueMicros}, -1)`, type: sql`bigint` },
};

export interface LeadPosition {
  key: string;
  id: string;
}

const address = sql<string>`coalesce((select i.value from contact_identities i where i.org_id = ${contacts.orgId} and i.contact_id = ${contacts.id} order by case i.kind when 'phone' then 0 when 'wa_id' then 1 when 'email' then 2 else 3 end, i.created_at desc limit 1), '')`;

const email = sql<
  string | null
>`(select i.value from contact_identities i where i.org_id = ${contacts.orgId} and i.contact_id = ${contacts.id} and i.kind = 'email' order by i.created_at desc limit 1)`;

const columns = (extra: SQL = sql``): SQL => sql`
  ${contacts.id} as contact_id, ${leads.id} as lead_id, ${shownName} as name, ${address} as address, ${leads.status} as status,
  ${optedOut} as opted_out, ${needsHuman} as needs_human, ${leads.score} as score, ${leads.source} as source,
  ${leads.ownerMemberId} as owner_id,
  (select u.name from members m join users u on u.id = m.user_id where m.org_id = ${leads.orgId} and m.id = ${leads.ownerMemberId}) as owner_name,
  ${leads.valueMicros} as value, ${contacts.vip} as vip, ${contacts.blocked} as blocked, ${contacts.autoreply} as autoreply,
  ${leads.highValue} as high_value, ${email} as email, ${contacts.createdAt} as created, ${leads.updatedAt} as updated${extra}`;

const FROM = sql`from ${contacts} join ${leads} on ${leads.orgId} = ${contacts.orgId} and ${leads.contactId} = ${contacts.id}`;

/** Of the newest conversation; what is long is cut. */
const OF_TALK = sql`h.id, h.last_activity_at, left(h.memory->>'summary', 300) as summary, left(h.memory->'slots'->'business'->>'value', 200) as business,
  left(h.memory->'slots'->'website'->>'value', 200) as website, left(h.memory->'slots'->'email'->>'value', 200) as email`;
const LATEST = sql`left join lateral (select ${OF_TALK} from conversations h where h.org_id = ${contacts.orgId} and h.contact_id in ${GROUP} order by h.last_activity_at desc limit 1) latest on true`;
const LATEST_COLUMNS = sql`latest.id as conversation_id, latest.last_activity_at as active, latest.summary, latest.business, latest.website, latest.email as said_email`;

const ms = (value: unknown): number => (value instanceof Date ? value.getTime() : Date.parse(String(value)));

async function rowsOf(tx: Tx, orgId: string, raw: Record<string, unknown>[]): Promise<LeadRow[]> {
  const contactIds = raw.map(row => String(row.contact_id));
  const [tagged, fields] = await Promise.all([
    labelsOf(tx, { orgId, contactIds }),
    fieldsOf(tx, { orgId, contactIds }),
  ]);
  return raw.map(row => {
    const contactId = String(row.contact_id);
    const status = row.status as LeadStatus;
    return {
      contactId,
      leadId: String(row.lead_id),
      name: row.name as string | null,
      address: String(row.address),
      status,
      shown: shownStatus(status, {
        optedOut: row.opted_out === true,
        owners: row.needs_human === true ? ['HUMAN'] : [],
      }),
      score: row.score === null ? null : Number(row.score),
      source: row.source as LeadSource,
      ownerMemberId: row.owner_id as string | null,
      ownerName: row.owner_name as string | null,
      valueMicros: row.value === null ? null : Number(row.value),
      vip: row.vip === true,
      blocked: row.blocked === true,
      autoreply: row.autoreply === true,
      highValue: row.high_value === true,
      createdAt: ms(row.created),
      updatedAt: ms(row.updated),
      lastActivityAt: row.active ? ms(row.active) : null,
      conversationId: row.conversation_id ? String(row.conversation_id) : null,
      email: (row.email ?? row.said_email ?? null) as string | null,
      business: (row.business ?? null) as string | null,
      website: (row.website ?? null) as string | null,
      summary: (row.summary ?? null) as string | null,
      labels: tagged.get(contactId) ?? [],
      fields: fields.get(contactId) ?? {},
    };
  });
}

async function fieldsOf(
  tx: Tx,
  { orgId, contactIds }: { orgId: string; contactIds: string[] },
): Promise<Map<string, Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  if (contactIds.length === 0) return found;
  const { rows } = await tx.execute<{ contact_id: string; field_id: string; value: string }>(
    sql`select contact_id, field_id, value from custom_values where org_id = ${orgId} and contact_id = any(${sql.param(contactIds)}::uuid[])`,
  );
  for (const row of rows) {
    const values = found.get(row.contact_id) ?? {};
    values[row.field_id] = row.value;
    found.set(row.contact_id, values);
  }
  return found;
}

export interface LeadQuery {
  orgId: string;
  /** Who is meant by `me`. */
  memberId: string;
  filter: LeadFilter;
}

/** @returns at most `limit` rows, and the position after the last of them when there are more. */
export async function listLeads(
  tx: Tx,
  query: LeadQuery & { sort: LeadSort; descending: boolean; after: LeadPosition | null; limit: number },
): Promise<{ rows: LeadRow[]; next: LeadPosition | null }> {
  const { key, type } = SORTS[query.sort];
  const { after } = query;
  const direction = query.descending ? sql`desc` : sql`asc`;
  const further = after
    ? sql` and (${key}, ${contacts.id}) ${query.descending ? sql`<` : sql`>`} (${after.key}::${type}, ${after.id}::uuid)`
    : sql``;
  const { rows } = await tx.execute<Record<string, unknown>>(sql`
    select ${columns(sql`, (${key})::text as sort_key, ${LATEST_COLUMNS}`)}
    ${FROM} ${LATEST}
    where ${conditionsOf(query.filter, query)}${further}
    order by ${key} ${direction}, ${contacts.id} ${direction} limit ${query.limit + 1}`);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rows: await rowsOf(tx, query.orgId, page),
    next: rows.length > query.limit && last ? { key: String(last.sort_key), id: String(last.contact_id) } : null,
  };
}

/** Counting stops here: that many or more. */
export const LEADS_COUNTED = 10_000;

export async function countLeads(tx: Tx, query: LeadQuery): Promise<number> {
  const { rows } = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from (select ${FROM} where ${conditionsOf(query.filter, query)} limit ${LEADS_COUNTED}) counted`,
  );
  return rows[0]?.count ?? 0;
}

/** The ids a filter means, up to a number. */
export async function leadContactIds(tx: Tx, query: LeadQuery & { limit: number }): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select ${contacts.id} as id ${FROM} where ${conditionsOf(query.filter, query)} order by ${contacts.id} limit ${query.limit}`,
  );
  return rows.map(row => row.id);
}

export interface PipelineColumn {
  status: ShownStatus;
  count: number;
  valueMicros: number;
  cards: LeadRow[];
}

/** Every status that has a lead: how many, what they are worth, and the ones that changed last. @param cards how many of each. */
export async function pipelineOf(tx: Tx, query: LeadQuery & { cards: number }): Promise<PipelineColumn[]> {
  // Of all leads only what places them; the rest of those that are shown.
  const { rows } = await tx.execute<Record<string, unknown>>(sql`
    with all_leads as materialized (
      select ${contacts.id} as id, ${leads.status} as status, ${optedOut} as opted_out, ${needsHuman} as needs_human,
             ${leads.valueMicros} as value, ${leads.updatedAt} as updated
      ${FROM} where ${conditionsOf(query.filter, query)}
    ), shown as (
      select *, case when opted_out then 'OPTED_OUT' when needs_human and status <> 'HANDED_OFF' then 'NEEDS_HUMAN' else status end as shown
      from all_leads
    ), placed as (
      select id, shown, row_number() over (partition by shown order by updated desc, id) as place,
             count(*) over (partition by shown) as held, sum(value) over (partition by shown) as worth
      from shown
    ), cards as materialized (select * from placed where place <= ${Math.max(1, query.cards)})
    select ${columns(sql`, cards.shown, cards.held, cards.worth, ${LATEST_COLUMNS}`)}
    from cards join ${contacts} on ${contacts.orgId} = ${query.orgId} and ${contacts.id} = cards.id
    join ${leads} on ${leads.orgId} = ${contacts.orgId} and ${leads.contactId} = ${contacts.id} ${LATEST}
    order by cards.shown, cards.place`);
  const cards = await rowsOf(tx, query.orgId, rows);
  const columnsByStatus = new Map<string, PipelineColumn>();
  rows.forEach((row, index) => {
    const status = String(row.shown) as ShownStatus;
    const column = columnsByStatus.get(status) ?? {
      status,
      count: Number(row.held),
      valueMicros: Number(row.worth ?? 0),
      cards: [],
    };
    const card = cards[index];
    if (card && column.cards.length < query.cards) column.cards.push(card);
    columnsByStatus.set(status, column);
  });
  return [...columnsByStatus.values()];
}

/** These contacts as rows, in no order. */
export async function leadsOf(
  tx: Tx,
  { orgId, contactIds }: { orgId: string; contactIds: string[] },
): Promise<LeadRow[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await tx.execute<Record<string, unknown>>(sql`
    select ${columns(sql`, ${LATEST_COLUMNS}`)} ${FROM} ${LATEST}
    where ${contacts.orgId} = ${orgId} and ${contacts.id} = any(${sql.param(contactIds)}::uuid[])`);
  return rowsOf(tx, orgId, rows);
}
