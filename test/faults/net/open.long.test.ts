/** Load beside thousands of open conversations: nothing is lost, and the worker's memory stays within bounds. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newPhone } from '../../conversation/helpers.ts';
import { until } from '../../support/core.ts';
import { useDatabase } from '../../support/postgres.ts';
import { sized } from '../../support/size.ts';
import { useTemporal } from '../../support/temporal.ts';
import { Crowd } from './load.ts';
import { Stage } from './stage.ts';

const OPEN = sized(500, 10_000);
const AT_ONCE = 100;
const AGAIN = 200;
const MB = 1024;
/** Above what it had with few open: cached workflows are bounded (PARLEY_WORKER_CACHE), the rest is not the worker's. */
const MAX_GROWTH_MB = 1_000;

const database = useDatabase();
const temporal = useTemporal();
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start({ databaseUrl: database.url, temporalAddress: temporal.address });
});
afterAll(() => stage?.stop());

const workerMb = (): number =>
  Math.round(
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${stage.child('worker').pid}/status`, 'utf8'))?.[1]) / MB,
  );

async function atRest(count: number): Promise<number> {
  const rows = await stage.record.query<{ n: number }>(
    `select count(*)::int as n from conversations c where c.handled_through = c.last_inbound_number and c.last_inbound_number > 0
       and not exists (select from turns t where t.org_id = c.org_id and t.conversation_id = c.id and t.outcome = 'RUNNING')
       and not exists (select from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.state in ('QUEUED', 'SENDING'))`,
  );
  return (rows[0]?.n ?? 0) >= count ? count : 0;
}

it(`${OPEN} open conversations, then load`, async () => {
  const phones = Array.from({ length: OPEN }, newPhone);
  const since = Date.now();
  let fewMb = 0;
  for (let opened = 0; opened < OPEN; opened += AT_ONCE) {
    stage.phone.inbound(
      phones.slice(opened, opened + AT_ONCE).map(from => ({ from, text: 'How much is a cleaning?' })),
    );
    await until(`${opened + AT_ONCE} to be open`, () => atRest(opened + AT_ONCE), 300_000);
    if (opened === 0) fewMb = workerMb();
  }
  const openedSeconds = Math.round((Date.now() - since) / 1_000);
  const manyMb = workerMb();

  const crowd = new Crowd(stage);
  crowd.start(8);
  const again = phones.filter((_, index) => index % (OPEN / AGAIN) === 0);
  for (const from of again) {
    stage.phone.inbound({ from, text: 'How much is a crown?' });
    await sleep(50);
  }
  await crowd.stop();
  const { problems, ...figures } = await crowd.verdict(300_000);
  await until('all to be at rest', () => atRest(OPEN + crowd.customers.length), 300_000);
  console.log(`open: ${JSON.stringify({ open: OPEN, openedSeconds, fewMb, manyMb, afterMb: workerMb(), ...figures })}`);
  expect(problems, await stage.tails()).toEqual([]);
  const sends = new Map<string, number>();
  for (const { to } of stage.phone.ledger.sends()) sends.set(`+${to}`, (sends.get(`+${to}`) ?? 0) + 1);
  const wanted = new Set(again);
  const wrong = phones.filter(phone => sends.get(phone) !== (wanted.has(phone) ? 2 : 1));
  expect(wrong, 'answered another number of times than they asked').toEqual([]);
  expect(workerMb() - fewMb).toBeLessThan(MAX_GROWTH_MB);
  expect(stage.lost).toEqual([]);
});
