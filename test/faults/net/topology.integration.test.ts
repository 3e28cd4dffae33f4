/** Two apis and two workers on one Postgres and one Temporal, one of each killed -9 under load. */
import { afterAll, beforeAll, it } from 'vitest';
import { useDatabase } from '../../support/postgres.ts';
import { useTemporal } from '../../support/temporal.ts';
import { killed } from './killed.ts';
import { Stage } from './stage.ts';

const database = useDatabase();
const temporal = useTemporal();
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start({ databaseUrl: database.url, temporalAddress: temporal.address, apis: 2, workers: 2 });
});
afterAll(() => stage?.stop());

it('nothing is lost, doubled, hidden, or claimed after a takeover', async () => {
  await killed(stage, { perSecond: 3, betweenMs: 1_000, goneMs: 500, rounds: 1, restMs: 90_000 });
}, 180_000);
