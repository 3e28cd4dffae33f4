/**
 * Two apis and two workers on one Postgres that holds the record and Temporal's production server: each of them killed -9
 * under load, in three rounds.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { type OwnPostgres, startOwnPostgres } from '../../support/own-postgres.ts';
import { startTemporalServer, type TemporalServer, temporalServer } from '../../support/temporal-server.ts';
import { environment, toolOptions } from '../../support/tools.ts';
import { killed } from './killed.ts';
import { Stage } from './stage.ts';

let postgres: OwnPostgres;
let temporal: TemporalServer;
let stage: Stage;

beforeAll(async () => {
  const programs = await temporalServer(toolOptions());
  postgres = await startOwnPostgres({});
  const directory = join(postgres.home, 'temporal');
  await mkdir(directory, { recursive: true });
  temporal = await startTemporalServer({ programs, postgresUrl: postgres.url, directory, env: environment() });
  const databaseUrl = await postgres.database('parley');
  stage = await Stage.start({ databaseUrl, temporalAddress: temporal.address, apis: 2, workers: 2 });
}, 1_200_000);
afterAll(async () => {
  await stage?.stop();
  await temporal?.kill();
  await postgres?.stop();
});

it('each is killed under load: nothing lost, doubled, hidden, or claimed after a takeover', async () => {
  await killed(stage, {
    perSecond: 4,
    betweenMs: 5_000,
    goneMs: 3_000,
    rounds: 3,
    restMs: 300_000,
    servers: [temporal, postgres],
  });
}, 1_800_000);
