import { expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import type { Ports } from '../ports.ts';
import { knownFor } from './known.ts';

/** A record that answers with its own name. */
function record(name: string) {
  let asked = 0;
  let now = 1_000;
  const db = {
    withOrg: (_orgId: string, ask: (tx: never) => Promise<unknown>) => {
      asked++;
      return ask(name as never);
    },
  } as unknown as Database;
  const ports = { db, clock: { now: () => now } } as unknown as Ports;
  const pass = (ms: number): void => {
    now += ms;
  };
  return { ports, asked: () => asked, pass };
}

it('asks a record once in its time, and each record by itself', async () => {
  const settings = knownFor(5_000, async (tx: unknown) => String(tx));
  const [one, other] = [record('one'), record('other')];
  expect(await Promise.all([settings(one.ports, 'org'), settings(one.ports, 'org')])).toEqual(['one', 'one']);
  expect(await settings(other.ports, 'org')).toBe('other');
  expect(await settings(one.ports, 'org')).toBe('one');
  expect([one.asked(), other.asked()]).toEqual([1, 1]);
  one.pass(5_000);
  await settings(one.ports, 'org');
  expect(one.asked()).toBe(2);
});
