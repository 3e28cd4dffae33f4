/** What a worker process runs: Temporal worker and dispatcher. Stops cleanly: no new work, what runs is finished. */
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { createActivities } from '../activities/index.ts';
import type { Checkpoint, Ports } from '../activities/ports.ts';
import { createTombstoneFile } from '../adapters/storage/tombstones.ts';
import { normalizeUpdate } from '../adapters/whatsapp-cloud/normalize.ts';
import { loadConfig } from '../config/index.ts';
import { startDispatcher } from '../dispatcher/index.ts';
import { exitWithParent } from '../runtime/exit-with-parent.ts';
import { createCodec } from '../temporal/codec.ts';
import { connectClient, connectWorker } from '../temporal/connection.ts';
import { createRunEraser } from '../temporal/erasure.ts';
import { createStarters } from '../temporal/starters.ts';
import { clientInterceptors } from '../temporal/tracing.ts';
import { createWorker, installLogger, runWorker } from '../temporal/worker.ts';
import { openPorts, openRecord, openTokenCounter, SEND_TIMEOUT_MS } from './compose.ts';
import { ready } from './main.ts';
import { observedActivities, observedPorts } from './observed.ts';
import { startSideServer } from './side-server.ts';
import { temporalOptions, workerVersion } from './temporal-options.ts';
import { startTracing } from './tracing.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

export interface WorkerProcessOptions {
  /** Ends with the process that started this one. */
  supervised: boolean;
  /** The fault suite's, which also has no time to wait for a send as long as the real provider is given. */
  checkpoint?: Checkpoint;
  sendTimeoutMs?: number;
}

/** Resolves when it polls, with the function that stops it. */
export async function startWorker(options: WorkerProcessOptions): Promise<() => Promise<void>> {
  const { supervised, checkpoint = () => Promise.resolve(), sendTimeoutMs = SEND_TIMEOUT_MS } = options;
  const config = loadConfig();
  const record = await openRecord(config, 'worker');
  const { log, keyring } = record;
  installLogger(log);
  const codec = createCodec(keyring, { waitForKeys: true });
  const server = temporalOptions(config);
  const connection = await connectWorker(server);
  const tracing = await startTracing(config, 'worker');
  const client = await connectClient(server, codec, tracing ? { workflow: clientInterceptors(tracing) } : undefined);
  const metrics = createWorkerMetrics();
  record.slow.watch(metrics.registry);
  const opened = openPorts(config, record, { sendTimeoutMs, checkpoint, countTokens: await openTokenCounter() });
  const observed = observedPorts(opened, metrics.meter);
  const ports: Ports = {
    ...observed,
    erasure: {
      deleteRuns: createRunEraser(client),
      hash: keyring.hashId,
      ...createTombstoneFile(join(config.home, 'tombstones.jsonl')),
    },
  };
  const starters = createStarters(client, {
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    publicUrl: config.publicUrl,
    searchAttributes: config.TEMPORAL_SEARCH_ATTRIBUTES === 'true',
    maxHistoryEvents: 4_000,
  });
  const worker = await createWorker({
    connection,
    namespace: server.namespace,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    codec,
    activities: observedActivities(createActivities(ports), metrics.meter),
    version: workerVersion(config),
    maxActivities: config.PARLEY_WORKER_ACTIVITIES,
    maxWorkflowTasks: config.PARLEY_WORKER_WORKFLOWS,
    cachedWorkflows: config.PARLEY_WORKER_CACHE,
    tracing: tracing ?? undefined,
  });
  metrics.watchLoad(() => {
    const { numInFlightActivities, numCachedWorkflows } = worker.getStatus();
    const { running, waiting } = opened.model.load();
    return {
      activities: numInFlightActivities,
      activityLimit: config.PARLEY_WORKER_ACTIVITIES,
      cachedWorkflows: numCachedWorkflows,
      modelCallsRunning: running,
      modelCallsWaiting: waiting,
    };
  });
  const side =
    config.PARLEY_WORKER_METRICS_PORT === 0
      ? null
      : await startSideServer({
          port: config.PARLEY_WORKER_METRICS_PORT,
          host: config.PARLEY_METRICS_HOST,
          setting: 'PARLEY_WORKER_METRICS_PORT',
          scrape: metrics.scrape,
          ready: async () => {
            await record.db.withSystem(tx => tx.execute(sql`select 1`));
            return worker.getState() === 'RUNNING';
          },
        });
  const dispatcher = startDispatcher({
    ports,
    keyring,
    starters,
    normalize: normalizeUpdate,
    quietMs: config.PARLEY_QUIET_MS,
    httpTimeoutMs: sendTimeoutMs,
    count: metrics.count,
  });
  const running = runWorker(worker);
  running.catch(error => {
    log.fatal({ err: error }, 'the worker stopped');
    process.exit(1);
  });

  const stop = async (): Promise<void> => {
    // Both at once: the worker asks for nothing new while the dispatcher ends its rounds.
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all([dispatcher.stop(), running.catch(() => undefined)]);
    await tracing?.close();
    await side?.close();
    await client.connection.close();
    await connection.close();
    await record.close();
  };
  if (supervised) exitWithParent(stop);
  ready('worker');
  return stop;
}
