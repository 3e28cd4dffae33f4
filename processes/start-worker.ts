/** What a worker process runs: Temporal worker and dispatcher. Stops cleanly: no new work, what runs is finished. */

import { createActivities } from '../activities/index.ts';
import type { Checkpoint } from '../activities/ports.ts';
import { normalizeUpdate } from '../adapters/whatsapp-cloud/normalize.ts';
import { loadConfig } from '../config/index.ts';
import { startDispatcher } from '../dispatcher/index.ts';
import { exitWithParent } from '../runtime/exit-with-parent.ts';
import { createCodec } from '../temporal/codec.ts';
import { connectClient, connectWorker } from '../temporal/connection.ts';
import { createStarters } from '../temporal/starters.ts';
import { createWorker, installLogger } from '../temporal/worker.ts';
import { openPorts, openRecord, SEND_TIMEOUT_MS, temporalOptions } from './compose.ts';
import { ready } from './main.ts';
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
  const record = openRecord(config, 'worker');
  const { log, keyring } = record;
  installLogger(log);
  const codec = createCodec(keyring);
  const server = temporalOptions(config);
  const connection = await connectWorker(server);
  const client = await connectClient(server, codec);
  const ports = openPorts(config, record, { sendTimeoutMs, checkpoint });
  const starters = createStarters(client, {
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    publicUrl: config.publicUrl,
    searchAttributes: true,
    maxHistoryEvents: 4_000,
  });
  const worker = await createWorker({
    connection,
    namespace: server.namespace,
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
    httpTimeoutMs: sendTimeoutMs,
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
  if (supervised) exitWithParent(stop);
  ready('worker');
  return stop;
}
