/** The servers under one evaluation: nothing in them outlives it, so nothing of it can reach a real customer or a real record. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../db/migrate.ts';
import { startEmbeddedPostgres } from '../../runtime/embedded/postgres.ts';
import { startTemporalDev } from '../../runtime/embedded/temporal-dev.ts';
import { startPostgres } from '../../runtime/postgres.ts';
import { lookForPostgresServer, postgresServer } from '../../runtime/tools/postgres-server.ts';
import { temporalCli } from '../../runtime/tools/temporal-cli.ts';
import { timeSkippingServer } from '../../runtime/tools/time-skipping-server.ts';
import { reason } from '../../runtime/tools/tool.ts';
import { startTimeSkipping } from './time-skipping.ts';

export interface ServerOptions {
  env: Record<string, string | undefined>;
  say: (text: string) => void;
}

export interface EvalDatabase {
  /** Of a user that may create tables and roles. */
  url: string;
  how: string;
  stop(): Promise<void>;
}

/** A database of its own: a Postgres that is on this machine already, else the embedded one. */
export async function evalDatabase({ env, say }: ServerOptions): Promise<EvalDatabase> {
  const scratch = await mkdtemp(join(tmpdir(), 'parley-eval-'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  // Never the product's own database: an evaluation makes and drops its own.
  const options = { env, say };
  try {
    const real = (await lookForPostgresServer(options)).found ? await postgresServer(options) : null;
    if (real && 'binDir' in real) {
      const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
      const dataDir = await mkdtemp(join(tmpdir(), 'parley-eval-postgres-'));
      const server = await startPostgres({ binDir: real.binDir, dataDir, settings, env });
      await migrate(server.url);
      const stop = () =>
        server.stop().then(() => Promise.all([remove(), rm(dataDir, { recursive: true, force: true })]));
      return { url: server.url, how: 'Postgres', stop: () => stop().then(() => undefined) };
    }
    const server = await startEmbeddedPostgres({ dataDir: join(scratch, 'postgres'), env });
    await migrate(server.url);
    return { url: server.url, how: 'embedded Postgres', stop: () => server.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A further, empty database on the same server, for the second playbook of a comparison. */
export async function emptied(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('drop schema public cascade; create schema public');
    await client.query('drop schema if exists drizzle cascade');
  } finally {
    await client.end();
  }
  await migrate(url);
}

/** A server whose time can be made to pass. */
export interface SkippableTime {
  /** Epoch milliseconds. */
  now(): Promise<number>;
  /** Lets that much time pass, as fast as what is due in it allows. */
  pass(ms: number): Promise<void>;
}

export interface EvalTemporal {
  address: string;
  how: string;
  /** Null: time passes only by itself. */
  time: SkippableTime | null;
  stop(): Promise<void>;
}

/** Temporal's time-skipping server where it can be had; else the dev server, and then nothing that waits is played. */
export async function evalTemporal({ env, say }: ServerOptions): Promise<EvalTemporal> {
  try {
    const { path } = await timeSkippingServer({ env, say });
    return await startTimeSkipping(path, env);
  } catch (error) {
    say(`time cannot be moved here, so what waits is not played (${reason(error)})`);
    // A server that is there anyway serves too: the run has a task queue of its own, and ends what it opened.
    if (env.TEMPORAL_ADDRESS)
      return { address: env.TEMPORAL_ADDRESS, how: 'Temporal', time: null, stop: () => Promise.resolve() };
    const { path } = await temporalCli({ env, say, binary: env.TEMPORAL_CLI });
    const server = await startTemporalDev({ binary: path, env });
    return { address: server.address, how: 'Temporal (dev server)', time: null, stop: server.stop };
  }
}
