import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { environment, toolOptions } from '../test/support/tools.ts';
import { startPostgres } from './postgres.ts';
import { postgresServer } from './tools/postgres-server.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-postgres-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function start() {
  const found = await postgresServer(toolOptions());
  if (!('binDir' in found)) throw new Error('expected the programs of a server');
  return startPostgres({ binDir: found.binDir, dataDir, env: environment() });
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

it('keeps what it committed through kill -9, and starts on what that leaves', async () => {
  const first = await start();
  await query(first.url, 'create table kept (n int); insert into kept values (1)');
  await first.kill();
  const second = await start();
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
  expect(second.pid).not.toBe(first.pid);
  await second.stop();
  expect(() => process.kill(second.pid, 0)).toThrow();
});

it('refuses a directory another server uses, and leaves that one alone', async () => {
  const server = await start();
  await expect(start()).rejects.toThrow(/^Postgres did not start: /);
  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  await server.stop();
});
