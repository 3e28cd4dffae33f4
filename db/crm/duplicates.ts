/**
 * Contacts that look like one person (A-UI-14): the same e-mail address wherever it is known from, or the same or nearly the
 * same name and another fact that matches. Only a suggestion; who said no is not asked again.
 */
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { nearName, sameName } from '../../domain/crm/names.ts';
import { DUPLICATE_REASONS, type DuplicateReason } from '../../domain/crm/words.ts';
import { type Actor, audit } from '../audit/queries.ts';
import { contacts } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { duplicateSuggestions } from './table.ts';

/** Facts that say little by themselves are no match: so many people have them. */
const COMMON_FACT = 25;
/** Pairs looked at, and pairs noted, at once. */
const MOST_PAIRS = 50_000;
const MOST_NOTED = 2_000;

/**
 * Looks at everybody and notes new pairs. A fact is a value of a custom field or a slot of the agent's memory, by its key.
 * @returns how many new pairs there are.
 */
export async function findDuplicates(tx: Tx, { orgId, now }: { orgId: string; now: number }): Promise<number> {
  const { rows } = await tx.execute<{ first: string; second: string; email: boolean; one: string; other: string }>(sql`
    with known as materialized (
      select c.contact_id as id, lower(s.key) as key, lower(btrim(s.value->>'value')) as value
      from conversations c, jsonb_each(coalesce(c.memory->'slots', '{}'::jsonb)) s
      where c.org_id = ${orgId} and coalesce((s.value->>'confidence')::float8, 0) >= 0.6
      union select v.contact_id, f.key, lower(btrim(v.value)) from custom_values v
        join custom_fields f on f.org_id = v.org_id and f.id = v.field_id
        where v.org_id = ${orgId} and f.type in ('text', 'date', 'number')
      union select i.contact_id, i.kind, lower(i.value) from contact_identities i where i.org_id = ${orgId} and i.kind = 'email'
    ), facts as materialized (
      select distinct k.id, case when k.value ~ '^[^@ ]+@[^@ ]+[.][^@ ]+$' then 'email' else k.key end as key, k.value
      from known k join contacts c on c.org_id = ${orgId} and c.id = k.id and c.merged_into_id is null
      where k.value <> '' and k.key not in ('name', 'language_preference')
    ), shared as materialized (
      select key, value from facts group by key, value having count(distinct id) between 2 and ${COMMON_FACT}
    ), pairs as (
      select a.id as first, b.id as second, bool_or(a.key = 'email') as email
      from shared s join facts a on a.key = s.key and a.value = s.value
      join facts b on b.key = s.key and b.value = s.value and a.id < b.id group by 1, 2
    )
    select p.first, p.second, p.email, coalesce(x.display_name, x.name, '') as one, coalesce(y.display_name, y.name, '') as other
    from pairs p join contacts x on x.org_id = ${orgId} and x.id = p.first join contacts y on y.org_id = ${orgId} and y.id = p.second
    where not exists(select from duplicate_suggestions d where d.org_id = ${orgId} and d.first_id = p.first and d.second_id = p.second)
    limit ${MOST_PAIRS}`);
  const found = rows
    .map(row => ({ ...row, reasons: reasonsOf(row) }))
    .filter(row => row.reasons.length > 0)
    .slice(0, MOST_NOTED);
  if (found.length === 0) return 0;
  const noted = await tx
    .insert(duplicateSuggestions)
    .values(
      found.map(row => ({
        orgId,
        firstId: row.first,
        secondId: row.second,
        reasons: row.reasons,
        state: 'open' as const,
        foundAt: now,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: duplicateSuggestions.firstId });
  return noted.length;
}

/** They share a fact, or they would not be here. */
function reasonsOf({ email, one, other }: { email: boolean; one: string; other: string }): DuplicateReason[] {
  if (email) return ['same_email', ...(sameName(one, other) ? (['same_name_and_fact'] as const) : [])];
  if (sameName(one, other)) return ['same_name_and_fact'];
  return nearName(one, other) ? ['near_name_and_fact'] : [];
}

/** Open ones, newest first; of contacts that were merged since, none. */
export async function openDuplicates(tx: Tx, { orgId, limit }: { orgId: string; limit: number }) {
  const whole = (column: PgColumn) =>
    sql`exists(select from ${contacts} c where c.org_id = ${orgId} and c.id = ${column} and c.merged_into_id is null)`;
  const rows = await tx
    .select()
    .from(duplicateSuggestions)
    .where(
      and(
        eq(duplicateSuggestions.orgId, orgId),
        eq(duplicateSuggestions.state, 'open'),
        whole(duplicateSuggestions.firstId),
        whole(duplicateSuggestions.secondId),
      ),
    )
    .orderBy(desc(duplicateSuggestions.foundAt), duplicateSuggestions.firstId)
    .limit(limit);
  return rows.map(row => ({
    firstId: row.firstId,
    secondId: row.secondId,
    reasons: row.reasons.filter((reason): reason is DuplicateReason => DUPLICATE_REASONS.includes(reason)),
    foundAt: row.foundAt,
  }));
}

/** False when they are not suggested. */
export async function dismissDuplicate(
  tx: Tx,
  {
    orgId,
    firstId,
    secondId,
    memberId,
    actor,
    now,
  }: { orgId: string; firstId: string; secondId: string; memberId: string; actor: Actor; now: number },
): Promise<boolean> {
  const [first = '', second = ''] = [firstId, secondId].sort();
  const rows = await tx
    .update(duplicateSuggestions)
    .set({ state: 'dismissed', decidedAt: now, decidedBy: memberId })
    .where(
      and(
        eq(duplicateSuggestions.orgId, orgId),
        eq(duplicateSuggestions.firstId, first),
        eq(duplicateSuggestions.secondId, second),
        inArray(duplicateSuggestions.state, ['open', 'dismissed']),
      ),
    )
    .returning({ id: duplicateSuggestions.firstId });
  if (rows.length === 0) return false;
  await audit(tx, { orgId, actor, action: 'duplicate_dismissed', subjectId: first, payload: { other: second }, now });
  return true;
}
