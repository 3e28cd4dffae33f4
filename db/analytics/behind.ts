/** The conversations and leads behind a figure: the rows of its set, with what a list shows. */
import { sql } from 'drizzle-orm';
import type { Measure } from '../../domain/analytics/measures.ts';
import type { LeadStatus, Owner, Stage } from '../../domain/words.ts';
import type { Tx } from '../database.ts';
import type { Period } from './period.ts';
import { setOf } from './sets.ts';

export interface BehindRow {
  /** Null for a lead nobody has written with, and for costs of no conversation. */
  conversationId: string | null;
  contactId: string | null;
  name: string | null;
  address: string;
  leadStatus: LeadStatus | null;
  stage: Stage | null;
  owner: Owner | null;
  /** Its share of the figure. */
  amount: number;
  at: number;
}

/** The greatest share first, then the newest. @returns how many rows there are, and what they add up to: the figure. */
export async function rowsBehind(
  tx: Tx,
  {
    measure,
    period,
    part,
    limit,
    offset,
  }: { measure: Measure; period: Period; part: string | null; limit: number; offset: number },
): Promise<{ rows: BehindRow[]; count: number; sum: number }> {
  const { orgId } = period;
  const whole = await tx.execute<{ count: string; sum: string }>(
    sql`select count(*) as count, coalesce(sum(amount), 0) as sum from (${setOf(measure, period, part)}) rows`,
  );
  const found = await tx.execute<Record<string, string | null>>(sql`
    with page as (
      select * from (${setOf(measure, period, part)}) rows
      order by amount desc, at desc, contact_id, conversation_id limit ${limit} offset ${offset}
    )
    select page.contact_id, page.amount, extract(epoch from page.at) * 1000 as at, c.id as conversation_id, c.stage, c.owner,
      coalesce(p.display_name, p.name) as name, l.status,
      (select i.value from contact_identities i where i.org_id = ${orgId} and i.contact_id = page.contact_id
        order by case i.kind when 'phone' then 0 when 'wa_id' then 1 when 'email' then 2 else 3 end, i.created_at desc limit 1) as address
    from page
    left join contacts p on p.org_id = ${orgId} and p.id = page.contact_id
    left join leads l on l.org_id = ${orgId} and l.contact_id = page.contact_id
    left join conversations c on c.org_id = ${orgId} and c.id = coalesce(page.conversation_id,
      (select latest.id from conversations latest where latest.org_id = ${orgId} and latest.contact_id = page.contact_id order by latest.last_activity_at desc limit 1))
    order by page.amount desc, page.at desc, page.contact_id, page.conversation_id`);
  const [total] = whole.rows;
  return {
    count: Number(total?.count ?? 0),
    sum: Number(total?.sum ?? 0),
    rows: found.rows.map(row => ({
      conversationId: row.conversation_id ?? null,
      contactId: row.contact_id ?? null,
      name: row.name ?? null,
      address: row.address ?? '',
      leadStatus: (row.status ?? null) as LeadStatus | null,
      stage: (row.stage ?? null) as Stage | null,
      owner: (row.owner ?? null) as Owner | null,
      amount: Number(row.amount),
      at: Math.round(Number(row.at)),
    })),
  };
}
