import type pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type SlowStatement, tellSlow, withoutValues } from './slow-statements.ts';

describe('A-PERF-2: slow statements', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('are written without values, on one line, with their beginning and their end', () => {
    expect(withoutValues("select *\n  from contacts where name = 'Ann O''Hara' and id = $1")).toBe(
      "select * from contacts where name = '?' and id = $1",
    );
    expect(withoutValues("select 'never closed, +4915112345")).toBe("select '?'");
    const long = withoutValues(`select ${'"contacts"."name", '.repeat(300)} from contacts where org_id = $1`);
    expect(long.length).toBeLessThanOrEqual(2_000);
    expect(long).toMatch(/^select "contacts".* … .* where org_id = \$1$/);
  });

  /** A connection whose answers take as long as they are told to, one after the other. */
  function connection(slowMs: number) {
    let now = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const told: SlowStatement[] = [];
    const waiting: (() => void)[] = [];
    const client = {
      query: (question: unknown) =>
        new Promise((resolve, reject) => {
          waiting.push(() => (String(question).startsWith('bad') ? reject(new Error('no')) : resolve({ question })));
        }),
    };
    tellSlow(client as unknown as pg.PoolClient, { slowMs, onSlow: slow => told.push(slow) });
    const answerAfter = async (ms: number): Promise<void> => {
      now += ms;
      waiting.shift()?.();
      await Promise.resolve();
      await Promise.resolve();
    };
    return { client, told, answerAfter };
  }

  it('are told from the threshold on, with how long and whether they failed; the answer is what it was', async () => {
    const { client, told, answerAfter } = connection(250);
    const fast = client.query('select 1');
    await answerAfter(249);
    const slow = client.query('select 2');
    await answerAfter(250);
    const failed = client.query('bad 3');
    const heard = expect(failed).rejects.toThrow('no');
    await answerAfter(400);
    await heard;
    expect([await fast, await slow]).toEqual([{ question: 'select 1' }, { question: 'select 2' }]);
    expect(told).toEqual([
      { statement: 'select 2', ms: 250, failed: false },
      { statement: 'bad 3', ms: 400, failed: true },
    ]);
  });

  it('do not make those slow that were asked behind them on the same connection', async () => {
    const { client, told, answerAfter } = connection(250);
    const all = [client.query({ text: 'select slow' } as never), client.query('select behind'), client.query('commit')];
    await answerAfter(900);
    await answerAfter(10);
    await answerAfter(300);
    await Promise.all(all);
    expect(told.map(({ statement, ms }) => [statement, ms])).toEqual([
      ['select slow', 900],
      ['commit', 300],
    ]);
  });

  it('are nobody’s business with a threshold of 0', async () => {
    const { client, told, answerAfter } = connection(0);
    const asked = client.query('select 1');
    await answerAfter(90_000);
    await asked;
    expect(told).toEqual([]);
  });
});
