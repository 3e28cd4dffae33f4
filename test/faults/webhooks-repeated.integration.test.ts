/**
 * Webhooks that come again, in any order and in any batch, and a month later: each message is recorded once and each customer
 * answered once (promise 2).
 */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { deleteOld } from '../../dispatcher/sweep.ts';
import { toWireJson } from '../../simulators/whatsapp/index.ts';
import { allQuiet, envelope, newPhone, of, pause, post, randomOf, textsValue } from '../conversation/helpers.ts';
import { type Core, startCore } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { each, everything, expectEachOnce, parked, rawCount, recordedIds, TIMEOUT_MS, worked } from './intake.ts';

const DAY_MS = 86_400_000;
const CUSTOMERS = sized(8, 40);
const DISTINCT = sized(300, 2_000);
const DUPLICATES = sized(1_200, 10_000);

const database = useDatabase();
const temporal = useTemporal();
const accepted: string[] = [];
let core: Core;
let aheadMs = 0;

beforeAll(async () => {
  const clock = { now: () => Date.now() + aheadMs };
  const { address } = temporal;
  core = await startCore({ databaseUrl: database.url, temporalAddress: address, quietMs: 300, clock, run: false });
  core.startDispatcher();
});
afterAll(() => core.stop());
beforeEach(() => {
  aheadMs = 0;
});

/** Deliveries that hold each of these numbers at least once and some again, in any order, in batches of 1 to 1,000. */
function deliveries(text: (index: number) => { from: string; id: string; text: string }): string[] {
  const random = randomOf(4);
  const below = (limit: number): number => Math.floor(random() * limit);
  const all = Array.from({ length: DISTINCT + DUPLICATES }, (_, at) => (at < DISTINCT ? at : below(DISTINCT)));
  for (let at = all.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [all[at], all[other]] = [all[other] ?? 0, all[at] ?? 0];
  }
  const bodies: string[] = [];
  for (let at = 0; at < all.length; ) {
    const size = 1 + below(below(10) === 0 ? 1_000 : 20);
    const batch = all.slice(at, at + size).map(text);
    at += size;
    // In one value, or a change for each: both are allowed.
    const values = below(2) === 0 ? [textsValue(batch)] : batch.map(item => textsValue([item]));
    bodies.push(toWireJson(envelope(...values.map(value => ({ value })))));
  }
  return bodies;
}

