/** 12,000 messages of one sender through the webhook: all recorded once, answered with few replies, with few wake-ups. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rawUpdates } from '../../db/intake/table.ts';
import { messages } from '../../db/message/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { envelope, newPhone, outboundOf, post, quiet, textsValue, turnsOf } from './helpers.ts';

const MESSAGES = 12_000;
const BATCH = 1_000;
const MB = 1024 * 1024;

const database = useDatabase();
const temporal = useTemporal({ own: true });
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 500 });
});
afterAll(() => core.stop());

it('survives a storm', async () => {
  const phone = newPhone();
  core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
  const { id } = await quiet(core, phone);
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 200);

  const startedAt = Date.now();
  const texts = Array.from({ length: MESSAGES }, (_, index) => ({
    from: phone,
    id: `wamid.storm-${index}`,
    text: index === MESSAGES - 1 ? 'How much is a crown?' : `Hello number ${index}`,
  }));
  for (let at = 0; at < MESSAGES; at += BATCH) {
    const delivery = envelope({ value: textsValue(texts.slice(at, at + BATCH)) });
    // Every third delivery comes twice.
    const copies = (at / BATCH) % 3 === 0 ? 2 : 1;
    const statuses = await Promise.all(Array.from({ length: copies }, () => post(core, delivery)));
    expect(statuses).toEqual(statuses.map(() => 200));
  }
  const acceptedMs = Date.now() - startedAt;

  await until(
    'all to be recorded',
    async () => {
      await new Promise(resolve => setTimeout(resolve, 500));
      const [row] = await core.db.withOrg(core.orgId, tx =>
        tx.select({ count: sql<number>`count(*)::int` }).from(messages).where(sql`direction = 'in'`),
      );
      return row?.count === MESSAGES + 1;
    },
    150_000,
  );
  const recordedMs = Date.now() - startedAt;
  await until(
    'the last one to be handled',
    async () => (await quiet(core, phone, 60_000)).lastInboundNumber === MESSAGES + 1,
  );
  clearInterval(watch);

  const [facts] = await core.db.withOrg(core.orgId, tx =>
    tx
      .select({
        inbound: sql<number>`count(*)::int`,
        distinct: sql<number>`count(distinct provider_message_id)::int`,
        highest: sql<number>`max(number)::int`,
        unhandled: sql<number>`count(*) filter (where handled_by is null)::int`,
      })
      .from(messages)
      .where(sql`direction = 'in'`),
  );
  expect(facts).toEqual({
    inbound: MESSAGES + 1,
    distinct: MESSAGES + 1,
    highest: MESSAGES + 1,
    unhandled: 0,
  });
  const open = (reason: string) =>
    core.db.withSystem(tx => tx.select({ id: rawUpdates.id }).from(rawUpdates).where(sql.raw(reason)));
  expect(await open('parked_reason is not null')).toEqual([]);
  await until('every update to be handled', async () => (await open('handled_at is null')).length === 0);

  let signals = 0;
  for await (const execution of core.client.workflow.list()) {
    const { events } = await core.client.workflow.getHandle(execution.workflowId, execution.runId).fetchHistory();
    signals += (events ?? []).filter(event => event.workflowExecutionSignaledEventAttributes).length;
  }
  const replies = await outboundOf(core, id);
  const turns = await turnsOf(core, id);
  console.log(
    `storm: accepted in ${acceptedMs} ms, recorded in ${recordedMs} ms, ${signals} signals, ${turns.length} turns, ${replies.length - 1} replies, +${Math.round((peak - before) / MB)} MB`,
  );
  expect(signals).toBeLessThan(300);
  // The business sees one customer; the rate per recipient bounds what that customer can be sent.
  expect(replies.length).toBeLessThan(30);
  expect(peak - before).toBeLessThan(500 * MB);
}, 240_000);
