/**
 * SQL in every place a request has room for text: each query, path and body value of each route, and the headers that are read.
 * What would prove an injection: a server error, an answer that follows the truth of what was put in, one that waits when told
 * to sleep, words of the database, rows that do not match, anything changed that should not be.
 */
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/postgres.ts';
import { figure, LONG_MS, longForm } from './figures.ts';
import { type Answer, call, type Filled, type JsonSchema, type Operation, operationsOf } from './operations.ts';
import { paramsOf, type Rows, startWorld, type World } from './world.ts';

const database = useDatabase();
let world: World;
let operations: Operation[];
let rows: Rows;
let admin: pg.Client;

beforeAll(async () => {
  world = await startWorld(database.url);
  ({ operations } = await operationsOf(world.api.url));
  rows = await world.ours.rows();
  await world.theirs.rows();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await world?.stop();
});

/** The same question answered differently by a true and a false condition is an injection. Both are as long as each other: limits on length see no difference. */
const PAIRS: [always: string, never: string][] = [
  [`zz'  OR '1'='1`, `zz' AND '1'='2`],
  [`zz'  OR 1=1 -- `, `zz' AND 1=2 -- `],
  [`zz%'  OR 'a' LIKE 'a`, `zz%' AND 'a' LIKE 'b`],
  [`1)  OR (1=1`, `1) AND (1=2`],
  [`zz"  OR "1"="1`, `zz" AND "1"="2`],
  [`zz')  OR ('1'='1`, `zz') AND ('1'='2`],
  [`zz'))  OR (('1'='1`, `zz')) AND (('1'='2`],
  [`zz\\'  OR 1=1 -- `, `zz\\' AND 1=2 -- `],
  [`zz' OR     EXISTS(SELECT 1) AND '1'='1`, `zz' OR NOT EXISTS(SELECT 1) AND '1'='1`],
  [`1  OR 1=1`, `1 AND 1=2`],
  [`zz'/***/OR/**/'1'='1`, `zz'/**/AND/**/'1'='2`],
  [`zz’  OR ‘1’=‘1`, `zz’ AND ‘1’=‘2`],
  [`zz' OR org_id IS NOT NULL -- `, `zz' OR org_id IS     NULL -- `],
  [`zz$$  OR $$1$$=$$1`, `zz$$ AND $$1$$=$$2`],
];
const SLEEP_S = 3;
const SLEEPS = [
  `zz'; SELECT pg_sleep(${SLEEP_S}) -- `,
  `zz' OR pg_sleep(${SLEEP_S}) IS NOT NULL -- `,
  `1; SELECT pg_sleep(${SLEEP_S})`,
  `(SELECT pg_sleep(${SLEEP_S}))`,
  `zz')); SELECT pg_sleep(${SLEEP_S}) -- `,
  `zz' || (SELECT pg_sleep(${SLEEP_S})) || '`,
];
const BREAKERS = [
  `'`,
  `zz' UNION SELECT null, null -- `,
  `'; DROP TABLE messages; -- `,
  `asc; DROP TABLE turns`,
  `"`,
  `\\`,
  `%`,
  `_`,
  `';`,
  `''`,
  `--`,
  `/*`,
  `$1`,
  `:1`,
  `{"a":"'"}`,
  `zz' AND 1=CAST((SELECT version()) AS int) -- `,
  `zz'; UPDATE members SET role='OWNER'; -- `,
  `zz'; SET LOCAL ROLE postgres; -- `,
  `zz'; SELECT set_config('app.org_id', '', false); -- `,
  `zz'; RESET ROLE; DELETE FROM audit_log; -- `,
  `created_at DESC, (SELECT 1/0)`,
  `CASE WHEN (1=1) THEN 1 ELSE 1/0 END`,
  `\u02bc OR 1=1 -- `,
  `%27%20OR%201=1`,
  `1e309`,
  `-9223372036854775809`,
  `9999999999999999`,
];
/** In `npm test` a place meets one of a list, the next place the next one; `npm run security` tries all at each. */
const at = <T>(place: number, all: T[]): T[] => (longForm() ? all : all.slice(place % all.length).slice(0, 1));

