/** Values no form would send, in every place of every body and query: refused or stored, and never a failure of ours. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/postgres.ts';
import { figure, LONG_MS, longForm } from './figures.ts';
import { call, type JsonSchema, type Operation, operationsOf, sampleOf } from './operations.ts';
import { goodBody, paramsOf, type Rows, startWorld, type World } from './world.ts';

const database = useDatabase();
/** Not from this machine itself, which may read /metrics without a session. */
const FROM_ELSEWHERE = { 'x-forwarded-for': '203.0.113.9' };
let world: World;
let operations: Operation[];

beforeAll(async () => {
  world = await startWorld(database.url);
  ({ operations } = await operationsOf(world.api.url));
});
afterAll(() => world?.stop());

/** Rows for one operation: fresh ones where the first good request may use them up. */
let read: Promise<Rows> | undefined;
function rowsFor({ method, path }: Operation): Promise<Rows> {
  if (method !== 'GET' && path.includes('{')) return world.ours.rows();
  read ??= world.ours.rows();
  return read;
}

/** Texts, numbers and shapes that break whoever did not expect them. */
const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};
const HOSTILE: unknown[] = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\uFFFE\uFFFF',
  '\u202E\u2066\u200B\uFEFF',
  '\u{1F468}\u200D\u{1F469}'.repeat(50),
  'Z\u0351\u0357\u0346'.repeat(100),
  'ﷺ'.repeat(200),
  'İıſK',
  'a'.repeat(100_000),
  '',
  ' ',
  '\n',
  '0001-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59',
  '2026-02-29T00:00:00Z',
  '__proto__',
  'constructor',
  '%00',
  '../../../etc/passwd',
  '{{7*7}}<%= 7*7 %>#{7*7}',
  2_147_483_647,
  2_147_483_648,
  -2_147_483_649,
  9_007_199_254_740_991,
  2 ** 63,
  1e21,
  1e308,
  -1e308,
  5e-324,
  -0,
  0.1,
  null,
  true,
  [],
  {},
  [[]],
  [null],
  { toString: 1, valueOf: 2, length: -1 },
  { $ne: null },
  { $gt: '' },
  nested(63),
  nested(2_000),
];

/** In `npm test` a place meets every fifteenth value, the next place the ones after them; `npm run security` tries all at each. */
const meets = (place: number, value: number): boolean => longForm() || (place + value) % 15 === 0;

describe('values no form would send', () => {
  const guarded = () => operations.filter(({ permission }) => permission !== null);
  const problem = (text: string): string | undefined => {
    try {
      return (JSON.parse(text) as { code?: string }).code;
    } catch {
      return undefined;
    }
  };

  it('in every place of every body and query are refused or stored, and never a failure of ours', {
    timeout: LONG_MS,
  }, async () => {
    const wrong: string[] = [];
    let tried = 0;
    let before = 0;
    for (const operation of guarded()) {
      const params = paramsOf(operation.path, await rowsFor(operation));
      const ask = async (filled: { body?: Record<string, unknown>; query?: Record<string, string> }, what: string) => {
        tried++;
        const answer = await call(world.api.url, operation, {
          params,
          cookie: world.ours.cookies.OWNER,
          headers: FROM_ELSEWHERE,
          ...filled,
        }).catch((error: unknown) => ({ status: 599, text: `cut off: ${error}` }));
        if (answer.status >= 500)
          wrong.push(`${operation.name} ${what}: ${answer.status} ${answer.text.slice(0, 120)}`);
      };
      const places = placesOf(operation.body ?? {}, []);
      const queries = operation.parameters.filter(({ in: where }) => where === 'query');
      before += places.length + queries.length;
      for (const [index, value] of HOSTILE.entries()) {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        const what = `${index}: ${text.slice(0, 40)}`;
        const good = { ...(sampleOf(operation.body ?? {}) as object), ...goodBody(operation, world.ours) };
        const here = <T>(all: T[], from: number) => all.filter((_, at) => meets(from + at, index));
        await Promise.all([
          ...here(places, before).map(place =>
            ask({ body: put(good, place, value) }, `body.${place.join('.')} = ${what}`),
          ),
          // Longer addresses than 16 KB are refused before any of our code.
          ...here(queries, before + places.length).map(({ name }) =>
            ask({ query: { [name]: text.toWellFormed().slice(0, 2_000) } }, `?${name} = ${what}`),
          ),
        ]);
      }
    }
    expect(wrong).toEqual([]);
    figure('hostile values in bodies and queries', tried);
  });

  it('reach no prototype', async () => {
    const poison = '{"__proto__":{"polluted":"yes","role":"OWNER"},"constructor":{"prototype":{"polluted":"yes"}}}';
    for (const operation of guarded().filter(({ method }) => method !== 'GET')) {
      const params = paramsOf(operation.path, await rowsFor(operation));
      const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
      const good = JSON.stringify({
        ...(sampleOf(operation.body ?? {}) as object),
        ...goodBody(operation, world.ours),
      });
      for (const body of [poison, `${good.slice(0, -1)}${good === '{}' ? '' : ','}"__proto__":{"polluted":"yes"}}`]) {
        const answer = await fetch(
          `${world.api.url}${path}?__proto__[polluted]=yes&constructor[prototype][polluted]=yes`,
          {
            method: operation.method,
            headers: {
              cookie: world.ours.cookies.OWNER,
              'content-type': 'application/json',
              'x-parley-csrf': '1',
              ...FROM_ELSEWHERE,
            },
            body,
          },
        );
        const text = await answer.text();
        expect(answer.status, `${operation.name}: ${text}`).toBeLessThan(500);
        expect(answer.status === 200 || problem(text) !== undefined, operation.name).toBe(true);
        expect(text, operation.name).not.toContain('polluted":"yes');
      }
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('in cursors are refused: instants that no row has, ids that are none', async () => {
    const { conversations } = await world.ours.rows();
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const id = '00000000-0000-4000-8000-000000000000';
    const bad = [
      `8640000000000000.${id}`,
      `999999999999999.${id}`,
      `-1.${id}`,
      `1e9.${id}`,
      `1.'; drop table x`,
      `1.`,
      ``,
    ];
    for (const text of bad)
      for (const path of [
        `/conversations?cursor=${encode(text)}`,
        `/conversations/${conversations}/messages?before=${encode(text)}`,
        `/conversations/${conversations}/messages?after=${encode(text)}`,
      ]) {
        const answer = await fetch(`${world.api.url}/api/v1${path}`, { headers: { cookie: world.ours.cookies.OWNER } });
        expect(answer.status, `${text} ${path}`).toBe(400);
      }
  });
});

/** Where a body has room for a value: every property, three levels down, and one nobody asked for. */
function placesOf(schema: JsonSchema, path: string[]): string[][] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  if (path.length > 2) return [path];
  return [
    ...(path.length > 0 ? [path] : schema.properties ? [['nobodyAskedForThis']] : []),
    ...properties.flatMap(([name, inner]) => placesOf(inner, [...path, name])),
  ];
}

function put(body: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): Record<string, unknown> {
  const inner = body[name];
  const below = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...body, [name]: rest.length === 0 ? value : put(below as Record<string, unknown>, rest, value) };
}
