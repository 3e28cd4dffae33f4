/**
 * A process whose clock is a day off, beside one whose clock is right: nothing lost, doubled or hidden, no follow-up before
 * its time, and nobody waits for the wrong process's leases and permits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/postgres.ts';
import { long, sized } from '../../support/size.ts';
import { useTemporal } from '../../support/temporal.ts';
import { Crowd } from './load.ts';
import { Stage } from './stage.ts';

const DAY_MS = 86_400_000;
/** In the long form, longer than the sweeps take, which would wake what a wrong clock thinks is overdue. */
const WATCH_MS = sized(1_000, 45_000);
const OFF_CLOCK = fileURLToPath(new URL('../../support/off-clock.ts', import.meta.url));
const off = (ms: number) => ({ PARLEY_TEST_CLOCK_OFF_MS: String(ms) });

const temporal = useTemporal();
let stage: Stage | null = null;
afterEach(async () => {
  await stage?.stop();
  stage = null;
});

const all = [
  { what: 'a worker a day ahead, the api a day behind', worker: DAY_MS, api: -DAY_MS },
  { what: 'a worker a day behind, the api a day ahead', worker: -DAY_MS, api: DAY_MS },
];

describe.each(long ? all : all.slice(0, 1))('$what', ({ worker, api }) => {
  const database = useDatabase();
  it(
    'keeps every promise',
    async () => {
      const preload = ['--import', OFF_CLOCK];
      stage = await Stage.start({
        databaseUrl: database.url,
        temporalAddress: temporal.address,
        workers: 2,
        nodeArgs: { api: preload, worker: preload },
        settings: off(api),
        // The other worker's clock is right, as near as makes no difference.
        workerSettings: index => off(index === 0 ? worker : 1),
      });
      const crowd = new Crowd(stage);
      crowd.start(sized(4, 8));
      await sleep(sized(3_000, 15_000));
      // Whoever holds leases when it dies must not hold them for a day.
      await stage.kill('worker', 0);
      await sleep(500);
      await stage.run('worker', 0);
      await sleep(sized(1_000, 10_000));
      await crowd.stop();
      const first = await crowd.verdict(sized(90_000, 180_000));
      expect(first.problems, await stage.tails()).toEqual([]);
      await sleep(WATCH_MS);
      const { problems, ...figures } = await crowd.verdict(10_000);
      console.log(`clock ${worker / DAY_MS} d: ${JSON.stringify({ ...figures, restedMs: first.restedMs })}`);
      expect(problems, await stage.tails()).toEqual([]);
      expect(stage.lost).toEqual([]);
    },
    sized(200_000, 500_000),
  );
});
