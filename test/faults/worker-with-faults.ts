/**
 * A worker process like processes/worker.ts that stops at named steps, so that a test can kill it there:
 *
 *   node test/faults/worker-with-faults.ts --stop-at send.claimed:3 --stop-at decide.stored:2
 *
 * The first three conversations that come to `send.claimed` stay there, every later one passes; each is printed as
 * {"stopped":"send.claimed","workflowId":"…"} (null for steps of the dispatcher). Settings come from the environment.
 */
import { Context } from '@temporalio/activity';
import { createActivities } from '../../activities/index.ts';
import { normalizeUpdate } from '../../adapters/whatsapp-cloud/normalize.ts';
import { loadConfig } from '../../config/index.ts';
import { startDispatcher } from '../../dispatcher/index.ts';
import { openPorts, openRecord, SEND_TIMEOUT_MS, temporalOptions } from '../../processes/compose.ts';
import { main, ready } from '../../processes/main.ts';
import { exitWithParent } from '../../runtime/exit-with-parent.ts';
import { createCodec } from '../../temporal/codec.ts';
import { connectClient, connectWorker } from '../../temporal/connection.ts';
import { createStarters } from '../../temporal/starters.ts';
import { createWorker, installLogger } from '../../temporal/worker.ts';

const left = new Map<string, number>();
for (const [index, argument] of process.argv.entries()) {
  if (argument !== '--stop-at') continue;
  const [step, count] = (process.argv[index + 1] ?? '').split(':');
  if (!step || !/^\d*$/.test(count ?? '')) throw new Error('--stop-at needs a step, or step:count');
  left.set(step, Number(count || 1));
}
const stoppedOnce = new Set<string>();

function workflowId(): string | null {
  try {
    return Context.current().info.workflowExecution?.workflowId ?? null;
  } catch {
    return null;
  }
}

async function checkpoint(step: string): Promise<void> {
  const remaining = left.get(step) ?? 0;
  const id = workflowId();
  if (remaining === 0 || (id !== null && stoppedOnce.has(id))) return;
  left.set(step, remaining - 1);
  if (id !== null) stoppedOnce.add(id);
  process.stdout.write(`${JSON.stringify({ stopped: step, workflowId: id })}\n`);
  await new Promise(() => undefined);
}

await main('worker', async () => {
  const config = loadConfig();
  const record = openRecord(config, 'worker');
  installLogger(record.log);
  const codec = createCodec(record.keyring);
  const options = temporalOptions(config);
  const connection = await connectWorker(options);
  const client = await connectClient(options, codec);
  const ports = { ...openPorts(config, record), checkpoint };
  const worker = await createWorker({
    connection,
    namespace: options.namespace,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    codec,
    activities: createActivities(ports),
    maxActivities: config.PARLEY_WORKER_ACTIVITIES,
    maxWorkflowTasks: config.PARLEY_WORKER_WORKFLOWS,
    cachedWorkflows: config.PARLEY_WORKER_CACHE,
  });
  const dispatcher = startDispatcher({
    ports,
    keyring: record.keyring,
    starters: createStarters(client, {
      taskQueue: config.TEMPORAL_TASK_QUEUE,
      publicUrl: config.publicUrl,
      searchAttributes: true,
      maxHistoryEvents: 4_000,
    }),
    normalize: normalizeUpdate,
    quietMs: config.PARLEY_QUIET_MS,
    httpTimeoutMs: SEND_TIMEOUT_MS,
    count: () => undefined,
  });
  const running = worker.run();
  running.catch(() => process.exit(1));
  const stop = async (): Promise<void> => {
    await dispatcher.stop();
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.catch(() => undefined);
    await client.connection.close();
    await connection.close();
    await record.close();
  };
  exitWithParent(stop);
  ready('worker');
  return stop;
});
