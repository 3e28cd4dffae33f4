import { and, asc, eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contacts } from '../db/contact/table.ts';
import { intakeBacklog } from '../db/intake/queries.ts';
import { rawUpdates } from '../db/intake/table.ts';
import { messages } from '../db/message/table.ts';
import type { InboundUpdate } from '../domain/message/inbound.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { contentOf, openTestRecord, senderOf, type TestRecord, textOf } from './testing/record.ts';

const database = useDatabase();
let record: TestRecord;
beforeAll(async () => {
  record = await openTestRecord(database.url);
});
afterAll(() => record?.close());
beforeEach(async () => {
  await record.db.withSystem(tx => tx.delete(rawUpdates));
  record.counted.length = 0;
  record.logged.length = 0;
});

let last = 15_550_300_000;
const newPhone = () => `+${++last}`;
const change = (type: 'reaction' | 'edit' | 'delete', phone: string, target: string, text = 'new words') => {
  const base = {
    providerMessageId: `${type}-of-${target}`,
    sender: senderOf(phone),
    sentAt: record.clock.now(),
    targetProviderId: target,
  };
  if (type === 'reaction') return { ...base, type, emoji: '👍' } satisfies InboundUpdate;
  if (type === 'edit') return { ...base, type, content: contentOf(text) } satisfies InboundUpdate;
  return { ...base, type } satisfies InboundUpdate;
};
const text = (phone: string, id: string, words: string) => textOf(phone, id, words, record.clock.now());
const messageOf = async (providerMessageId: string) => {
  const [row] = await record.db.withOrg(record.orgId, tx =>
    tx
      .select()
      .from(messages)
      .where(and(eq(messages.orgId, record.orgId), eq(messages.providerMessageId, providerMessageId))),
  );
  return row;
};
const openUpdates = () =>
  record.db.withSystem(tx => tx.select().from(rawUpdates).where(sql`handled_at is null`).orderBy(asc(rawUpdates.id)));

describe('a change that comes before its message', () => {
  it('waits for it, behind it in the same batch too, and is then applied', async () => {
    const phone = newPhone();
    await record.deliver(
      change('reaction', phone, 'm1'),
      change('edit', phone, 'm1'),
      text(phone, 'm1', 'old words'),
      change('delete', phone, 'm1'),
    );
    await record.round();
    expect((await messageOf('m1'))?.text).toBe('old words');
    expect((await messageOf('m1'))?.deletedAt).not.toBeNull();
    expect((await openUpdates()).map(row => row.attempts)).toEqual([0, 0]);
    const backlog = await record.db.withSystem(tx => intakeBacklog(tx, record.clock.now()));
    expect(backlog).toMatchObject({ waiting: 0, oldestReceivedAt: null });

    record.clock.at += 1_000;
    await record.round();
    expect(await messageOf('m1')).toMatchObject({ text: 'new words', reactions: [{ emoji: '👍' }] });
    expect(await openUpdates()).toEqual([]);
  });

  it('is ignored with its reason after ten minutes, however often it was tried', async () => {
    await record.deliver(change('reaction', newPhone(), 'never'));
    const end = record.clock.at + 10 * 60_000;
    let rounds = 0;
    for (; record.clock.at < end; record.clock.at += 30_001, rounds++) {
      await record.round();
      expect(record.counted).toEqual([]);
    }
    expect(rounds).toBeGreaterThan(5);
    await record.round();
    expect(record.counted).toEqual([['ignored', 'reaction to an unknown message']]);
    expect(await openUpdates()).toEqual([]);
  });
});

it('opts out a customer who edits a message into STOP', async () => {
  const phone = newPhone();
  await record.deliver(text(phone, 'm2', 'stoop'));
  await record.round();
  await record.deliver(change('edit', phone, 'm2', 'STOP'));
  await record.round();
  const row = await messageOf('m2');
  expect(row).toMatchObject({ text: 'STOP', handledBy: 'routed:PAUSED' });
  const optedOut = await record.db.withOrg(record.orgId, tx =>
    tx
      .select()
      .from(contacts)
      .where(and(eq(contacts.orgId, record.orgId), sql`opted_out_at is not null`)),
  );
  expect(optedOut).toHaveLength(1);
});

it('keeps the order of one sender when the first of them cannot be recorded yet', async () => {
  const [phone, other] = [newPhone(), newPhone()];
  await superuser(`create function refuse() returns trigger language plpgsql as $$ begin
    if new.text = 'first' then raise exception 'not yet' using errcode = '22023'; end if; return new; end $$`);
  await superuser(`create trigger refuse before insert on messages for each row execute function refuse()`);
  await record.deliver(
    text(phone, 'a1', 'first'),
    text(other, 'b1', 'of another'),
    text(phone, 'a2', 'second'),
    text(phone, 'a3', 'third'),
  );
  await record.round();
  expect(await messageOf('b1')).toBeDefined();
  expect((await openUpdates()).map(row => row.attempts)).toEqual([1, 0, 0]);
  await superuser('drop trigger refuse on messages');
  record.clock.at += 1_000;
  await record.round();
  const numbers = [];
  for (const id of ['a1', 'a2', 'a3']) numbers.push((await messageOf(id))?.number);
  expect(numbers).toEqual([1, 2, 3]);
});

it('logs a notice about the account without what it says, and counts it', async () => {
  const error = { code: '131031', message: 'of +15550001111', verdict: 'ask_person' as const, retryAfterMs: null };
  await record.deliver({
    type: 'account_notice',
    field: 'security',
    summary: 'of +15550001111',
    critical: true,
    error,
  });
  await record.round();
  expect(record.counted).toEqual([['ignored', 'account notice: security']]);
  expect(record.logged).toHaveLength(1);
  expect(record.logged[0]).toMatchObject({ level: 40, field: 'security', critical: true, errorCode: '131031' });
  expect(JSON.stringify(record.logged)).not.toContain('15550001111');
});

/** Statements that no role of Parley may run. */
async function superuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
