import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DATABASE_KINDS, useDatabase } from '../test/support/postgres.ts';
import { startRecordClock } from './clock.ts';
import { type Database, openDatabase } from './database.ts';

const DAY_MS = 86_400_000;

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  beforeEach(() => {
    db = openDatabase({ url: database.url, poolSize: 2, onError: () => undefined });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await db.close();
  });

  it.each([DAY_MS, -DAY_MS])("is the record's, though this machine's clock is %i ms off", async offMs => {
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + offMs);
    const told: number[] = [];
    const clock = await startRecordClock(db, { onDifference: ms => told.push(ms) });
    expect(Math.abs(clock.now() - real())).toBeLessThan(2_000);
    expect(told).toHaveLength(1);
    expect(Math.abs((told[0] ?? 0) - offMs)).toBeLessThan(2_000);
    clock.stop();
  });

  it('does not jump when this machine is set to another time, and goes on', async () => {
    const clock = await startRecordClock(db);
    const before = clock.now();
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + DAY_MS);
    await new Promise(resolve => setTimeout(resolve, 30));
    const passed = clock.now() - before;
    expect(passed).toBeGreaterThanOrEqual(29);
    expect(passed).toBeLessThan(5_000);
    clock.stop();
  });
});

it("is this machine's until the record answers", async () => {
  const away = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 1, onError: () => undefined });
  const clock = await startRecordClock(away);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  clock.stop();
  await away.close();
});
