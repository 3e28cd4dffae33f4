/** A lead filter as SQL on `contacts` joined with `leads`. What a person merged into another contact is not a lead of its own. */
import { type SQL, sql } from 'drizzle-orm';
import type { LeadFilter } from '../../domain/crm/filter.ts';
import { contacts, leads } from '../contact/table.ts';

/** The contact itself, and those that were merged into it. */
export const GROUP = sql`(select ${contacts.id} union all select g.id from contacts g where g.org_id = ${contacts.orgId} and g.merged_into_id = ${contacts.id})`;

export const shownName = sql<string | null>`coalesce(${contacts.displayName}, ${contacts.name})`;
export const optedOut = sql<boolean>`(${contacts.optedOutAt} is not null)`;
/** A person owns one of its conversations. */
export const needsHuman = sql<boolean>`exists(select from conversations h where h.org_id = ${contacts.orgId} and h.contact_id in ${GROUP} and h.owner = 'HUMAN' and h.closed_at is null)`;

const list = (values: readonly (string | number)[]): SQL =>
  sql`(${sql.join(
    values.map(value => sql`${value}`),
    sql`, `,
  )})`;
const uuids = (values: readonly string[]): SQL =>
  sql`(${sql.join(
    values.map(value => sql`${value}::uuid`),
    sql`, `,
  )})`;
const instant = (iso: string): SQL => sql`${new Date(iso).toISOString()}::timestamptz`;

function statusIs(statuses: NonNullable<LeadFilter['statuses']>): SQL {
  const stored = statuses.filter(status => status !== 'OPTED_OUT' && status !== 'NEEDS_HUMAN');
  const any: SQL[] = [];
  if (statuses.includes('OPTED_OUT')) any.push(optedOut);
  if (statuses.includes('NEEDS_HUMAN'))
    any.push(sql`(not ${optedOut} and ${leads.status} <> 'HANDED_OFF' and ${needsHuman})`);
  if (stored.length > 0)
    any.push(
      sql`(${leads.status} in ${list(stored)} and not ${optedOut} and (${leads.status} = 'HANDED_OFF' or not ${needsHuman}))`,
    );
  return sql`(${sql.join(any, sql` or `)})`;
}

const TEMPERATURE = {
  unscored: sql`${leads.score} is null`,
  cold: sql`${leads.score} <= 50`,
  warm: sql`(${leads.score} > 50 and ${leads.score} <= 80)`,
  hot: sql`${leads.score} > 80`,
} as const;

function ownerIs(owners: readonly string[], memberId: string): SQL {
  const ids = owners.filter(owner => owner !== 'none').map(owner => (owner === 'me' ? memberId : owner));
  const any: SQL[] = [];
  if (owners.includes('none')) any.push(sql`${leads.ownerMemberId} is null`);
  if (ids.length > 0) any.push(sql`${leads.ownerMemberId} in ${uuids(ids)}`);
  return sql`(${sql.join(any, sql` or `)})`;
}

const labelled = (ids: readonly string[]): SQL =>
  sql`exists(select from contact_labels k where k.org_id = ${contacts.orgId} and k.contact_id = ${contacts.id} and k.label_id in ${uuids(ids)})`;

function fieldIs({ fieldId, test, value }: NonNullable<LeadFilter['fields']>[number]): SQL {
  const amount = Number(value);
  const compared = (sign: SQL): SQL =>
    Number.isFinite(amount) && value.trim() !== ''
      ? sql`coalesce(v.amount ${sign} ${amount}::double precision, v.value ${sign} ${value})`
      : sql`v.value ${sign} ${value}`;
  const holds = {
    is: sql`lower(v.value) = lower(${value})`,
    is_not: sql`lower(v.value) = lower(${value})`,
    contains: sql`position(lower(${value}) in lower(v.value)) > 0`,
    at_least: compared(sql`>=`),
    at_most: compared(sql`<=`),
    filled: sql`true`,
    empty: sql`true`,
  }[test];
  const found = sql`exists(select from custom_values v where v.org_id = ${contacts.orgId} and v.contact_id = ${contacts.id} and v.field_id = ${fieldId}::uuid and ${holds})`;
  return test === 'is_not' || test === 'empty' ? sql`not ${found}` : found;
}

/** @param memberId who is meant by `me`. */
export function conditionsOf(filter: LeadFilter, { orgId, memberId }: { orgId: string; memberId: string }): SQL {
  const all: SQL[] = [sql`${contacts.orgId} = ${orgId}`, sql`${contacts.mergedIntoId} is null`];
  const add = <T>(value: T | undefined, condition: (value: T) => SQL) => {
    if (value !== undefined) all.push(condition(value));
  };
  add(filter.search, search => sql`${contacts.id} in (select contact_id from search_contacts(${search}))`);
  add(filter.statuses, statusIs);
  add(filter.owners, owners => ownerIs(owners, memberId));
  add(filter.labels, labelled);
  add(filter.withoutLabels, ids => sql`not ${labelled(ids)}`);
  add(
    filter.temperatures,
    some =>
      sql`(${sql.join(
        some.map(each => TEMPERATURE[each]),
        sql` or `,
      )})`,
  );
  add(filter.sources, sources => sql`${leads.source} in ${list(sources)}`);
  add(
    filter.importId,
    importId =>
      sql`exists(select from import_contacts k where k.org_id = ${contacts.orgId} and k.import_id = ${importId}::uuid and k.contact_id = ${contacts.id})`,
  );
  add(filter.score?.from, from => sql`${leads.score} >= ${from}`);
  add(filter.score?.to, to => sql`${leads.score} <= ${to}`);
  add(filter.valueMicros?.from, from => sql`${leads.valueMicros} >= ${from}`);
  add(filter.valueMicros?.to, to => sql`${leads.valueMicros} <= ${to}`);
  add(filter.created?.from, from => sql`${contacts.createdAt} >= ${instant(from)}`);
  add(filter.created?.to, to => sql`${contacts.createdAt} < ${instant(to)}`);
  add(filter.changed?.from, from => sql`${leads.updatedAt} >= ${instant(from)}`);
  add(filter.changed?.to, to => sql`${leads.updatedAt} < ${instant(to)}`);
  add(filter.vip, on => sql`${contacts.vip} = ${on}`);
  add(filter.blocked, on => sql`${contacts.blocked} = ${on}`);
  add(filter.autoreply, on => sql`${contacts.autoreply} = ${on}`);
  add(filter.highValue, on => sql`${leads.highValue} = ${on}`);
  add(
    filter.hasConversation,
    on =>
      sql`${on ? sql`` : sql`not `}exists(select from conversations h where h.org_id = ${contacts.orgId} and h.contact_id in ${GROUP})`,
  );
  for (const field of filter.fields ?? []) all.push(fieldIs(field));
  return sql.join(all, sql` and `);
}
