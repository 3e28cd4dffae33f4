/** Every two parts cut from each other under load, by a reset and by a black hole, and healed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cut } from '../../support/link.ts';
import { useDatabase } from '../../support/postgres.ts';
import { long, sized } from '../../support/size.ts';
import { useTemporal } from '../../support/temporal.ts';
import { Crowd } from './load.ts';
import { LINKS, type LinkName, Stage } from './stage.ts';

const BEFORE_MS = sized(1_500, 4_000);
const CUT_MS = sized(3_000, 15_000);
const AFTER_MS = sized(1_500, 4_000);
/** The longest way back: a dead connection is noticed after 15 s, an activity's worker after 15 s, and what waits after 30 s. */
const REST_MS = sized(120_000, 300_000);
const PER_SECOND = 4;

const database = useDatabase();
const temporal = useTemporal();
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start({ databaseUrl: database.url, temporalAddress: temporal.address });
});
afterAll(() => stage?.stop());

const all = LINKS.flatMap(link => (['reset', 'black_hole'] as const).map((how): [LinkName, Cut] => [link, how]));
/** A black hole takes a minute to come back from: db/network.integration.test.ts has its short form. */
const some: [LinkName, Cut][] = [
  ['worker-postgres', 'reset'],
  ['whatsapp-api', 'reset'],
];

describe.each(long ? all : some)('%s: %s', (link, how) => {
  it(
    `for ${CUT_MS / 1_000} s under load: nothing lost, doubled, hidden, or claimed after a takeover`,
    async () => {
      const crowd = new Crowd(stage);
      crowd.start(PER_SECOND);
      await sleep(BEFORE_MS);
      stage.through(link).cut(how);
      await sleep(CUT_MS);
      stage.through(link).heal();
      await sleep(AFTER_MS);
      await crowd.stop();
      const verdict = await crowd.verdict(REST_MS);
      const { problems, ...figures } = verdict;
      console.log(`cut ${link} ${how}: ${JSON.stringify(figures)}`);
      expect(problems, await stage.tails()).toEqual([]);
      expect(stage.lost).toEqual([]);
    },
    sized(200_000, 500_000),
  );
});
