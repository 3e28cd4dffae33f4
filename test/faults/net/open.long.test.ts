/**
 * Load beside thousands of open conversations: turns take no longer than beside a hundred, the worker's memory stays within
 * bounds, and nothing is lost, doubled or hidden.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newPhone } from '../../conversation/helpers.ts';
import { until } from '../../support/core.ts';
import { useDatabase } from '../../support/postgres.ts';
import { sized } from '../../support/size.ts';
import { useTemporal } from '../../support/temporal.ts';
import { openClones } from './clones.ts';
import { Crowd } from './load.ts';
import { Stage } from './stage.ts';

const FEW = 100;
const OPEN = sized(500, 10_000);
/** Turns that are measured, with few and with many open, and how fast they come: far from what a worker can do. */
const MEASURED = sized(50, 300);
const PER_SECOND = 4;
const SLOWER_AT_MOST = 1.2;
const MAX_WORKER_MB = 700;
const KB_IN_MB = 1024;
/** Nobody asks the same again: that is another conversation. */
const QUESTIONS = [
  'How much is a cleaning?',
  'How much is a crown?',
  'How much is a filling?',
  'And how much is whitening?',
  'What are your opening hours on Friday?',
];

const database = useDatabase();
const temporal = useTemporal();
let stage: Stage;
/** How often each customer has asked. */
const asked = new Map<string, number>();

beforeAll(async () => {
  stage = await Stage.start({ databaseUrl: database.url, temporalAddress: temporal.address });
});
afterAll(() => stage?.stop());

/** Of the worker's own process; Linux only, as this suite is. */
const workerMb = (): number =>
  Math.round(
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${stage.child('worker').pid}/status`, 'utf8'))?.[1]) / KB_IN_MB,
  );

const answersTo = (phone: string): { at: number }[] => stage.phone.ledger.sends({ to: phone });

/** One question of each at this pace; resolves with how long each waited for its answer, when all have theirs. */
async function ask(phones: string[], perSecond: number): Promise<number[]> {
  const waiting: { phone: string; since: number; nth: number }[] = [];
  for (const phone of phones) {
    const nth = answersTo(phone).length;
    const before = asked.get(phone) ?? 0;
    asked.set(phone, before + 1);
    waiting.push({ phone, since: Date.now(), nth });
    stage.phone.inbound({ from: phone, text: QUESTIONS[before % QUESTIONS.length] ?? '' });
    await sleep(1_000 / perSecond);
  }
  const answer = ({ phone, nth }: (typeof waiting)[number]): { at: number } | undefined => answersTo(phone)[nth];
  await until('everybody to be answered', () => waiting.every(one => answer(one) !== undefined), 120_000);
  return waiting.map(one => (answer(one)?.at ?? Number.NaN) - one.since);
}

const p95 = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;

it(`${OPEN} open conversations, then load`, async () => {
  const few = Array.from({ length: FEW }, newPhone);
  await ask(few, 20);
  const measuredOf = (phones: string[]): string[] => {
    const step = Math.max(1, Math.floor(phones.length / MEASURED));
    return Array.from({ length: MEASURED }, (_, index) => phones[(index * step) % phones.length] ?? '');
  };
  const fewP95Ms = p95(await ask(measuredOf(few), PER_SECOND));
  const fewMb = workerMb();

  const since = Date.now();
  const more = Array.from({ length: OPEN - FEW }, newPhone);
  const model = (await stage.record.find(few.slice(0, 1))).get(few[0] ?? '');
  await openClones(stage.record, model?.conversationId ?? '', more, 600_000);
  const openedSeconds = Math.round((Date.now() - since) / 1_000);
  const manyMb = workerMb();
  const all = [...few, ...more];
  const manyP95Ms = p95(await ask(measuredOf(all), PER_SECOND));

  const crowd = new Crowd(stage);
  crowd.start(8);
  await ask(measuredOf(more), 20);
  await crowd.stop();
  const { problems, ...figures } = await crowd.verdict(300_000);
  const afterMb = workerMb();
  const ratio = Math.round((manyP95Ms / fewP95Ms) * 100) / 100;
  console.log(
    `open: ${JSON.stringify({ open: OPEN, openedSeconds, fewP95Ms, manyP95Ms, ratio, fewMb, manyMb, afterMb, ...figures })}`,
  );
  expect(problems, await stage.tails()).toEqual([]);
  const wrong = all.filter(phone => answersTo(phone).length !== (asked.get(phone) ?? 0));
  expect(wrong, 'answered another number of times than they asked').toEqual([]);
  expect(stage.lost).toEqual([]);
  expect(Math.max(manyMb, afterMb), 'MB of the worker').toBeLessThan(MAX_WORKER_MB);
  expect(ratio, `p95 with ${OPEN} open, to that with ${FEW}`).toBeLessThanOrEqual(SLOWER_AT_MOST);
});
