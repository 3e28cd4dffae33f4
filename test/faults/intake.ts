/** What the webhook tests share: reads of what intake made of the deliveries. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { type Core, until } from '../support/core.ts';
import { sized } from '../support/size.ts';

export const TIMEOUT_MS = sized(60_000, 1_800_000);
const AT_ONCE = 8;

/** Runs all, some at a time. */
export async function each<T>(items: T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
    }),
  );
}

type Where = Pick<Core, 'db' | 'orgId'>;

export async function rawCount({ db }: Where): Promise<number> {
  const { rows } = await db.withSystem(tx =>
    tx.execute<{ n: number }>(sql`select count(*)::int as n from raw_updates`),
  );
  return rows[0]?.n ?? 0;
}

/** Waits until every update that was taken is handled or set aside; those that wait for an earlier one do not count. */
export const worked = ({ db }: Where) =>
  until(
    'every update to be worked',
    async () => {
      const { rows } = await db.withSystem(tx =>
        tx.execute<{ n: number }>(sql`select count(*)::int as n from raw_updates
          where handled_at is null and parked_reason is null and (attempts > 0 or claimed_until is null or claimed_until < now())`),
      );
      return rows[0]?.n === 0;
    },
    TIMEOUT_MS,
  );

export const parked = async ({ db }: Where) =>
  (await db.withSystem(tx => tx.execute(sql`select parked_reason from raw_updates where parked_reason is not null`)))
    .rows;

/** Messages of the record by the provider's id, with how often each is there. */
export async function recordedIds({ db, orgId }: Where, prefix: string): Promise<Map<string, number>> {
  const { rows } = await db.withOrg(orgId, tx =>
    tx.execute<{ id: string; times: number }>(
      sql`select provider_message_id as id, count(*)::int as times from messages where provider_message_id like ${`${prefix}%`} group by 1`,
    ),
  );
  return new Map(rows.map(row => [row.id, row.times]));
}

export function expectEachOnce(found: Map<string, number>, ids: string[]): void {
  expect(
    ids.filter(id => found.get(id) !== 1),
    'not recorded exactly once',
  ).toEqual([]);
  expect(found.size).toBe(ids.length);
}

/** A line for each row of what a replay may not change. */
export async function everything({ db, orgId }: Where): Promise<string[]> {
  const tables = {
    messages: 'id, conversation_id, number, left(text, 40) as text, state, versions, reactions, deleted_at, edited_at',
    conversations: 'id, owner, owner_epoch, last_inbound_number, window_ends_at, last_inbound_at, unread',
    contacts: 'id, name, opted_out_at, marketing_stopped_at, blocked',
    contact_identities: 'contact_id, kind, value',
  };
  return db.withOrg(orgId, async tx => {
    const lines: string[] = [];
    for (const [table, columns] of Object.entries(tables)) {
      const { rows } = await tx.execute(sql.raw(`select ${columns} from ${table}`));
      lines.push(...rows.map(row => `${table} ${JSON.stringify(row)}`));
    }
    return lines.sort();
  });
}
