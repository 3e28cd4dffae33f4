import { drizzle } from 'drizzle-orm/pg-proxy';
import { describe, expect, it } from 'vitest';
import type { Tx } from '../database.ts';
import { inboundBetween } from './queries.ts';

/** A database that answers with messages of these numbers, and keeps what it was asked. */
function answering(numbers: number[]) {
  const asked: { sql: string; params: unknown[] }[] = [];
  const database = drizzle(async (sql, params) => {
    asked.push({ sql, params });
    return {
      rows: numbers.map(number => [
        `m${number}`,
        number,
        'in',
        'CONTACT',
        'TEXT',
        'hi',
        null,
        null,
        null,
        false,
        true,
        0,
      ]),
    };
  });
  return { tx: database as unknown as Tx, asked };
}
const range = { orgId: 'o', conversationId: 'c', from: 2, through: 12_000 };

describe('inboundBetween', () => {
  it('only the newest, oldest first all the same', async () => {
    const { tx, asked } = answering([12_000, 11_999, 11_998]);
    const found = await inboundBetween(tx, { ...range, newest: 3 });
    expect(found.map(message => message.number)).toEqual([11_998, 11_999, 12_000]);
    expect(asked[0]?.sql).toMatch(/order by "messages"."number" desc limit \$\d+$/);
    expect(asked[0]?.params.at(-1)).toBe(3);
  });
});
