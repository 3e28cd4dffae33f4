import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversations } from '../db/conversation/table.ts';
import { newId } from '../db/ids.ts';
import { rateLimits } from '../db/intake/table.ts';
import { messages } from '../db/message/table.ts';
import { leaseNotes, notesSent } from '../db/outbox/queries.ts';
import { outbox } from '../db/outbox/table.ts';
import { turns } from '../db/turn/table.ts';
import type { Owner } from '../domain/words.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { deleteOld, wakeStuck } from './sweep.ts';
import { openTestRecord, type TestRecord, textOf } from './testing/record.ts';

const MINUTE_MS = 60_000;
const database = useDatabase();
let record: TestRecord;
beforeAll(async () => {
  record = await openTestRecord(database.url);
});
afterAll(() => record?.close());

let people = 0;
/** A conversation with one message, which a turn has answered with a send that is QUEUED since `ageMs`. */
async function answered({ owner = 'AI', ageMs }: { owner?: Owner; ageMs: number }) {
  const { db, orgId, channelAccountId, clock } = record;
  const id = `sweep-${++people}`;
  await record.deliver(textOf(`+${15_550_500_000 + people}`, id, 'How much is a crown?', clock.now()));
  await record.round();
  return db.withOrg(orgId, async tx => {
    const [inbound] = await tx
      .select()
      .from(messages)
      .where(and(eq(messages.orgId, orgId), eq(messages.providerMessageId, id)));
    if (!inbound) throw new Error('the message was not recorded');
    const { conversationId } = inbound;
    const [turnId, replyId] = [newId(), newId()];
    const at = clock.now() - ageMs;
    const mine = and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId));
    const done = { handledThrough: 1, firstUnhandledAt: null, customerWaitingAt: null };
    await tx
      .update(conversations)
      .set({ ...done, owner, nextDueAt: null })
      .where(mine);
    await tx
      .update(messages)
      .set({ handledBy: turnId })
      .where(and(eq(messages.orgId, orgId), eq(messages.id, inbound.id)));
    const batch = { trigger: 'inbound', cursorFrom: 0, through: 1, number: 1, epoch: 1, seed: 1, playbookVersion: 1 };
    await tx.insert(turns).values({
      ...batch,
      orgId,
      id: turnId,
      conversationId,
      owner: 'AI',
      outcome: 'SENT',
      startedAt: at,
    });
    await tx.insert(messages).values({
      orgId,
      id: replyId,
      conversationId,
      direction: 'out',
      sender: 'BOT',
      kind: 'TEXT',
      text: '$950',
      channelAccountId,
      turnId,
      state: 'QUEUED',
      at,
      createdAt: at,
    });
    await tx.delete(outbox).where(eq(outbox.orgId, orgId));
    return { conversationId, inboundId: inbound.id, replyId };
  });
}

const look = async ({ conversationId, inboundId, replyId }: Awaited<ReturnType<typeof answered>>) =>
  record.db.withOrg(record.orgId, async tx => {
    const [conversation] = await tx.select().from(conversations).where(eq(conversations.id, conversationId));
    const [inbound] = await tx.select().from(messages).where(eq(messages.id, inboundId));
    const [reply] = await tx.select().from(messages).where(eq(messages.id, replyId));
    const told = await tx.select().from(outbox).where(eq(outbox.conversationId, conversationId));
    const [turn] = await tx.select().from(turns).where(eq(turns.conversationId, conversationId));
    return { conversation, inbound, reply, turn, told: told.map(note => note.kind).sort() };
  });

describe('a message of a person that is not sent', () => {
  it('is told to the workflow again after a minute, unless it may not go yet', async () => {
    const { db, orgId, clock } = record;
    const cases = [
      { ageMs: 61_000, notBeforeAt: null, told: ['outbound'] },
      { ageMs: 61_000, notBeforeAt: clock.now() - 1, told: ['outbound'] },
      { ageMs: 61_000, notBeforeAt: clock.now() + 5_000, told: [] },
      { ageMs: 50_000, notBeforeAt: null, told: [] },
    ];
    const made = [];
    for (const { ageMs, notBeforeAt } of cases) {
      const one = await answered({ owner: 'HUMAN', ageMs });
      await db.withOrg(orgId, tx =>
        tx.update(messages).set({ memberId: newId(), notBeforeAt }).where(eq(messages.id, one.replyId)),
      );
      made.push(one);
    }
    await wakeStuck(db, clock.now());
    const found = [];
    for (const one of made) found.push(await look(one));
    expect(found.map(({ told }) => told)).toEqual(cases.map(({ told }) => told));
    expect(found.every(({ reply }) => reply?.state === 'QUEUED')).toBe(true);
  });
});

