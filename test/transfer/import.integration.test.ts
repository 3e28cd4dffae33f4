/** A file of contacts, taken by the product's own processes, the worker killed in the middle. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '../../api/contracts/transfers.ts';
import { cookieOf, signIn } from '../../api/testing/server.ts';
import { readCsv } from '../../domain/crm/csv-read.ts';
import { type Processes, startProcesses } from '../security/processes.ts';
import { until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
const ROWS = sized(5_000, 100_000);
/** One row in a hundred has no number that could be one. */
const BAD = ROWS / 100;
/** One in fifty says somebody again who stands a line, or a thousand lines, earlier. */
const TWICE = ROWS / 50;
const LIMIT_MS = sized(180_000, 1_500_000);
const SECRETS = {
  accessToken: 'token',
  appSecret: 'secret',
  verifyToken: 'verify',
  modelKey: 'key',
  email: 'owner@example.com',
  password: 'correct-horse-battery',
};
let processes: Processes;
let cookie: string;

beforeAll(async () => {
  processes = await startProcesses({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    taskQueue: `import-${randomBytes(4).toString('hex')}`,
    masterKey: randomBytes(32),
    secrets: SECRETS,
    settings: { LOG_LEVEL: 'warn', PARLEY_RATE_API_PER_MIN: '100000' },
  });
  await processes.start('api');
  await processes.start('worker');
  cookie = cookieOf(await signIn(processes.apiUrl, SECRETS.email, SECRETS.password));
}, 300_000);
afterAll(() => processes?.close());

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${processes.apiUrl}/api/v1${path}`, {
    method,
    headers: {
      cookie,
      'x-parley-csrf': '1',
      origin: processes.apiUrl,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

/** Row n, from 0: bad every hundredth; every fiftieth says the number of the line before again, half of them that of 1,001 lines before. */
const rowOf = (n: number): string[] => {
  const number = n % 50 !== 49 ? n : n % 100 === 99 && n > 1_001 ? n - 1_001 : n - 1;
  return [
    `Person ${n}`,
    n % 100 === 0 ? `none-${n}` : `+9197${String(10_000_000 + number)}`,
    `p${n}@example.com`,
    '=1+1',
  ];
};
/** What the record holds after all: nobody twice, nobody left out, and no words of the file but of what failed. */
async function held(): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, number>>(`select
      (select count(*)::int from contacts) as contacts,
      (select count(distinct contact_id)::int from leads where source = 'import') as leads,
      (select count(*)::int from contact_identities where kind = 'phone') as phones,
      (select count(*)::int from contact_identities where kind = 'email') as emails,
      (select count(*)::int from import_rows where outcome = 'created') as created,
      (select count(*)::int from import_rows where outcome = 'updated') as updated,
      (select count(*)::int from import_rows where outcome = 'failed') as failed,
      (select count(*)::int from import_rows where outcome <> 'failed' and cells <> '[]') as words`);
    return rows[0] ?? {};
  } finally {
    await client.end();
  }
}
const isIn = (row: ImportView): ImportView | false => row.state !== 'CHECKING' && row.state !== 'RUNNING' && row;

describe('C-LEAD-1, B-EXP-1: an import', () => {
  it(
    `of ${ROWS} rows with ${BAD} bad ones survives a kill -9 of the worker midway and ends with exact counts`,
    async () => {
      const job = await call<ImportView>('POST', '/imports', {
        fileName: 'people.csv',
        columns: ['Name', 'Phone', 'E-mail', 'Remark'],
        totalRows: ROWS,
      });
      for (let from = 0; from < ROWS; from += 1_000) {
        const rows = Array.from({ length: Math.min(1_000, ROWS - from) }, (_, at) => rowOf(from + at));
        await call('PUT', `/imports/${job.id}/rows`, { from: from + 1, rows });
      }
      // A part that is sent twice is there once.
      expect(await call('PUT', `/imports/${job.id}/rows`, { from: 1, rows: [rowOf(7)] })).toEqual({ rows: ROWS });
      const mapping = ['name', 'phone', 'email', 'notes'];
      const look = () => call<ImportView>('GET', `/imports/${job.id}`);
      const checkedAt = performance.now();
      await call('POST', `/imports/${job.id}/check`, { mapping });
      const checked = await until('the check', async () => isIn(await look()), LIMIT_MS);
      const checkS = (performance.now() - checkedAt) / 1_000;
      const counts = { doneRows: ROWS, failed: BAD, updated: TWICE, created: ROWS - BAD - TWICE, skipped: 0 };
      // What a check says is what happens, however far two rows of one person are apart.
      expect(checked).toMatchObject({ state: 'CHECKED', ...counts });
      expect((await call<{ total: number }>('GET', '/leads')).total).toBe(0);

      await call('POST', `/imports/${job.id}/run`, { mapping });
      const begunAt = performance.now();
      await until('the middle', async () => (await look()).doneRows >= ROWS * 0.4, LIMIT_MS);
      await processes.kill('worker');
      const killedAt = performance.now();
      const killed = await look();
      expect(killed).toMatchObject({ state: 'RUNNING' });
      expect(killed.doneRows).toBeLessThan(ROWS);
      await processes.start('worker');
      const restartedAt = performance.now();
      let firstAt: number | null = null;
      const done = await until(
        'the end',
        async () => {
          const row = await look();
          if (row.doneRows > killed.doneRows) firstAt ??= performance.now();
          return isIn(row);
        },
        LIMIT_MS,
      ).catch(async error => {
        throw new Error(
          `${String(error)}: killed ${JSON.stringify(killed)} now ${JSON.stringify(await look())} ${processes.output().slice(-3000)}`,
        );
      });
      const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1);
      const endAt = performance.now();
      const rate = (rows: number, s: number) => `${Math.round(rows / s)} rows/s`;
      process.stdout.write(
        `import of ${ROWS} rows: check ${checkS.toFixed(1)} s (${rate(ROWS, checkS)}); until the kill at ${killed.doneRows} rows ${seconds(begunAt, killedAt)} s (${rate(killed.doneRows, (killedAt - begunAt) / 1_000)}); restart ${seconds(killedAt, restartedAt)} s; first rows ${seconds(restartedAt, firstAt ?? endAt)} s after it; the rest ${seconds(firstAt ?? endAt, endAt)} s (${rate(ROWS - killed.doneRows, (endAt - (firstAt ?? endAt)) / 1_000)}); all ${seconds(begunAt, endAt)} s\n`,
      );
      expect(done).toMatchObject({ state: 'DONE', ...counts });
      expect(await held()).toEqual({
        contacts: ROWS - BAD - TWICE,
        leads: ROWS - BAD - TWICE,
        phones: ROWS - BAD - TWICE,
        // Both rows of a person have an address of their own.
        emails: ROWS - BAD,
        created: ROWS - BAD - TWICE,
        updated: TWICE,
        failed: BAD,
        words: 0,
      });
      const { total } = await call<{ total: number }>('GET', '/leads?filter={"sources":["import"]}');
      expect(total).toBe(Math.min(10_000, ROWS - BAD - TWICE));
    },
    2 * LIMIT_MS + 120_000,
  );

  it('what could not be taken can be downloaded, with its line and what is wrong', async () => {
    const [job] = (await call<{ imports: ImportView[] }>('GET', '/imports')).imports;
    const answer = await fetch(`${processes.apiUrl}/api/v1/imports/${job?.id}/errors`, { headers: { cookie } });
    const rows = readCsv(await answer.text());
    expect(rows[0]).toEqual(['row', 'problem', 'Name', 'Phone', 'E-mail', 'Remark']);
    expect(rows).toHaveLength(BAD + 1);
    expect(rows[1]).toEqual(['2', expect.stringContaining('none-0'), 'Person 0', 'none-0', 'p0@example.com', "'=1+1"]);
  });

  it('B-EXP-1: what a filter holds is written to a file, formula-safe, for a day', async () => {
    const made = await call<{ id: string }>('POST', '/exports', { filter: { search: 'Person 1' } });
    const ready = await until(
      'the file',
      async () => {
        const { exports } = await call<{ exports: { id: string; state: string; rows: number }[] }>('GET', '/exports');
        const row = exports.find(each => each.id === made.id);
        return row?.state === 'DONE' && row;
      },
      LIMIT_MS,
    );
    const answer = await fetch(`${processes.apiUrl}/api/v1/exports/${made.id}/file`, { headers: { cookie } });
    const [head, ...rows] = readCsv(await answer.text());
    expect(head?.slice(0, 3)).toEqual(['name', 'address', 'status']);
    expect(rows).toHaveLength(ready.rows);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row[0]).toMatch(/^Person \d+$/);
    // Who was updated by another row has its name now.
    // A number with a plus is a formula to a spreadsheet.
    expect(rows[0]?.[1]).toMatch(/^'\+9197/);
  });
});
