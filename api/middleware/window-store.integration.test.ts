/** Requests counted over processes: two stores on one record stand for two processes. */
import type { Store } from 'express-rate-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';
import { requestWindows } from '../../db/limits/table.ts';
import { deleteWindowsBefore } from '../../db/limits/windows.ts';
import { DATABASE_KINDS, useDatabase } from '../../test/support/postgres.ts';
import { createWindowStore, sharedWindows, type WindowSource } from './window-store.ts';

const WINDOW_MS = 60_000;

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  let source: WindowSource;
  let asked = 0;
  let away = false;
  let now = Date.UTC(2030, 0, 1);

  beforeAll(() => {
    db = openDatabase({ url: database.url, poolSize: 4, onError: () => undefined });
    const real = sharedWindows(db);
    source = {
      take: input => {
        asked++;
        return away ? Promise.reject(new Error('away')) : real.take(input);
      },
    };
  });
  afterAll(() => db.close());

  const errors: unknown[] = [];
  const store = (name: string, limit: number): Store =>
    createWindowStore({
      source,
      name,
      limit,
      windowMs: WINDOW_MS,
      now: () => now,
      onError: error => errors.push(error),
    });
  /** How many of `times` requests a store lets through. */
  async function letThrough(from: Store, key: string, times: number, limit: number): Promise<number> {
    let through = 0;
    for (let request = 0; request < times; request++) {
      const { totalHits } = await from.increment(key);
      if (totalHits <= limit) through++;
    }
    return through;
  }

  it('B-RATE-1: lets 5 through over two processes, whichever is asked', async () => {
    const [one, two] = [store('sign-in', 5), store('sign-in', 5)];
    const through: number[] = [];
    for (let turn = 0; turn < 5; turn++)
      through.push((await letThrough(one, 'a', 1, 5)) + (await letThrough(two, 'a', 1, 5)));
    expect(through).toEqual([2, 2, 1, 0, 0]);
    expect(await letThrough(two, 'b', 6, 5)).toBe(5);
  });

  it('lets no more through than the limit when two processes are asked at once, and asks seldom', async () => {
    const [one, two] = [store('many', 600), store('many', 600)];
    asked = 0;
    const [first, second] = await Promise.all([letThrough(one, 'a', 1_000, 600), letThrough(two, 'a', 1_000, 600)]);
    expect(first + second).toBe(600);
    expect(asked).toBeLessThan(200);
    const before = asked;
    expect(await letThrough(one, 'a', 100, 600)).toBe(0);
    expect(asked).toBe(before);
  });

  it('lets an idle process keep back no more than a twentieth', async () => {
    const [one, two] = [store('idle', 600), store('idle', 600)];
    await letThrough(two, 'a', 1, 600);
    expect(await letThrough(one, 'a', 1_000, 600)).toBeGreaterThanOrEqual(570);
  });

  it('opens a new window when the last is over, and says when that is', async () => {
    const one = store('window', 2);
    const { resetTime } = await one.increment('a');
    expect(resetTime?.getTime()).toBe(now + WINDOW_MS);
    expect(await letThrough(one, 'a', 3, 2)).toBe(1);
    now += WINDOW_MS;
    expect(await letThrough(store('window', 2), 'a', 3, 2)).toBe(2);
    expect(await letThrough(one, 'a', 3, 2)).toBe(0);
  });

  it('counts alone while the record does not answer, and says so', async () => {
    const one = store('away', 3);
    away = true;
    try {
      expect(await letThrough(one, 'a', 5, 3)).toBe(3);
    } finally {
      away = false;
    }
    expect(errors.splice(0)).toHaveLength(1);
  });

  it('is deleted when its window is over', async () => {
    await store('old', 2).increment('a');
    await db.withSystem(tx => deleteWindowsBefore(tx, now + WINDOW_MS + 1));
    expect(await db.withSystem(tx => tx.select().from(requestWindows))).toEqual([]);
  });
});