/** Queries that a list might read, and none of ours does. */
const UNKNOWN = ['sort', 'order', 'filter'];

interface Place {
  name: string;
  operation: Operation;
  fill(payload: string): Filled;
}

/** Everywhere text can be put. */
function places(): Place[] {
  return operations
    .filter(({ name }) => name !== 'POST /webhooks/whatsapp')
    .flatMap((operation, index) => {
      // Signing out would end the session that all others need.
      const session = operation.permission ? { cookie: world.ours.cookies.OWNER } : {};
      const base = { params: paramsOf(operation.path, rows), ...session };
      const place = (name: string, fill: (payload: string) => Partial<Filled>): Place => ({
        name: `${operation.name} ${name}`,
        operation,
        fill: payload => ({ ...base, ...fill(payload) }),
      });
      const query = operation.parameters.filter(parameter => parameter.in === 'query');
      const properties = Object.keys((operation.body?.properties ?? {}) as Record<string, JsonSchema>);
      return [
        ...query.map(({ name }) => place(`?${name}`, payload => ({ query: { [name]: payload } }))),
        ...at(index, UNKNOWN).map(name => place(`?${name}`, payload => ({ query: { [name]: payload } }))),
        ...Object.keys(base.params).map(name =>
          place(`{${name}}`, payload => ({ params: { ...base.params, [name]: payload } })),
        ),
        ...properties.map(name => place(`body.${name}`, payload => ({ body: { [name]: payload } }))),
        ...(operation.answers === 'text/event-stream'
          ? [place('Last-Event-ID', payload => ({ headers: { 'last-event-id': printable(payload) } }))]
          : []),
        // All routes read it in one place: in `npm test` every fifth one is asked.
        ...(longForm() || index % 5 === 0
          ? [place('cookie', payload => ({ cookie: `parley.session_token=${encodeURIComponent(payload)}.x` }))]
          : []),
      ];
    });
}

/** What a header may hold. */
const printable = (payload: string): string => payload.replaceAll(/[^\x20-\x7e]/g, '?');

const DATABASE_WORDS =
  /syntax error|SQLSTATE|\bpg_|unterminated|invalid input syntax|relation "|column "|drizzle|node-postgres|ECONN/i;

/** What must be the same whichever payload was sent. */
const shape = (answer: Answer): string =>
  JSON.stringify([
    answer.status,
    answer.text.replaceAll(/"instance":"[^"]*"/g, '').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
  ]);

const changes = (operation: Operation): boolean => operation.method !== 'GET';

