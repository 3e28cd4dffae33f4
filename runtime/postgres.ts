/** Runs a Postgres server of our own: made when its directory is empty, ended with this process. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort } from './ports.ts';
import { run } from './tools/run.ts';
import { reason } from './tools/tool.ts';
import { giveTo, reachableByAll, unprivilegedUser } from './tools/unprivileged.ts';

export interface PostgresOptions {
  binDir: string;
  /** Made when it is not there. When this process is root it is given to the user Postgres runs as. */
  dataDir: string;
  /** 0: any free port. */
  port?: number;
  host?: string;
  /** postgresql.conf settings, for example { fsync: 'off' }. */
  settings?: Record<string, string>;
  env: Record<string, string | undefined>;
}

export interface RunningPostgres {
  url: string;
  port: number;
  /** Of the postmaster. */
  pid: number;
  /** Fast shutdown: open transactions are rolled back, the rest is on disk. */
  stop(): Promise<void>;
  /** kill -9 of the server and its backends, as a crash would be. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/** @throws an Error that quotes the server's last line when it does not start. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const user = unprivilegedUser();
  const host = options.host ?? '127.0.0.1';
  await mkdir(options.dataDir, { recursive: true });
  giveTo(user, options.dataDir);
  if (user && !reachableByAll(join(options.dataDir, '..'))) {
    throw new Error(
      `Postgres runs as ${user.name}, who may not enter ${options.dataDir}: choose a data directory outside root's home.`,
    );
  }
  const as = user ? { uid: user.uid, gid: user.gid } : {};
  if (!existsSync(join(options.dataDir, 'PG_VERSION'))) {
    const initdb = [
      '-D',
      options.dataDir,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      '--no-sync',
    ];
    const runOptions = { env: options.env, cwd: options.dataDir, ...as };
    // The character classes PGlite has too, so that lower() means the same; not every system knows this locale.
    await run(join(options.binDir, 'initdb'), [...initdb, '--lc-ctype=C.UTF-8'], runOptions).catch(() =>
      run(join(options.binDir, 'initdb'), initdb, runOptions),
    );
  }
  const port = options.port || (await freePort(host));
  const pidFile = join(options.dataDir, 'postmaster.pid');
  const settings = { listen_addresses: host, port: String(port), unix_socket_directories: '', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const guard = [
    fileURLToPath(new URL('./guard.ts', import.meta.url)),
    '--stop=SIGINT',
    ...(user ? [`--uid=${user.uid}`, `--gid=${user.gid}`] : []),
  ];
  const child = spawn(
    process.execPath,
    [...guard, '--', join(options.binDir, 'postgres'), '-D', options.dataDir, ...flags],
    {
      cwd: options.dataDir,
      env: options.env,
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-4_000);
  });
  let over = false;
  const ended = new Promise<void>(resolve => {
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  }).then(() => {
    over = true;
  });
  const url = `postgres://postgres@${host}:${port}/postgres`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(url))) {
    if (over || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`Postgres did not start: ${reason(new Error(said))}`);
    }
    await sleep(50);
  }
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  return {
    url,
    port,
    pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: async () => {
      // Its guard collects it and ends too; its backends end when they see it gone.
      if (!over) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
