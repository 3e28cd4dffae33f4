/** The servers of a run: a real Postgres that keeps its promises to the disk, and Temporal's dev server on a file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { startTemporalDev } from '../../runtime/embedded/temporal-dev.ts';
import { startPostgres } from '../../runtime/postgres.ts';
import { postgresServer } from '../../runtime/tools/postgres-server.ts';
import { temporalCli } from '../../runtime/tools/temporal-cli.ts';

export interface Server {
  /** postgres://… or host:port. */
  address: string;
  version: string;
  /** null when somebody else runs it: then its CPU time is not known. */
  pid: number | null;
  stop(): Promise<void>;
}

export interface ServerOptions {
  env: Record<string, string | undefined>;
  say: (text: string) => void;
  scratch: string;
}

/** fsync and synchronous_commit stay on: an acknowledged webhook is on the disk. */
const SETTINGS = { max_connections: '200', shared_buffers: '256MB' };
const LOG_EVERYTHING = {
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'statements.log',
  log_rotation_size: '0',
  log_rotation_age: '0',
  log_min_duration_statement: '0',
  log_line_prefix: '%m %d ',
};

export type PostgresOfRun = Server & { statementLog: string | null };

/** @param options.statements logs every statement, for counting. Uses DATABASE_URL when it is set: databases are made there and dropped. */
export async function benchPostgres(options: ServerOptions & { statements: boolean }): Promise<PostgresOfRun> {
  const { env, say } = options;
  const found = await postgresServer({ env, say, databaseUrl: env.DATABASE_URL });
  if ('url' in found)
    return {
      address: found.url,
      version: await versionOf(found.url),
      pid: null,
      statementLog: null,
      stop: async () => undefined,
    };
  // Postgres may run as another user, so its directory stands alone.
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-postgres-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const settings = { ...SETTINGS, ...(options.statements ? LOG_EVERYTHING : {}) };
    const server = await startPostgres({ binDir: found.binDir, dataDir, settings, env });
    return {
      address: server.url,
      version: await versionOf(server.url),
      pid: server.pid,
      statementLog: options.statements ? join(dataDir, 'log', 'statements.log') : null,
      stop: () =>
        endQueries(server.url)
          .then(() => server.stop())
          .finally(remove),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Uses TEMPORAL_ADDRESS when it is set. */
export async function benchTemporal({ env, say, scratch }: ServerOptions): Promise<Server> {
  const given = env.TEMPORAL_ADDRESS;
  if (given) return { address: given, version: await temporalVersion(given), pid: null, stop: async () => undefined };
  const { path } = await temporalCli({ env, say, binary: env.TEMPORAL_CLI });
  const server = await startTemporalDev({
    binary: path,
    dbFile: join(scratch, 'temporal.db'),
    logFile: join(scratch, 'temporal.log'),
    env,
  });
  return {
    address: server.address,
    version: await temporalVersion(server.address),
    pid: server.pid,
    stop: server.stop,
  };
}

async function temporalVersion(address: string): Promise<string> {
  const connection = await Connection.connect({ address });
  try {
    return (await connection.workflowService.getSystemInfo({})).serverVersion ?? 'unknown';
  } finally {
    await connection.close();
  }
}

async function versionOf(url: string): Promise<string> {
  return query<{ version: string }>(url, "select current_setting('server_version') as version").then(
    rows => rows[0]?.version ?? 'unknown',
  );
}

const pools = new Map<string, pg.Pool>();

/** One query, as the server's own user, on a connection that stays open: connecting again would cost the server under test. */
export async function query<T extends object>(url: string, text: string, values: unknown[] = []): Promise<T[]> {
  let pool = pools.get(url);
  if (!pool) {
    pool = new pg.Pool({ connectionString: url, max: 1 });
    pool.on('error', () => undefined);
    pools.set(url, pool);
  }
  return (await pool.query<T>(text, values)).rows;
}

/** Before the server of `url` stops, or its database is dropped. */
export async function endQueries(url: string): Promise<void> {
  const pool = pools.get(url);
  pools.delete(url);
  await pool?.end();
}