describe('SQL in every value of every route', () => {
  it('finds only what holds it, when it is searched for', async () => {
    const url = (search: string) =>
      `${world.api.url}/api/v1/conversations?view=all&search=${encodeURIComponent(search)}`;
    const found = async (search: string): Promise<number> => {
      const answer = await fetch(url(search), { headers: { cookie: world.ours.cookies.OWNER } });
      return ((await answer.json()) as { conversations: unknown[] }).conversations.length;
    };
    expect(await found(world.ours.mark)).toBeGreaterThan(0);
    expect(await found(world.theirs.mark)).toBe(0);
    for (const payload of ['%', '_', '%%', `' OR '1'='1`, `\\`, `zz' OR 1=1 -- `])
      expect(await found(payload), payload).toBe(0);
  });

  it('is no cursor either, however it is wrapped', async () => {
    const path = `/api/v1/conversations/${rows.conversations}/messages`;
    const wrong = [
      ...BREAKERS,
      '9999999999999999.018f0000-0000-7000-8000-000000000000',
      '1.------------------------------------',
      `1.018f0000-0000-7000-8000-000000000000' or 1=1`,
      `1::text.018f0000-0000-7000-8000-000000000000`,
      '1.',
    ];
    for (const text of wrong) {
      const cursor = Buffer.from(text).toString('base64url');
      for (const place of ['/api/v1/conversations?cursor=', `${path}?before=`, `${path}?after=`]) {
        const answer = await fetch(`${world.api.url}${place}${cursor}`, {
          headers: { cookie: world.ours.cookies.OWNER },
        });
        expect(answer.status, `${place} ${text}`).toBe(400);
      }
    }
  });

  it('is text: no server error, no word of the database, no difference that proves it was run', {
    timeout: LONG_MS,
  }, async () => {
    const theirs = await world.digest(world.theirs.orgId);
    const schema = await schemaOf();
    let requests = 0;
    const all = places();
    const slow: Place[] = [];
    async function ask(place: Place, payload: string): Promise<Answer> {
      requests++;
      const answer = await call(world.api.url, place.operation, place.fill(payload));
      const told = `${place.name} = ${payload}: ${answer.status} ${answer.text.slice(0, 300)}`;
      expect(answer.status, told).toBeLessThan(500);
      // What was accepted comes back, without the blanks at its ends.
      expect(answer.text.replaceAll(payload.trim(), ''), told).not.toMatch(DATABASE_WORDS);
      expect(answer.text, told).not.toContain(world.theirs.mark);
      return answer;
    }
    for (const [index, place] of all.entries()) {
      for (const [always, never] of at(index, PAIRS)) {
        const [yes, no] = [await ask(place, always), await ask(place, never)];
        // A text that was accepted comes back as it was sent.
        // Measurements are never the same twice.
        if (place.operation.path === '/metrics') expect(no.status).toBe(yes.status);
        // What was accepted a moment ago may be in the way of the next one, by a rule of ours.
        else if (changes(place.operation) && yes.status < 300)
          expect([yes.status, 409], place.name).toContain(no.status);
        else expect(shape(yes), `${place.name}: ${always} | ${never}`).toBe(shape(no));
      }
      // Those that sleep have a test of their own in the long form; here they take their turn, and a slow answer fails.
      const startedAt = performance.now();
      await Promise.all(
        at(index, longForm() ? BREAKERS : [...BREAKERS, ...SLEEPS]).map(payload => ask(place, payload)),
      );
      if (performance.now() - startedAt > SLEEP_S * 900) slow.push(place);
    }
    // A slow machine is slow once; a sleep is slow each time.
    for (const place of slow) await swift(place, SLEEPS);
    const me = await fetch(`${world.api.url}/api/v1/me`, { headers: { cookie: world.ours.cookies.OWNER } });
    expect(me.status, 'all this was asked by somebody who is signed in').toBe(200);
    expect(await world.digest(world.theirs.orgId)).toBe(theirs);
    expect(await schemaOf()).toBe(schema);
    figure('places for SQL', all.length);
    figure('requests with SQL in them, 0 server errors, 0 differences', requests);
  });

  if (longForm())
    it('waits for nobody', { timeout: LONG_MS }, async () => {
      for (const place of places()) await swift(place, SLEEPS);
      figure('requests that tell the database to sleep, none waited', places().length * SLEEPS.length);
    });
});

async function swift(place: Place, payloads: string[]): Promise<void> {
  for (const payload of payloads) {
    const timed = async () => {
      const startedAt = performance.now();
      await call(world.api.url, place.operation, place.fill(payload));
      return performance.now() - startedAt;
    };
    const first = await timed();
    if (first > SLEEP_S * 900) expect(await timed(), `${place.name} = ${payload}`).toBeLessThan(SLEEP_S * 900);
  }
}

/** Tables, policies, roles and rights. */
async function schemaOf(): Promise<string> {
  const { rows: found } = await admin.query(`
    select (select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public') as tables,
      (select string_agg(tablename || policyname || coalesce(qual, '') || coalesce(with_check, ''), ',' order by tablename, policyname) from pg_policies) as policies,
      (select string_agg(grantee || table_name || privilege_type, ',' order by 1) from information_schema.role_table_grants where table_schema = 'public') as rights,
      (select string_agg(org_id::text || id::text || role, ',' order by id) from members) as members`);
  return JSON.stringify(found);
}
