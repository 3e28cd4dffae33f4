/** Every phone and e-mail of people, with those of whoever was merged into them. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';

export interface AllAddresses {
  /** E.164. */
  phones: string[];
  emails: string[];
}

/** By contact; who has none is not in it. */
export async function addressesOf(
  tx: Tx,
  { orgId, contactIds }: { orgId: string; contactIds: readonly string[] },
): Promise<Map<string, AllAddresses>> {
  if (contactIds.length === 0) return new Map();
  const { rows } = await tx.execute<{ id: string; phones: string[]; emails: string[] }>(sql`
    select coalesce(c.merged_into_id, c.id) as id,
      coalesce(json_agg(distinct i.value) filter (where i.kind = 'phone'), '[]') as phones,
      coalesce(json_agg(distinct i.value) filter (where i.kind = 'email'), '[]') as emails
    from contacts c join contact_identities i on i.org_id = c.org_id and i.contact_id = c.id
    where c.org_id = ${orgId} and (c.id = any(${sql.param(contactIds)}::uuid[]) or c.merged_into_id = any(${sql.param(contactIds)}::uuid[]))
      and i.kind in ('phone', 'email')
    group by 1`);
  return new Map(rows.map(({ id, phones, emails }) => [id, { phones, emails }]));
}