it(
  `each of ${DISTINCT} messages is recorded once, of ${DISTINCT + DUPLICATES} that come in any order`,
  async () => {
    const phones = Array.from({ length: CUSTOMERS }, newPhone);
    const ids = Array.from({ length: DISTINCT }, (_, index) => `wamid.dup-${index}`);
    const all = deliveries(index => ({
      from: phones[index % CUSTOMERS] ?? '',
      id: ids[index] ?? '',
      text: `Message ${index}: how much is a cleaning?`,
    }));
    await each(all, async body => {
      expect(await post(core, body)).toBe(200);
      accepted.push(body);
    });
    await worked(core);
    expectEachOnce(await recordedIds(core, 'wamid.dup-'), ids);
    expect(await parked(core)).toEqual([]);
    const gaps = await core.db.withOrg(core.orgId, tx =>
      tx.execute(sql`select 1 from messages where number is not null group by conversation_id
      having count(*) <> max(number) or count(distinct number) <> count(*)`),
    );
    expect(gaps.rows, 'numbers without gaps in every conversation').toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  '1,000 updates of 3 MB are taken in one delivery; what is larger is refused whole',
  async () => {
    const from = newPhone();
    const big = Array.from({ length: 1_000 }, (_, index) => ({
      from,
      id: `wamid.big-${index}`,
      text: `${index} ${'How much is a crown? '.repeat(145)}`,
    }));
    const body = toWireJson(envelope({ value: textsValue(big) }));
    expect(Buffer.byteLength(body)).toBeGreaterThan(3_000_000);
    expect(await post(core, body)).toBe(200);
    await worked(core);
    expectEachOnce(
      await recordedIds(core, 'wamid.big-'),
      big.map(({ id }) => id),
    );
    const before = await rawCount(core);
    const larger = textsValue(big.map(item => ({ ...item, id: `${item.id}-2`, text: item.text.repeat(2) })));
    expect(await post(core, envelope({ value: larger }))).toBe(413);
    expect(await rawCount(core)).toBe(before);
  },
  TIMEOUT_MS,
);

/** One customer's month: everything that changes something when it comes again. */
function month(digits: string): { field?: string; value: Record<string, unknown> }[] {
  const message = (id: string, content: object) => ({ from: digits, id, timestamp: '1750000000', ...content });
  const inbound = (id: string, content: object) => ({ value: of({ messages: [message(id, content)] }) });
  const said = (id: string, body: string) => inbound(id, { type: 'text', text: { body } });
  const choice = (value: string, timestamp: number) => ({
    field: 'user_preferences',
    value: of({ user_preferences: [{ wa_id: digits, category: 'marketing_messages', value, timestamp }] }),
  });
  const state = (status: string) => ({
    value: of({ statuses: [{ id: 'wamid.m-echo', status, timestamp: '1750000000', recipient_id: digits }] }),
  });
  const echo = { ...message('wamid.m-echo', { type: 'text', text: { body: 'It is $120.' } }), to: digits };
  return [
    said('wamid.m-1', 'How much is a cleaning?'),
    inbound('wamid.m-2', { type: 'reaction', reaction: { message_id: 'wamid.m-1', emoji: '👍' } }),
    inbound('wamid.m-3', { type: 'reaction', reaction: { message_id: 'wamid.m-1' } }),
    inbound('wamid.m-4', {
      type: 'edit',
      edit: { original_message_id: 'wamid.m-1', message: { type: 'text', text: { body: 'a crown' } } },
    }),
    said('wamid.m-5', 'STOP'),
    said('wamid.m-6', 'START'),
    choice('stop', 1_750_000_001),
    choice('resume', 1_750_000_002),
    { field: 'smb_message_echoes', value: of({ message_echoes: [echo] }) },
    state('read'),
    state('sent'),
    inbound('wamid.m-7', {
      type: 'system',
      system: {
        type: 'user_changed_number',
        wa_id: `${digits}7`,
        body: `User changed from ${digits} to ${digits}7`,
      },
    }),
    said('wamid.m-8', 'Something to delete'),
    inbound('wamid.m-9', { type: 'revoke', revoke: { original_message_id: 'wamid.m-8' } }),
  ];
}

it(
  'a month later, when the raw updates are gone, the same deliveries change nothing',
  async () => {
    const steps = month(newPhone().slice(1)).map(step => toWireJson(envelope(step)));
    for (const step of steps) {
      expect(await post(core, step)).toBe(200);
      await worked(core);
    }
    const before = await everything(core);
    aheadMs = 31 * DAY_MS;
    await deleteOld(core.db, Date.now() + aheadMs);
    expect(await rawCount(core)).toBe(0);

    const again = [...accepted, ...steps];
    const order = fc.shuffledSubarray(again, { minLength: again.length });
    await each(fc.sample(order, { seed: 9, numRuns: 1 })[0] ?? [], async body => {
      expect(await post(core, body)).toBe(200);
    });
    await worked(core);
    expect(await rawCount(core)).toBeGreaterThan(DISTINCT);
    const after = await everything(core);
    expect(
      after.filter(line => !before.includes(line)),
      'what the replay changed',
    ).toEqual([]);
    expect(after).toHaveLength(before.length);
  },
  TIMEOUT_MS,
);

it('a choice about marketing that was overtaken on the way does not undo the later one', async () => {
  const digits = newPhone().slice(1);
  const choose = (value: string, timestamp: number) =>
    post(
      core,
      envelope({
        field: 'user_preferences',
        value: of({ user_preferences: [{ wa_id: digits, category: 'marketing_messages', value, timestamp }] }),
      }),
    );
  await post(core, envelope({ value: textsValue([{ from: `+${digits}`, id: 'wamid.choice', text: 'Hello' }]) }));
  await worked(core);
  await choose('stop', 1_750_000_002);
  await worked(core);
  await choose('resume', 1_750_000_001);
  await worked(core);
  const stopped = () => everything(core).then(lines => lines.filter(line => line.includes('2025-06-15 15:06:42')));
  expect(await stopped()).toHaveLength(1);
  await choose('resume', 1_750_000_003);
  await worked(core);
  expect(await stopped()).toHaveLength(0);
});

it(
  'in the end every customer is answered, and nobody twice',
  async () => {
    const asking = Array.from({ length: sized(6, 60) }, newPhone);
    core.phone.setWebhookMode({ copies: 3, reorderMs: 200 });
    for (const from of asking) core.phone.inbound({ from, text: 'How much is a cleaning?' });
    await core.startWorker();
    await allQuiet(core, asking, TIMEOUT_MS);
    await pause(1_000);
    await worked(core);
    for (const phone of asking) expect(core.phone.ledger.sends({ to: phone }), `replies to ${phone}`).toHaveLength(1);
    const sends = core.phone.ledger.sends().map(send => send.bizOpaqueCallbackData);
    expect(new Set(sends).size).toBe(sends.length);
  },
  TIMEOUT_MS,
);
