/** A worker that is told to stop, as by a rolling update: it ends within what the deployments give it, and nothing is lost or sent twice. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBacklog } from '../../api/health/backlog.ts';
import { allQuiet, newPhone } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { startProcess } from '../support/process.ts';
import { useTemporal } from '../support/temporal.ts';

/** stop_grace_period of docker-compose.yml; Kubernetes gives more. */
const GRACE_MS = 45_000;

const database = useDatabase();
const temporal = useTemporal();
const masterKey = randomBytes(32);
let core: Core;
let home: string;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, masterKey, run: false });
  home = await mkdtemp(join(tmpdir(), 'parley-drain-'));
});
afterAll(async () => {
  await core.stop();
  await rm(home, { recursive: true, force: true });
});

it('finishes what it sends, leaves the rest to another worker, and ends cleanly', async () => {
  const start = () =>
    startProcess('processes/worker.ts', home, {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_TASK_QUEUE: core.taskQueue,
      PARLEY_MASTER_KEY: masterKey.toString('hex'),
      PARLEY_HOME: home,
      PARLEY_QUIET_MS: '50',
      WHATSAPP_GRAPH_URL: core.phone.url,
      OPENAI_BASE_URL: core.model.url,
      OPENAI_API_KEY: 'test',
      PARLEY_MODEL: 'parley-demo',
      LOG_LEVEL: 'silent',
    });
  const first = await start();
  const phones = Array.from({ length: 12 }, newPhone);
  // Thinking takes a moment, so that the stop falls into turns at every stage.
  core.model.faults.set({ mode: 'slow', role: 'written', times: 6, params: { ms: 3_000 } });
  core.phone.inbound(phones.map(from => ({ from, text: 'How much is a cleaning?' })));
  await until('the first answer', () => core.phone.ledger.sends().length > 0, 60_000);
  const since = Date.now();
  const stopped = first.stop();
  // A rolling update starts the next one beside it.
  const second = await start();
  expect(await stopped).toBe(0);
  expect(Date.now() - since).toBeLessThan(GRACE_MS);
  await allQuiet(core, phones, 120_000);
  for (const to of phones) expect(core.phone.ledger.sends({ to })).toHaveLength(1);
  const { sendsUnknown } = await core.db.withSystem(tx => readBacklog(tx, Date.now()));
  expect(sendsUnknown).toBe(0);
  expect(await second.stop()).toBe(0);
}, 240_000);
