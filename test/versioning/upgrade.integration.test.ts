/**
 * Worker versioning (design section 4): conversations begun under one build go on under the next, in the same run, when that
 * becomes current, also one whose turn is under way; the old build's worker can then go.
 */
import type { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { connectWorker } from '../../temporal/connection.ts';
import { plainHistory } from '../../temporal/history.ts';
import { bundleWorkflows, createWorker } from '../../temporal/worker.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { allQuiet, conversationOf, createGate, newPhone, received } from '../conversation/helpers.ts';
import { eventsOf, replay } from '../replay/recordings.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { incompatibleBundle, patchedBundle } from './bundles.ts';

const DEPLOYMENT = 'parley-test';
const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
const workers: { worker: Worker; done: Promise<void> }[] = [];
let core: Core;
let connection: Awaited<ReturnType<typeof connectWorker>>;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    checkpoint: gate.checkpoint,
    run: false,
  });
  connection = await connectWorker({ address: temporal.address, namespace: 'default', tls: false });
  core.startDispatcher();
});
afterAll(async () => {
  await Promise.all(workers.map(stop));
  await connection?.close();
  await core?.stop();
});

async function start(buildId: string, bundle: { code: string }) {
  const worker = await createWorker({
    connection,
    namespace: 'default',
    taskQueue: core.taskQueue,
    codec: core.codec,
    activities: createActivities(core.ports),
    maxActivities: 20,
    maxWorkflowTasks: 20,
    cachedWorkflows: 100,
    bundle,
    version: { deployment: DEPLOYMENT, buildId },
  });
  const started = { worker, done: worker.run() };
  workers.push(started);
  return started;
}
async function stop({ worker, done }: { worker: Worker; done: Promise<void> }): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await done;
}

/** As an operator does: `temporal worker deployment set-current-version`. The server knows a build once its worker polls. */
const makeCurrent = (buildId: string) =>
  until(`build ${buildId} to be current`, () =>
    core.client.workflowService
      .setWorkerDeploymentCurrentVersion({
        namespace: 'default',
        deploymentName: DEPLOYMENT,
        buildId,
        identity: 'test',
        ignoreMissingTaskQueues: true,
      })
      .then(
        () => true,
        () => false,
      ),
  );

const historyOf = async (phone: string): Promise<string> => {
  const { id } = await conversationOf(core, phone);
  const history = await core.client.workflow.getHandle(conversationWorkflowId(core.orgId, id)).fetchHistory();
  return plainHistory(history, core.codec);
};
/** Builds whose workers completed workflow tasks of this run, in order, each once. */
async function buildsOf(phone: string): Promise<string[]> {
  const builds = eventsOf(await historyOf(phone)).flatMap(event => {
    const completed = event.workflowTaskCompletedEventAttributes as
      | { deploymentVersion?: { buildId?: string } }
      | undefined;
    return completed?.deploymentVersion?.buildId ?? [];
  });
  return [...new Set(builds)];
}

it('conversations go on under the next build, and the old worker can go', async () => {
  const first = await start('a', await bundleWorkflows());
  await makeCurrent('a');
  const phones = Array.from({ length: 5 }, newPhone);
  for (const from of phones) core.phone.inbound({ from, text: 'How much is a cleaning?' });
  await allQuiet(core, phones);
  for (const phone of phones) expect(await buildsOf(phone)).toEqual(['a']);
  const recorded = await Promise.all(phones.map(historyOf));

  // One turn is under way while the builds change.
  const [thinking] = phones;
  if (!thinking) throw new Error('nobody writes');
  const held = gate.hold('decide.before_write');
  core.phone.inbound({ from: thinking, text: 'How much is a crown?' });
  await held.reached;
  const next = await patchedBundle();
  await start('b', next);
  await makeCurrent('b');
  held.release();
  await stop(first);
  for (const from of phones.slice(1)) core.phone.inbound({ from, text: 'How much is a crown?' });
  await allQuiet(core, phones);

  for (const phone of phones) {
    expect(received(core, phone), phone).toHaveLength(2);
    expect(await buildsOf(phone), phone).toEqual(['a', 'b']);
    const history = await historyOf(phone);
    expect(history, 'the changed step was taken').toContain('EVENT_TYPE_MARKER_RECORDED');
    await replay(history, next);
  }
  const newcomer = newPhone();
  core.phone.inbound({ from: newcomer, text: 'How much is a cleaning?' });
  await allQuiet(core, [newcomer]);
  expect(await buildsOf(newcomer)).toEqual(['b']);

  // What was recorded under the first build replays with a patched change, and catches one that is not.
  for (const history of recorded) await replay(history, next);
  const careless = await incompatibleBundle();
  await expect(replay(recorded[0] ?? '', careless)).rejects.toThrow(DeterminismViolationError);
}, 120_000);
