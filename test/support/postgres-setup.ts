/** Before a project's tests: one Postgres for the whole run, with a migrated database that each test file copies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../db/migrate.ts';
import { startPostgres } from '../../runtime/postgres.ts';
import { postgresServer } from '../../runtime/tools/postgres-server.ts';
import { databaseUrl } from './database-url.ts';
import type {} from './postgres.ts';
import { environment, setting, toolOptions } from './tools.ts';

interface Shared {
  adminUrl: string;
  template: string;
  scratch: string;
  close(): Promise<void>;
}

/** Every project runs this file in its own module graph, in one process: the server is shared through the process. */
const holder = globalThis as typeof globalThis & { parleyTestPostgres?: { users: number; shared: Promise<Shared> } };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.parleyTestPostgres ??= { users: 0, shared: open() };
  const held = holder.parleyTestPostgres;
  held.users++;
  const { adminUrl, template, scratch, close } = await held.shared;
  project.provide('postgres', { adminUrl, template, scratch });
  return async () => {
    if (--held.users > 0) return;
    holder.parleyTestPostgres = undefined;
    await close();
  };
}

async function open(): Promise<Shared> {
  const server = await running();
  const template = `parley_test_template_${process.pid}`;
  await execute(server.url, `drop database if exists ${template}`, `create database ${template}`);
  await migrate(databaseUrl(server.url, template));
  const scratch = await mkdtemp(join(tmpdir(), 'parley-test-run-'));
  return {
    adminUrl: server.url,
    template,
    scratch,
    close: async () => {
      await execute(server.url, `drop database if exists ${template} with (force)`);
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function running(): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = setting('postgresUrl');
  if (given) return { url: given, stop: async () => {} };
  return startTestPostgres();
}

/** A server for one run: nothing in it outlives the run, so it need not wait for the disk. */
export async function startTestPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const found = await postgresServer({ ...toolOptions(), databaseUrl: environment().DATABASE_URL });
  if ('url' in found) return { url: found.url, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-postgres-'));
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    shared_buffers: '128MB',
  };
  const server = await startPostgres({ binDir: found.binDir, dataDir, settings, env: environment() }).catch(
    async error => {
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    },
  );
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function execute(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
