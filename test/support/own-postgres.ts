/** A Postgres of a test's own, which it may kill, fill up and starve: on the disk's promises, with its default durability. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrate } from '../../db/migrate.ts';
import { freePort } from '../../runtime/ports.ts';
import { type RunningPostgres, startPostgres } from '../../runtime/postgres.ts';
import { postgresServer } from '../../runtime/tools/postgres-server.ts';
import { databaseUrl } from './database-url.ts';
import { environment, toolOptions } from './tools.ts';

export interface OwnPostgres {
  /** Of the database `postgres`. */
  url: string;
  home: string;
  /** A migrated database. @returns its url. */
  database(name: string): Promise<string>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** Whether it answers. */
  answers(): Promise<boolean>;
  stop(): Promise<void>;
}

const AGAIN_MS = 30_000;

/** @param given.home a directory to live in, removed by the caller; one of its own otherwise. */
export async function startOwnPostgres(given: {
  settings?: Record<string, string>;
  home?: string;
}): Promise<OwnPostgres> {
  const found = await postgresServer({ ...toolOptions(), databaseUrl: undefined });
  if ('url' in found) throw new Error('this test breaks its Postgres: it needs one of its own');
  const home = given.home ?? (await mkdtemp(join(tmpdir(), 'parley-own-postgres-')));
  // Postgres may run as another user.
  await chmod(home, 0o755);
  const dataDir = join(home, 'data');
  await mkdir(dataDir, { recursive: true });
  const port = await freePort();
  const settings = { max_connections: '300', shared_buffers: '64MB', ...given.settings };
  let running: RunningPostgres | null = null;
  const start = async (): Promise<void> => {
    const deadline = Date.now() + AGAIN_MS;
    for (;;) {
      try {
        running = await startPostgres({ binDir: found.binDir, dataDir, port, settings, env: environment() });
        return;
      } catch (error) {
        // The backends of a killed server may still be leaving.
        if (Date.now() > deadline) throw error;
        await sleep(200);
      }
    }
  };
  await start();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const ask = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  return {
    url,
    home,
    async database(name) {
      await ask(`create database ${name}`);
      const made = databaseUrl(url, name);
      await migrate(made);
      return made;
    },
    kill: async () => running?.kill(),
    start,
    answers: () =>
      ask('select 1').then(
        () => true,
        () => false,
      ),
    async stop() {
      await running?.stop();
      if (!given.home) await rm(home, { recursive: true, force: true });
    },
  };
}
