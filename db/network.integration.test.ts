/** The network to Postgres is cut: what waits is told, nothing stays locked, and it goes on when the network is back. */
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Link, startLink } from '../test/support/link.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { type Database, openDatabase } from './database.ts';

const database = useDatabase();
const QUERY_TIMEOUT_MS = 700;
const IDLE_MS = 1_500;
const CONNECTIONS = 4;
let link: Link;
let near: Database;
let far: Database;

beforeAll(async () => {
  const { hostname, port } = new URL(database.url);
  link = await startLink({ host: hostname, port: Number(port) });
  const linked = new URL(database.url);
  linked.port = String(link.port);
  linked.hostname = '127.0.0.1';
  const onError = (): void => undefined;
  far = openDatabase({
    url: linked.href,
    poolSize: CONNECTIONS,
    onError,
    queryTimeoutMs: QUERY_TIMEOUT_MS,
    idleInTransactionMs: IDLE_MS,
  });
  near = openDatabase({ url: database.url, poolSize: 2, onError });
  await near.withSystem(tx => tx.execute(sql`insert into rate_limits (key, tat) values ('one', now())`));
});
afterAll(async () => {
  link?.heal();
  await far?.close();
  await near?.close();
  await link?.close();
});

const touch = (db: Database) =>
  db.withSystem(tx => tx.execute(sql`update rate_limits set tat = now() where key = 'one'`));

it('a black hole: the statement fails in time, and the connections from before are not used again', async () => {
  await Promise.all([touch(far), touch(far), touch(far)]);
  link.cut('black_hole');
  const since = performance.now();
  await expect(Promise.all([touch(far), touch(far), touch(far)])).rejects.toThrow();
  expect(performance.now() - since).toBeLessThan(QUERY_TIMEOUT_MS * 3);
  link.heal();
  await expect
    .poll(
      () =>
        touch(far).then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  expect(far.pressure().waiting).toBe(0);
});

it('a black hole in the middle of a transaction: what it had locked is free again soon', async () => {
  let cut = (): void => undefined;
  const locked = new Promise<void>(resolve => {
    cut = resolve;
  });
  const stuck = far.withSystem(async tx => {
    await tx.execute(sql`update rate_limits set tat = now() where key = 'one'`);
    cut();
    await new Promise(resolve => setTimeout(resolve, 50));
    await tx.execute(sql`select 1`);
  });
  stuck.catch(() => undefined);
  await locked;
  link.cut('black_hole');
  await expect(stuck).rejects.toThrow();
  const since = performance.now();
  await touch(near);
  expect(performance.now() - since).toBeLessThan(5_000);
  link.heal();
});

it('a black hole while many wait for one row: they do not get it one after the other, each to keep it for nobody', async () => {
  await expect
    .poll(
      () =>
        Promise.all(Array.from({ length: CONNECTIONS }, () => touch(far))).then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  let letGo = (): void => undefined;
  const held = new Promise<void>(resolve => {
    letGo = resolve;
  });
  let isLocked = (): void => undefined;
  const locked = new Promise<void>(resolve => {
    isLocked = resolve;
  });
  const holder = near.withSystem(async tx => {
    await tx.execute(sql`update rate_limits set tat = now() where key = 'one'`);
    isLocked();
    await held;
  });
  await locked;
  // As the database's owner: the product's roles do not see what others wait for.
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const waiting = Promise.allSettled(Array.from({ length: CONNECTIONS }, () => touch(far)));
  try {
    const wait = `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%rate_limits%'`;
    await expect.poll(async () => (await owner.query<{ n: number }>(wait)).rows[0]?.n).toBe(CONNECTIONS);
    link.cut('black_hole');
  } finally {
    letGo();
    await owner.end();
  }
  await holder;
  const since = performance.now();
  await touch(near);
  // One of them may have got it at once; one after the other they would take so long each.
  expect(performance.now() - since).toBeLessThan(2 * IDLE_MS);
  expect((await waiting).map(({ status }) => status)).toEqual(Array.from({ length: CONNECTIONS }, () => 'rejected'));
  link.heal();
});

it('a reset: what waited fails at once, and the next goes on', async () => {
  await expect
    .poll(
      () =>
        touch(far).then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  const slow = far.withSystem(tx => tx.execute(sql`select pg_sleep(0.5)`));
  slow.catch(() => undefined);
  await new Promise(resolve => setTimeout(resolve, 50));
  link.cut('reset');
  await expect(slow).rejects.toThrow();
  link.heal();
  await touch(far);
});