describe('a reply of the agent that is not sent for ten minutes', () => {
  it("fails, and its batch is answered anew while the conversation is the agent's", async () => {
    const one = await answered({ ageMs: 11 * MINUTE_MS });
    await wakeStuck(record.db, record.clock.now());
    const { conversation, inbound, reply, turn, told } = await look(one);
    expect(reply).toMatchObject({ state: 'FAILED', errorCode: 'superseded' });
    expect(inbound?.handledBy).toBeNull();
    expect(conversation).toMatchObject({ handledThrough: 0, firstUnhandledAt: record.clock.now() });
    expect(turn?.outcome).toBe('SUPERSEDED');
    expect(told).toEqual(['changed', 'inbound']);
  });

  it('fails, and the customer waits for the person who has the conversation now', async () => {
    const one = await answered({ owner: 'HUMAN', ageMs: 11 * MINUTE_MS });
    await wakeStuck(record.db, record.clock.now());
    const { conversation, inbound, reply, told } = await look(one);
    expect(reply).toMatchObject({ state: 'FAILED', errorCode: 'superseded' });
    expect(inbound?.handledBy).not.toBeNull();
    expect(conversation).toMatchObject({ handledThrough: 1, customerWaitingAt: record.clock.now() });
    expect(told).toEqual(['changed']);
  });

  it('is left alone while its next attempt is still to come', async () => {
    const one = await answered({ ageMs: 11 * MINUTE_MS });
    await record.db.withOrg(record.orgId, tx =>
      tx
        .update(messages)
        .set({ notBeforeAt: record.clock.now() - MINUTE_MS })
        .where(eq(messages.id, one.replyId)),
    );
    await wakeStuck(record.db, record.clock.now());
    expect((await look(one)).reply?.state).toBe('QUEUED');
  });
});

describe('a message that nobody handled', () => {
  const unhandled = async (note: { sentAt: number | null } | null) => {
    const { db, orgId, clock } = record;
    const one = await answered({ ageMs: 0 });
    const { conversationId } = one;
    const now = clock.now();
    await db.withOrg(orgId, async tx => {
      await tx
        .update(conversations)
        .set({ handledThrough: 0, firstUnhandledAt: now - 2 * MINUTE_MS })
        .where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)));
      const wakeUp = { kind: 'inbound' as const, payload: { through: 1 }, dueAt: now, firstAt: now };
      if (note) await tx.insert(outbox).values({ orgId, conversationId, ...wakeUp, ...note });
    });
    return { one, now };
  };

  it('and that nobody is told of any more: its workflow is woken', async () => {
    const { one, now } = await unhandled(null);
    await wakeStuck(record.db, now);
    expect((await look(one)).told).toEqual(['changed', 'inbound']);
  });

  it('and whose wake-up is told again by itself: nothing is added, or a system that cannot keep up would be buried', async () => {
    const { one, now } = await unhandled({ sentAt: record.clock.now() - 2 * MINUTE_MS });
    await wakeStuck(record.db, now);
    expect((await look(one)).told).toEqual(['inbound']);
  });

  it('is told again after 30 s, and then ever more rarely; what was never told goes first', async () => {
    const { db } = record;
    const { one, now } = await unhandled({ sentAt: null });
    await db.withSystem(tx => tx.delete(outbox).where(sql`conversation_id <> ${one.conversationId}`));
    const tell = (at: number, limit = 10) =>
      db.withSystem(async tx => {
        const notes = await leaseNotes(tx, { now: at, leaseMs: 500, limit });
        await notesSent(tx, notes, at);
        return notes.map(note => note.conversationId);
      });
    const told: number[] = [];
    for (let second = 2; second < 600; second += 2)
      if ((await tell(now + second * 1_000)).length > 0) told.push(second);
    expect(told).toEqual([2, 34, 70, 142, 286, 528]);
    const { one: fresh } = await unhandled({ sentAt: null });
    expect(await tell(now + 2_000_000, 1)).toEqual([fresh.conversationId]);
  });
});

it('rates that are long spent are deleted', async () => {
  const { db, clock } = record;
  const day = 24 * 60 * MINUTE_MS;
  await db.withSystem(async tx => {
    await tx.delete(rateLimits);
    await tx.insert(rateLimits).values([
      { key: 'old', tat: clock.now() - day - 1_000 },
      { key: 'new', tat: clock.now() - day + 1_000 },
    ]);
  });
  await deleteOld(db, clock.now());
  const left = await db.withSystem(tx => tx.execute<{ key: string }>(sql`select key from rate_limits`));
  expect(left.rows).toEqual([{ key: 'new' }]);
});
