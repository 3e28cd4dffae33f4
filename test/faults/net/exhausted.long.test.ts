/** Postgres has no room on its disk, or no connection to spare: what is not kept is not acknowledged, and all comes in the end. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, rm, statfs, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { type OwnPostgres, startOwnPostgres } from '../../support/own-postgres.ts';
import { useTemporal } from '../../support/temporal.ts';
import { Crowd } from './load.ts';
import { Stage } from './stage.ts';

const DISK_MB = 300;
const MB = 1024 * 1024;
const PER_SECOND = 6;
const run = promisify(execFile);
const temporal = useTemporal();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  while (closing.length > 0) await closing.pop()?.();
});

async function stageOn(postgres: OwnPostgres, settings: { [name: string]: string } = {}): Promise<Stage> {
  const databaseUrl = await postgres.database('parley');
  const stage = await Stage.start({ databaseUrl, temporalAddress: temporal.address, settings });
  closing.push(() => stage.stop());
  return stage;
}

async function judged(stage: Stage, crowd: Crowd, what: string): Promise<void> {
  await crowd.stop();
  const { problems, ...figures } = await crowd.verdict(180_000);
  const refused = stage.phone.ledger
    .webhooks()
    .flatMap(delivery => delivery.attempts)
    .filter(attempt => attempt.responseStatus !== 200).length;
  console.log(`${what}: ${JSON.stringify({ ...figures, deliveriesRefused: refused })}`);
  expect(problems, await stage.tails()).toEqual([]);
  expect(stage.lost).toEqual([]);
}

/** A disk that can be full: a tmpfs of this size. @throws when this user may not mount one. */
async function smallDisk(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'parley-disk-'));
  // Postgres may run as another user.
  await chmod(home, 0o755);
  const disk = join(home, 'disk');
  await mkdir(disk);
  closing.push(() => rm(home, { recursive: true, force: true }));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', disk]).catch((error: Error) => {
    throw new Error(`this test mounts a small tmpfs, which takes root (or CAP_SYS_ADMIN): ${error.message}`);
  });
  closing.push(() => run('umount', ['-l', disk]));
  return disk;
}

/** Takes all the room there is, and what becomes free, until it is given back. */
function fill(disk: string): { release(): Promise<void> } {
  const file = join(disk, 'filler');
  let going = true;
  const filling = (async () => {
    const filler = await open(file, 'a');
    while (going) {
      const { bavail, bsize } = await statfs(disk);
      const room = bavail * bsize;
      if (room > 0) await filler.write(Buffer.alloc(Math.min(room, MB))).catch(() => undefined);
      else await sleep(50);
    }
    await filler.close();
  })();
  return {
    async release() {
      going = false;
      await filling;
      await unlink(file);
    },
  };
}

it('a full disk', async () => {
  const disk = await smallDisk();
  const settings = { min_wal_size: '32MB', max_wal_size: '64MB', checkpoint_timeout: '30s' };
  const postgres = await startOwnPostgres({ home: disk, settings });
  closing.push(() => postgres.stop());
  const stage = await stageOn(postgres);
  const crowd = new Crowd(stage);
  crowd.start(PER_SECOND);
  await sleep(4_000);
  const filler = fill(disk);
  let died = false;
  for (let second = 0; second < 25; second++) {
    await sleep(1_000);
    died ||= !(await postgres.answers());
  }
  await filler.release();
  // Without room for its log Postgres ends; whoever made room starts it again.
  if (!(await postgres.answers())) await postgres.start();
  await sleep(4_000);
  const failed = stage.phone.ledger
    .webhooks()
    .some(delivery => delivery.attempts.some(each => each.responseStatus !== 200));
  console.log(`full disk: Postgres ${died ? 'ended' : 'went on'} meanwhile`);
  expect(failed || died, 'the full disk was felt').toBe(true);
  await judged(stage, crowd, 'full disk');
}, 400_000);

it('a pool of two connections under 60 activities at once', async () => {
  const postgres = await startOwnPostgres({});
  closing.push(() => postgres.stop());
  const stage = await stageOn(postgres, { DATABASE_POOL: '2', PARLEY_WORKER_ACTIVITIES: '60' });
  const crowd = new Crowd(stage);
  for (let customer = 0; customer < 60; customer++) crowd.write();
  crowd.start(10);
  await sleep(10_000);
  await judged(stage, crowd, 'pool of two');
}, 300_000);

it('Postgres without a connection to spare', async () => {
  const postgres = await startOwnPostgres({ settings: { max_connections: '60', superuser_reserved_connections: '0' } });
  closing.push(() => postgres.stop());
  const stage = await stageOn(postgres);
  const crowd = new Crowd(stage);
  crowd.start(PER_SECOND);
  await sleep(3_000);
  // Takes every connection that is free, and every one that is given back.
  const taken: pg.Client[] = [];
  let going = true;
  const taking = (async () => {
    while (going) {
      const client = new pg.Client({ connectionString: postgres.url });
      client.on('error', () => undefined);
      const got = await client.connect().then(
        () => true,
        () => false,
      );
      if (got) taken.push(client);
      else await sleep(5);
    }
  })();
  // What the product holds is ended again and again, so that it must ask for connections.
  for (let second = 0; second < 15; second++) {
    await sleep(1_000);
    await taken[0]
      ?.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'parley'`)
      .catch(() => undefined);
  }
  going = false;
  await taking;
  expect(taken.length).toBeGreaterThan(10);
  await Promise.all(taken.map(client => client.end()));
  await sleep(3_000);
  await judged(stage, crowd, 'no connection to spare');
}, 400_000);
