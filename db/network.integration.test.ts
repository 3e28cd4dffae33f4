/** The network to Postgres is cut: what waits is told, nothing stays locked, and it goes on when the network is back. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Link, startLink } from '../test/support/link.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { type Database, openDatabase } from './database.ts';

const database = useDatabase();
const QUERY_TIMEOUT_MS = 700;
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
    poolSize: 3,
    onError,
    queryTimeoutMs: QUERY_TIMEOUT_MS,
    idleInTransactionMs: 1_500,
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
