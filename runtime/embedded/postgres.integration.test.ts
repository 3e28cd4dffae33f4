import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment } from '../../test/support/tools.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres.ts';

const env = environment();
let dataDir: string;
let server: EmbeddedPostgres;
let pool: pg.Pool;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
  server = await startEmbeddedPostgres({ dataDir, env });
  pool = connect(10);
  await pool.query('create table notes (id int primary key, org text, body text)');
});
afterAll(async () => {
  await pool.end();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function connect(max: number): pg.Pool {
  const made = new pg.Pool({ connectionString: server.url, max });
  made.on('error', () => {});
  return made;
}

async function transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

describe('many clients on the one backend', () => {
  it('never mixes the messages of two queries, however large', async () => {
    const filler = 'y'.repeat(300_000);
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        if (i % 2 === 0) {
          const { rows } = await pool.query<{ q: string }>('select $1::text as q', [`q${i}`]);
          expect(rows[0]?.q).toBe(`q${i}`);
        } else {
          const { rows } = await pool.query<{ a: number; length: number }>(
            'select $1::int as a, length($2::text) as length',
            [i, filler],
          );
          expect(rows[0]).toEqual({ a: i, length: filler.length });
        }
      }),
    );
  });

  it('keeps transactions apart, and rolls back what fails', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        transaction(async client => {
          await client.query('insert into notes values ($1, $2, $3)', [i, 'a', 'first']);
          if (i % 4 === 0) await client.query('select 1/0');
          await client.query('update notes set body = $2 where id = $1', [i, 'second']);
        }),
      ),
    );
    expect(results.filter(result => result.status === 'rejected')).toHaveLength(10);
    const { rows } = await pool.query(
      `select count(*)::int as rows, count(*) filter (where body = 'second')::int as done from notes`,
    );
    expect(rows).toEqual([{ rows: 30, done: 30 }]);
  });

  it('gives each client its own prepared statements of the same name, and drops them with it', async () => {
    const one = new pg.Client({ connectionString: server.url });
    const two = new pg.Client({ connectionString: server.url });
    await Promise.all([one.connect(), two.connect()]);
    const answers = [
      await one.query({ name: 'same', text: 'select 1 as n' }),
      await two.query({ name: 'same', text: 'select 2 as n' }),
      await one.query({ name: 'same', text: 'select 1 as n' }),
    ];
    expect(answers.map(answer => answer.rows[0]?.n)).toEqual([1, 2, 1]);
    const names = async () =>
      (await pool.query('select name from pg_prepared_statements where name like $1', ['%same'])).rows.length;
    expect(await names()).toBe(2);
    await Promise.all([one.end(), two.end()]);
    await expect.poll(names).toBe(0);
  });

  it('rolls back the transaction of a client that vanishes, and goes on', async () => {
    const vanishing = new pg.Client({ connectionString: server.url });
    vanishing.on('error', () => {});
    await vanishing.connect();
    await vanishing.query('begin');
    await vanishing.query(`insert into notes values (1000, 'a', 'lost')`);
    const next = pool.query('select count(*)::int as n from notes where id = 1000');
    (vanishing as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await next).rows).toEqual([{ n: 0 }]);
  });

  it('answers an error of one query, and the next query of the same client', async () => {
    await expect(pool.query('select $1::int / 0', [1])).rejects.toMatchObject({ code: '22012' });
    await expect(pool.query('selec')).rejects.toMatchObject({ code: '42601' });
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });
});

it('has pgvector', async () => {
  await pool.query('create extension if not exists vector');
  expect((await pool.query(`select '[1,2,3]'::vector <-> '[1,2,5]'::vector as distance`)).rows).toEqual([
    { distance: 2 },
  ]);
});

it('separates tenants by row-level security under a local role', async () => {
  await pool.query(`create role tenant_role nologin; create table owned (org text, n int); alter table owned enable row level security; alter table owned force row level security;
    create policy tenant on owned using (org = nullif(current_setting('app.org', true), '')) with check (org = nullif(current_setting('app.org', true), '')); grant all on owned to tenant_role`);
  const as = (org: string, sql: string) =>
    transaction(async client => {
      await client.query(`select set_config('role', 'tenant_role', true), set_config('app.org', $1, true)`, [org]);
      return (await client.query(sql)).rows;
    });
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      as(i % 2 === 0 ? 'a' : 'b', `insert into owned values ('${i % 2 === 0 ? 'a' : 'b'}', ${i})`),
    ),
  );
  expect(await as('a', 'select distinct org from owned')).toEqual([{ org: 'a' }]);
  expect(await as('', 'select distinct org from owned')).toEqual([]);
  await expect(as('a', `insert into owned values ('b', 1)`)).rejects.toMatchObject({ code: '42501' });
  expect((await pool.query('select current_user as me, count(*)::int as n from owned')).rows).toEqual([
    { me: 'postgres', n: 20 },
  ]);
});

it('refuses a second process on the same directory, in one sentence', async () => {
  await expect(startEmbeddedPostgres({ dataDir, env })).rejects.toThrow(
    /^Another Parley is using the embedded database in .*PARLEY_HOME/,
  );
});

it('says which port is taken and which setting moves it', async () => {
  const other = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
  await expect(startEmbeddedPostgres({ dataDir: other, port: server.port, env })).rejects.toThrow(
    `Port ${server.port} (embedded Postgres) is in use`,
  );
  await rm(other, { recursive: true, force: true });
});

describe('a kill -9', () => {
  it('loses no acknowledged commit, three times over, and restarts on what it finds', async () => {
    await pool.query('create table ledger (id serial primary key, n int)');
    const acknowledged = new Set<number>();
    let n = 0;
    for (let round = 1; round <= 3; round++) {
      const writers = connect(8);
      let killed = false;
      const enough = acknowledged.size + 150;
      const writing = Promise.all(
        Array.from({ length: 8 }, async () => {
          while (!killed) {
            const mine = n++;
            try {
              await writers.query('insert into ledger (n) values ($1)', [mine]);
              acknowledged.add(mine);
            } catch {
              // Not acknowledged: it may be there or not.
            }
          }
        }),
      );
      while (acknowledged.size < enough) await sleep(5);
      await server.kill();
      killed = true;
      await writing;
      await writers.end();
      server = await startEmbeddedPostgres({ dataDir, env });
      const check = connect(1);
      const kept = new Set((await check.query<{ n: number }>('select n from ledger')).rows.map(row => row.n));
      expect([...acknowledged].filter(one => !kept.has(one))).toEqual([]);
      await check.end();
    }
    await pool.end();
    pool = connect(10);
  });
});

it('ends with the process that started it', async () => {
  const other = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
  const { spawn } = await import('node:child_process');
  const { POSTGRES_MAIN } = await import('./postgres.ts');
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `const c = require('node:child_process').spawn(process.execPath, [${JSON.stringify(POSTGRES_MAIN)}, '--data-dir=${other}'], { stdio: ['pipe', 'pipe', 'inherit'] }); c.stdout.on('data', d => process.stdout.write(c.pid + ' ' + d)); setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const line = await new Promise<string>(resolve =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  );
  const pid = Number(line.split(' ')[0]);
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill('SIGKILL');
  await expect
    .poll(
      () => {
        try {
          process.kill(pid, 0);
          return 'alive';
        } catch {
          return 'gone';
        }
      },
      { timeout: 15_000 },
    )
    .toBe('gone');
  await rm(other, { recursive: true, force: true });
});
