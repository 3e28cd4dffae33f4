import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { createSlowStatements } from '../processes/slow-statements.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { openDatabase } from './database.ts';

const database = useDatabase();

it('A-PERF-2: a slow statement is logged without its values and counted; a fast one is neither', async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const slow = createSlowStatements(log, 200);
  const db = openDatabase({ url: database.url, poolSize: 1, onError: () => undefined, slow: slow.options });
  onTestFinished(() => db.close());
  const registry = new Registry();
  slow.watch(registry);
  // The first connection takes the time it takes.
  await db.withSystem(tx => tx.execute(sql`select 1`));
  lines.length = 0;
  const before = Number(/statements_total (\d+)/.exec(await registry.metrics())?.[1]);
  await db.withSystem(tx => tx.execute(sql`select ${'+4915155501'}::text`));
  await db.withSystem(tx =>
    Promise.all([
      tx.execute(sql`select pg_sleep(0.25), ${'Ann Private'}::text as who`),
      tx.execute(sql`select 2 as behind_it`),
    ]),
  );
  expect(lines.map(line => JSON.parse(line) as Record<string, unknown>)).toEqual([
    expect.objectContaining({
      level: 40,
      msg: 'a slow statement',
      statement: 'select pg_sleep(0.25), $1::text as who',
      ms: expect.any(Number),
      failed: false,
    }),
  ]);
  expect(JSON.parse(lines[0] ?? '{}').ms).toBeGreaterThanOrEqual(200);
  expect(lines.join()).not.toMatch(/Ann Private|4915155501/);
  expect(await registry.metrics()).toContain(`parley_slow_statements_total ${before + 1}`);
});
