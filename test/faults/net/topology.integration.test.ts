/**
 * Two apis and two workers on one Postgres and one Temporal, one of each killed -9 under load: nothing lost, doubled or
 * hidden. The long form runs Temporal's production server on the same Postgres and kills those two as well.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { migrate } from '../../../db/migrate.ts';
import { startTemporalDev } from '../../../runtime/embedded/temporal-dev.ts';
import { freePort } from '../../../runtime/ports.ts';
import { type RunningPostgres, startPostgres } from '../../../runtime/postgres.ts';
import { postgresServer } from '../../../runtime/tools/postgres-server.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { long, sized } from '../../support/size.ts';
import { startTemporalServer, type TemporalServer, temporalServer } from '../../support/temporal-server.ts';
import { environment, toolOptions } from '../../support/tools.ts';
import { Crowd } from './load.ts';
import { Stage } from './stage.ts';

const PER_SECOND = sized(4, 8);
const BETWEEN_MS = sized(1_500, 8_000);
const closing: (() => unknown)[] = [];
let stage: Stage;
let temporal: TemporalServer | null = null;
let postgres: { kill(): Promise<void>; start(): Promise<void> } | null = null;

beforeAll(
  async () => {
    const address = long ? await production() : await newcomers();
    const databaseUrl = long ? await ownDatabase() : await sharedDatabase();
    stage = await Stage.start({ databaseUrl, temporalAddress: address, apis: 2, workers: 2 });
    closing.push(() => stage.stop());
  },
  sized(120_000, 1_200_000),
);
afterAll(async () => {
  while (closing.length > 0) await closing.pop()?.();
}, 120_000);

async function newcomers(): Promise<string> {
  const server = await startTemporalDev({ binary: inject('temporalCli'), env: environment() });
  closing.push(server.stop);
  return server.address;
}
async function sharedDatabase(): Promise<string> {
  const database = await freshDatabase();
  closing.push(database.drop);
  return database.url;
}

let postgresUrl = '';
async function production(): Promise<string> {
  const programs = await temporalServer(toolOptions());
  const found = await postgresServer({ ...toolOptions(), databaseUrl: undefined });
  if ('url' in found) throw new Error('this test kills Postgres: it needs one of its own');
  const home = await mkdtemp(join(tmpdir(), 'parley-topology-'));
  closing.push(() => rm(home, { recursive: true, force: true }));
  // Postgres may run as another user.
  await chmod(home, 0o755);
  const port = await freePort();
  let running: RunningPostgres;
  const start = async (): Promise<void> => {
    const settings = { max_connections: '300', shared_buffers: '128MB' };
    const options = { binDir: found.binDir, dataDir: join(home, 'data'), port, settings, env: environment() };
    const deadline = Date.now() + 30_000;
    for (;;) {
      try {
        running = await startPostgres(options);
        return;
      } catch (error) {
        // The backends of a killed server may still be leaving.
        if (Date.now() > deadline) throw error;
        await sleep(200);
      }
    }
  };
  await start();
  closing.push(() => running.stop());
  postgres = { start, kill: () => running.kill() };
  postgresUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const directory = join(home, 'temporal');
  await mkdir(directory, { recursive: true });
  const server = await startTemporalServer({ programs, postgresUrl, directory, env: environment() });
  closing.push(() => server.kill());
  temporal = server;
  return server.address;
}
async function ownDatabase(): Promise<string> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query('create database parley');
  await client.end();
  const url = postgresUrl.replace(/postgres$/, 'parley');
  await migrate(url);
  return url;
}

it(
  'one of each is killed under load: nothing lost, doubled, hidden, or claimed after a takeover',
  async () => {
    const crowd = new Crowd(stage);
    const again = async (kill: () => Promise<void>, start: () => Promise<unknown>): Promise<void> => {
      await sleep(BETWEEN_MS);
      await kill();
      await sleep(sized(500, 3_000));
      await start();
      await sleep(BETWEEN_MS);
    };
    crowd.start(PER_SECOND);
    for (let round = 0; round < sized(1, 3); round++) {
      for (const kind of ['api', 'worker'] as const)
        await again(
          () => stage.kill(kind, round % 2),
          () => stage.run(kind, round % 2),
        );
      const [server, database] = [temporal, postgres];
      if (server) await again(server.kill, server.start);
      if (database) await again(database.kill, database.start);
    }
    await crowd.stop();
    const { problems, ...figures } = await crowd.verdict(sized(90_000, 180_000));
    console.log(`topology: ${JSON.stringify(figures)}; ${stage.lost.length} ended by themselves`);
    expect(problems).toEqual([]);
    expect(stage.lost).toEqual([]);
  },
  sized(180_000, 900_000),
);
