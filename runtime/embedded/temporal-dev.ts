/** Temporal's dev server with its state in a file: what to run, when it is ready, and (for tests) running it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import { freePort } from '../ports.ts';

/** What operators filter by in Temporal Web; the same on every server. */
export const SEARCH_ATTRIBUTES = {
  OrgId: 'Keyword',
  Channel: 'Keyword',
  Owner: 'Keyword',
  Stage: 'Keyword',
  NeedsHuman: 'Bool',
} as const;

/**
 * A history shard reads its queues of tasks and timers at most 20 times a second unless told otherwise. On a server with few
 * shards (the dev server has one) each step of a workflow waits some 30 ms for the next reading, seven times a turn.
 * deploy/temporal/dynamic-config.yaml says the same to a server of one's own; docs/performance.md has what it gave.
 */
export const DYNAMIC_CONFIG: Record<string, number> = {
  'history.transferProcessorMaxPollRPS': 100,
  'history.timerProcessorMaxPollRPS': 100,
};

export interface TemporalDevOptions {
  host: string;
  port: number;
  /** null: no web UI. */
  uiPort: number | null;
  /** The database file. null: in memory, lost at the end. */
  dbFile: string | null;
  namespace?: string;
  /** Where the web UI has payloads decoded. */
  codecEndpoint?: string;
  /** The path the web UI is served under, for a reverse proxy: "/temporal". */
  uiPublicPath?: string;
}

/** The arguments of the `temporal` program. */
export function temporalDevArgs(options: TemporalDevOptions): string[] {
  const args = [
    'server',
    'start-dev',
    '--ip',
    options.host,
    '--port',
    String(options.port),
    '--log-level',
    'warn',
    '--log-format',
    'json',
  ];
  if (options.namespace && options.namespace !== 'default') args.push('--namespace', options.namespace);
  if (options.dbFile)
    args.push(
      '--db-filename',
      options.dbFile,
      '--sqlite-pragma',
      'journal_mode=wal',
      '--sqlite-pragma',
      'synchronous=1',
    );
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) args.push('--search-attribute', `${name}=${type}`);
  for (const [name, value] of Object.entries(DYNAMIC_CONFIG)) args.push('--dynamic-config-value', `${name}=${value}`);
  if (options.uiPort === null) args.push('--headless');
  else args.push('--ui-ip', options.host, '--ui-port', String(options.uiPort));
  if (options.codecEndpoint) args.push('--ui-codec-endpoint', options.codecEndpoint);
  if (options.uiPublicPath) args.push('--ui-public-path', options.uiPublicPath);
  return args;
}

/** Whether the server answers and knows the namespace. */
export async function temporalAnswers(address: string, namespace = 'default'): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close().catch(() => {});
  }
}

const KEYWORD = 2;
const BOOL = 5;
const INVALID_ARGUMENT = 3;

/**
 * Registers the search attributes that are missing. A server that has them already is left alone; one that lets nobody
 * register them this way (Temporal Cloud) is asked whether it knows them.
 * @param server its address, or all that a connection needs.
 * @throws with the way to mend it when they are missing and cannot be made.
 */
export async function ensureSearchAttributes(server: string | ConnectionOptions, namespace = 'default'): Promise<void> {
  const connection = Connection.lazy(typeof server === 'string' ? { address: server } : server);
  try {
    await connection.withDeadline(Date.now() + 20_000, async () => {
      try {
        const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
        const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
        if (missing.length === 0) return;
        const searchAttributes = Object.fromEntries(
          missing.map(([name, type]) => [name, type === 'Bool' ? BOOL : KEYWORD]),
        );
        await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
      } catch (cause) {
        if (await knowsSearchAttributes(connection, namespace)) return;
        const list = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name}=${type}`);
        throw new Error(
          `Temporal's namespace ${namespace} lacks search attributes and does not let them be made from here: make ${list.join(', ')} there, or set TEMPORAL_SEARCH_ATTRIBUTES=false.`,
          { cause },
        );
      }
    });
  } finally {
    await connection.close().catch(() => {});
  }
}

/** @throws when the server does not answer at all. */
async function knowsSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  const query = Object.entries(SEARCH_ATTRIBUTES)
    .map(([name, type]) => `${name} = ${type === 'Bool' ? 'true' : "'none'"}`)
    .join(' and ');
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === INVALID_ARGUMENT) return false;
    throw error;
  }
}

/**
 * Waits until the server can be used: it answers and has the search attributes.
 * @throws after `timeoutMs`, or at once when `over()` says that the server has ended.
 */
export async function temporalReady(
  address: string,
  options: { namespace?: string; timeoutMs: number; over?: () => boolean },
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  while (!(await temporalAnswers(address, options.namespace))) {
    if (options.over?.()) throw new Error("Temporal's dev server ended while it started");
    if (Date.now() > deadline)
      throw new Error(
        `Temporal at ${address} did not answer for namespace ${options.namespace ?? 'default'} within ${Math.round(options.timeoutMs / 1000)} s`,
      );
    await sleep(100);
  }
  await ensureSearchAttributes(address, options.namespace);
}

export interface RunningTemporal {
  address: string;
  uiUrl: string | null;
  pid: number;
  /** Resolves when it is gone, however it went: on a machine that is too busy it may give up after it had answered. */
  ended: Promise<void>;
  stop(): Promise<void>;
  /** kill -9 of the server, as a crash would be. */
  kill(): Promise<void>;
}

/** Runs the server as a child of this process; it ends when this process does. @param options.port 0 or absent: a free one. */
export async function startTemporalDev(
  options: Partial<TemporalDevOptions> & { binary: string; logFile?: string; env: Record<string, string | undefined> },
): Promise<RunningTemporal> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port || (await freePort(host));
  const uiPort =
    options.uiPort === undefined || options.uiPort === null ? null : options.uiPort || (await freePort(host));
  const args = temporalDevArgs({ ...options, host, port, uiPort, dbFile: options.dbFile ?? null });
  if (options.logFile) mkdirSync(dirname(options.logFile), { recursive: true });
  const log = options.logFile ? openSync(options.logFile, 'a') : null;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../guard.ts', import.meta.url)), '--', options.binary, ...args],
    {
      env: options.env,
      stdio: ['pipe', log ?? 'ignore', log ?? 'ignore'],
      detached: true,
    },
  );
  if (log !== null) closeSync(log);
  let over = false;
  const ended = new Promise<void>(resolve => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    over = true;
  });
  const kill = async () => {
    if (!over && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  const address = `${host}:${port}`;
  try {
    await temporalReady(address, {
      timeoutMs: 60_000,
      over: () => over,
      ...(options.namespace ? { namespace: options.namespace } : {}),
    });
  } catch (error) {
    await kill();
    throw new Error(
      `${error instanceof Error ? error.message : error}${options.logFile ? `; its log is ${options.logFile}` : ''}`,
    );
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    address,
    uiUrl: uiPort === null ? null : `http://${host}:${uiPort}${options.uiPublicPath ?? ''}`,
    pid: child.pid ?? 0,
    ended,
    stop,
    kill,
  };
}
