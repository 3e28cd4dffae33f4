/**
 * Temporal's production server on Postgres, as a process: found in the cache, or built with Go (about 4 minutes on 2 cores,
 * once). For the long forms of the fault tests; everything else runs on the dev server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import pg from 'pg';
import { ensureSearchAttributes, temporalAnswers } from '../../runtime/embedded/temporal-dev.ts';
import { portFree } from '../../runtime/ports.ts';
import { cached, cacheRoot } from '../../runtime/tools/cache.ts';
import { onPath, run } from '../../runtime/tools/run.ts';
import { ToolMissing, type ToolOptions } from '../../runtime/tools/tool.ts';

const VERSION = '1.29.1';
const MODULES = ['server', 'tools/sql'].map(name => `go.temporal.io/server/cmd/${name}@v${VERSION}`);
const READY_MS = 90_000;
/** What docker-compose.yml gives the same server. */
const DYNAMIC_CONFIG = fileURLToPath(new URL('../../deploy/temporal/dynamic-config.yaml', import.meta.url));

/** The folder of the programs `server` and `sql`. @throws ToolMissing when they are not cached and there is no Go. */
export async function temporalServer(options: ToolOptions): Promise<string> {
  const entry = join(options.cacheDir ?? cacheRoot(options.env), `temporal-server-${VERSION}`);
  const build = async (directory: string): Promise<void> => {
    const go = onPath('go', options.env);
    if (!go) throw new ToolMissing('Temporal server', 'Install Go: the Temporal server of this test is built with it.');
    options.say?.("building Temporal's server with Go (once): about 4 minutes on 2 cores");
    await run(go, ['install', ...MODULES], {
      env: { ...options.env, GOBIN: directory },
      ...(options.say ? { say: options.say } : {}),
      doing: "building Temporal's server",
      timeoutMs: 30 * 60_000,
    });
  };
  return cached(entry, build, options.say);
}

export interface TemporalServer {
  address: string;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
}

/** @param directory for its configuration and log. @param postgresUrl a server where databases may be made. */
export async function startTemporalServer(options: {
  programs: string;
  postgresUrl: string;
  directory: string;
  env: Record<string, string | undefined>;
}): Promise<TemporalServer> {
  const { programs, directory, env } = options;
  const postgres = new URL(options.postgresUrl);
  const lists = await makeSchemas(options);
  const [frontend, ...others] = await ports(8);
  const listsFile = lists ? null : join(directory, 'visibility.db');
  const config = configOf({ postgres, listsFile, frontend: frontend ?? 0, others });
  await mkdir(join(directory, 'config'), { recursive: true });
  await writeFile(join(directory, 'config', 'faults.yaml'), JSON.stringify(config));
  const address = `127.0.0.1:${frontend}`;
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const log = openSync(join(directory, 'temporal-server.log'), 'a');
    const args = ['--root', directory, '--config', 'config', '--env', 'faults', '--allow-no-auth', 'start'];
    child = spawn(join(programs, 'server'), args, { env, stdio: ['ignore', log, log] });
    closeSync(log);
    const deadline = Date.now() + READY_MS;
    while (!(await ready(address))) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`Temporal's server did not start; its log is ${join(directory, 'temporal-server.log')}`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  };
  const kill = async (): Promise<void> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise(resolve => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
  };
  try {
    await start();
  } catch (error) {
    await kill();
    throw error;
  }
  return { address, kill, start };
}

/** Makes what Temporal keeps in Postgres. @returns whether its lists are there too: they need an extension that not every build has. */
async function makeSchemas({
  programs,
  postgresUrl,
  env,
}: Parameters<typeof startTemporalServer>[0]): Promise<boolean> {
  const { hostname, port, username } = new URL(postgresUrl);
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const { rows } = await client.query("select 1 from pg_available_extensions where name = 'btree_gin'");
  const names = rows.length > 0 ? ['temporal', 'visibility'] : ['temporal'];
  for (const name of names) await client.query(`create database temporal_${name}`);
  await client.end();
  for (const name of names) {
    const where = ['--ep', hostname, '-p', port, '-u', username, '--pl', 'postgres12', '--db', `temporal_${name}`];
    await run(join(programs, 'sql'), [...where, 'setup-schema', '-v', '0.0'], { env });
    const schema = ['update-schema', '--schema-name', `postgresql/v12/${name}`];
    await run(join(programs, 'sql'), [...where, ...schema], { env });
  }
  return names.length === 2;
}

function configOf({
  postgres,
  listsFile,
  frontend,
  others,
}: {
  postgres: URL;
  /** Where the lists are when Postgres cannot hold them. */
  listsFile: string | null;
  frontend: number;
  others: number[];
}): object {
  const store = (name: string) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName: `temporal_${name}`,
      connectAddr: postgres.host,
      connectProtocol: 'tcp',
      user: postgres.username,
      maxConns: 20,
      maxIdleConns: 20,
      maxConnLifetime: '1h',
    },
  });
  const file = (databaseName: string) => ({
    sql: {
      pluginName: 'sqlite',
      databaseName,
      connectAddr: 'localhost',
      connectProtocol: 'tcp',
      connectAttributes: { cache: 'private', setup: 'true', journal_mode: 'wal', synchronous: '2' },
      maxConns: 1,
      maxIdleConns: 1,
      maxConnLifetime: '1h',
    },
  });
  const service = (grpcPort = 0, membershipPort = 0) => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true },
  });
  const cluster = {
    enabled: true,
    initialFailoverVersion: 1,
    rpcName: 'frontend',
    rpcAddress: `127.0.0.1:${frontend}`,
  };
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { default: store('temporal'), visibility: listsFile ? file(listsFile) : store('visibility') },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service(frontend, others[0]),
      matching: service(others[1], others[2]),
      history: service(others[3], others[4]),
      worker: service(others[5], others[6]),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: { active: cluster },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: DYNAMIC_CONFIG, pollInterval: '60s' },
  };
}

/** Answers, and has the namespace with our search attributes. */
async function ready(address: string): Promise<boolean> {
  if (await temporalAnswers(address))
    return ensureSearchAttributes({ address }).then(
      () => true,
      () => false,
    );
  const connection = Connection.lazy({ address });
  const request = { namespace: 'default', workflowExecutionRetentionPeriod: msToTs('1 day') };
  await connection
    .withDeadline(Date.now() + 5_000, () => connection.workflowService.registerNamespace(request))
    .catch(() => undefined);
  await connection.close();
  return false;
}
/** Temporal keeps its ports in a smallint. */
const PORTS = { from: 12_000, below: 32_000 };

async function ports(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.below - PORTS.from));
    if (await portFree(port)) found.add(port);
  }
  return [...found];
}
