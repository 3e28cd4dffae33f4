/** The worker process: Temporal worker and dispatcher. Stops cleanly: no new work, what runs is finished. */
import { createActivities } from '../activities/index.ts';
import { normalizeUpdate } from '../adapters/whatsapp-cloud/normalize.ts';
import { loadConfig } from '../config/index.ts';
import { startDispatcher } from '../dispatcher/index.ts';
import { exitWithParent } from '../runtime/exit-with-parent.ts';
import { createCodec } from '../temporal/codec.ts';
import { connectClient, connectWorker } from '../temporal/connection.ts';
import { createStarters } from '../temporal/starters.ts';
import { createWorker, installLogger } from '../temporal/worker.ts';
import { openPorts, openRecord, SEND_TIMEOUT_MS, temporalOptions } from './compose.ts';
import { main, ready } from './main.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

await main('worker', async () => {
  const config = loadConfig();
  const record = openRecord(config, 'worker');
  const { log, keyring } = record;
  installLogger(log);
  const codec = createCodec(keyring);
  const options = temporalOptions(config);
  const connection = await connectWorker(options);
  const client = await connectClient(options, codec);
  const ports = openPorts(config, record);
  const starters = createStarters(client, {
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    publicUrl: config.publicUrl,
    searchAttributes: true,
    maxHistoryEvents: 4_000,
  });
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
  const metrics = createWorkerMetrics();
  const scraped =
    config.PARLEY_WORKER_METRICS_PORT === 0 ? null : await metrics.serve(config.PARLEY_WORKER_METRICS_PORT);
  const dispatcher = startDispatcher({
    ports,
    keyring,
    starters,
    normalize: normalizeUpdate,
    quietMs: config.PARLEY_QUIET_MS,
    httpTimeoutMs: SEND_TIMEOUT_MS,
    count: metrics.count,
  });
  const running = worker.run();
  running.catch(error => {
    log.fatal({ err: error }, 'the worker stopped');
    process.exit(1);
  });

  const stop = async (): Promise<void> => {
    await dispatcher.stop();
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.catch(() => undefined);
    await scraped?.close();
    await client.connection.close();
    await connection.close();
    await record.close();
  };
  if (process.argv.includes('--supervised')) exitWithParent(stop);
  ready('worker');
  return stop;
});
