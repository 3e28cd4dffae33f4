/** The worker that runs conversations. */
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type NativeConnection,
  Runtime,
  Worker,
  type WorkerDeploymentOptions,
} from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import type { Logger } from '../config/log.ts';
import type { ParleyCodec } from './codec.ts';
import { dataConverterOf } from './connection.ts';
import { type Tracing, tracingWorkflowsPath, workerTracing } from './tracing.ts';

export interface WorkerVersion {
  deployment: string;
  buildId: string;
}

export interface WorkerOptions {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  codec: ParleyCodec;
  activities: Activities;
  maxActivities: number;
  maxWorkflowTasks: number;
  cachedWorkflows: number;
  /** A bundle made before (tests share one); made here otherwise. */
  bundle?: { code: string };
  /** Worker versioning: which build this is, of which deployment. Absent: unversioned, as the embedded default runs. */
  version?: WorkerVersion | undefined;
  /** Absent while traces are off. A bundle that was made before must have been made for it. */
  tracing?: Tracing | undefined;
}

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

const quiet = new DefaultLogger('WARN', () => undefined);

/** @param traced whether workflows carry traces on. Histories of both kinds replay in both. */
export const bundleWorkflows = (traced = false): Promise<{ code: string }> =>
  bundleWorkflowCode({
    workflowsPath,
    logger: quiet,
    ...(traced ? { workflowInterceptorModules: [tracingWorkflowsPath] } : {}),
  });

/** Sends the SDK's own logs through ours. Once per process, before the first worker. */
export function installLogger(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const { error, ...rest } = (meta ?? {}) as Record<string, unknown>;
      const fields = {
        sdk: true,
        workflowId: rest.workflowId,
        activityType: rest.activityType,
        ...(error ? { err: error } : {}),
      };
      if (level === 'ERROR') log.error(fields, message);
      else log.warn(fields, message);
    }),
    shutdownSignals: [],
  });
}

const LOOK_MS = 500;

/**
 * Runs a worker until it is shut down.
 * @throws when it fails. The SDK's own `run` waits for what a failed worker will never finish: nothing would be worked any
 * more, and nobody would know.
 */
export async function runWorker(worker: Worker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      if (worker.getState() === 'FAILED') reject(new Error('the Temporal worker failed and cannot go on'));
    }, LOOK_MS);
    timer.unref();
  });
  const run = worker.run();
  run.catch(() => undefined);
  return Promise.race([run, failed]).finally(() => clearInterval(timer));
}

export async function createWorker(options: WorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    workflowBundle: options.bundle ?? (await bundleWorkflows(options.tracing !== undefined)),
    ...(options.tracing ? workerTracing(options.tracing) : {}),
    activities: options.activities as unknown as Record<string, (...args: never[]) => unknown>,
    dataConverter: dataConverterOf(options.codec),
    maxConcurrentActivityTaskExecutions: options.maxActivities,
    maxConcurrentWorkflowTaskExecutions: options.maxWorkflowTasks,
    maxCachedWorkflows: options.cachedWorkflows,
    ...(options.version ? { workerDeploymentOptions: deploymentOf(options.version) } : {}),
    shutdownGraceTime: '20 seconds',
    shutdownForceTime: '30 seconds',
    // What was meant for a worker that died goes to another one after this long (the SDK's 10 s is long for a customer).
    stickyQueueScheduleToStartTimeout: '3 seconds',
    // Passing all heartbeats on keeps cancellation quick.
    maxHeartbeatThrottleInterval: '2 seconds',
    defaultHeartbeatThrottleInterval: '1 second',
  });
}

/**
 * Conversations live for months: they move to the current build at their next task. The worker says so, and not the workflow:
 * a server refuses a behaviour from a worker without a version, and the run would stand still.
 */
const deploymentOf = ({ deployment, buildId }: WorkerVersion): WorkerDeploymentOptions => ({
  useWorkerVersioning: true,
  version: { deploymentName: deployment, buildId },
  defaultVersioningBehavior: 'AUTO_UPGRADE',
});
