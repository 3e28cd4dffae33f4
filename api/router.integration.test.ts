import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { read, write } from '../domain/permission/permission.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { problemSchema } from './contracts/common.ts';
import { ApiError, defineEndpoint } from './endpoint.ts';
import { post, startApi, type TestApi } from './testing/server.ts';

const database = useDatabase();
let api: TestApi;
let agent: string;
let viewer: string;
const secret = 'secret of the machine';

const common = { tag: 'Test', summary: 'test', params: z.strictObject({}), query: z.strictObject({}), errors: [] };
const endpoints = [
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/echo',
    needs: write('conversations'),
    body: z.strictObject({ text: z.string().min(2), n: z.int().optional() }),
    response: z.object({ text: z.string() }),
    handle: async ({ body }) => ({ text: body.text }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/bare',
    needs: write('conversations'),
    body: z.strictObject({}).optional(),
    response: z.object({ ok: z.literal(true) }),
    handle: async () => ({ ok: true as const }),
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/things/:id',
    needs: read('conversations'),
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({ limit: z.coerce.number().int().max(9).default(5), search: z.string().optional() }),
    body: z.undefined(),
    response: z.object({ limit: z.int() }),
    handle: async ({ query }) => ({ limit: query.limit }),
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/broken',
    needs: read('conversations'),
    body: z.undefined(),
    response: z.object({}),
    handle: () => Promise.reject(new Error(secret)),
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/wrong',
    needs: read('conversations'),
    body: z.undefined(),
    response: z.object({ n: z.int() }),
    handle: async () => ({ n: 'one' }) as never,
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/conflict',
    needs: read('conversations'),
    body: z.undefined(),
    response: z.object({}),
    handle: () => Promise.reject(new ApiError(409, 'window_closed', 'Too late.', { hint: 'Use a template.' })),
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/away',
    needs: read('conversations'),
    body: z.undefined(),
    response: z.object({}),
    handle: () => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
  }),
];

beforeAll(async () => {
  api = await startApi(database.url, { endpoints });
  agent = await api.as('AGENT');
  viewer = await api.as('VIEWER');
});
afterAll(() => api?.stop());

const at = (path: string) => `${api.url}/api/v1${path}`;
const get = (path: string, cookie = viewer, headers: Record<string, string> = {}) =>
  fetch(at(path), { headers: { cookie, ...headers } });
const problem = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = problemSchema.parse(await answer.json());
  expect(body.status).toBe(answer.status);
  return body;
};

describe('a request', () => {
  it('is answered', async () => {
    const answer = await post(at('/echo'), agent, { text: 'hello' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ text: 'hello' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('ratelimit')).toContain('"member"');
    expect(
      (await fetch(at('/bare'), { method: 'POST', headers: { cookie: agent, 'x-parley-csrf': '1' } })).status,
    ).toBe(200);
    expect(await (await get(`/things/${crypto.randomUUID()}?limit=7`)).json()).toEqual({ limit: 7 });
  });

  it('is refused when nobody is signed in, before anything is parsed', async () => {
    const answer = await post(at('/echo'), '', { text: 1 });
    expect(await problem(answer)).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  it('is refused when the role may not', async () => {
    expect(await problem(await post(at('/echo'), viewer, { text: 'hello' }))).toMatchObject({
      status: 403,
      code: 'role',
    });
  });

  it('is refused when it comes from elsewhere', async () => {
    const without = (headers: Record<string, string>) =>
      fetch(at('/echo'), {
        method: 'POST',
        headers: { cookie: agent, 'content-type': 'application/json', ...headers },
        body: '{"text":"hello"}',
      });
    for (const headers of [
      {},
      { origin: api.url },
      { 'x-parley-csrf': '1', origin: 'https://evil.example' },
      { 'x-parley-csrf': '1', origin: 'null' },
      { 'x-parley-csrf': '1', 'sec-fetch-site': 'cross-site' },
      { 'x-parley-csrf': '1', 'sec-fetch-site': 'same-site' },
      { 'x-parley-csrf': '0', origin: api.url },
    ] as Record<string, string>[])
      expect(await problem(await without(headers)), JSON.stringify(headers)).toMatchObject({
        status: 403,
        code: 'csrf',
      });
    expect((await without({ 'x-parley-csrf': '1', origin: api.url })).status).toBe(200);
    expect((await without({ 'x-parley-csrf': '1', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('says by path what is wrong with the input', async () => {
    expect(await problem(await post(at('/echo'), agent, { text: 'x', n: 'two', more: 1 }))).toMatchObject({
      status: 400,
      code: 'invalid',
      errors: expect.arrayContaining([
        { path: 'body.text', message: expect.any(String) },
        { path: 'body.n', message: expect.any(String) },
      ]),
    });
    expect(await problem(await get('/things/7?limit=100'))).toMatchObject({
      status: 400,
      errors: [{ path: 'params.id' }],
    });
    expect(await problem(await get(`/things/${crypto.randomUUID()}?limit=x&other=1`))).toMatchObject({ status: 400 });
    expect(await problem(await get(`/things/${crypto.randomUUID()}?search=%00`))).toMatchObject({
      status: 400,
      errors: [{ path: 'query.search' }],
    });
    expect(await problem(await post(at('/echo'), agent, { text: 'half \ud800 pair' }))).toMatchObject({
      status: 400,
      errors: [{ path: 'body.text' }],
    });
    expect(await problem(await get('/things/%E0%A4%A'))).toMatchObject({ status: 400, code: 'malformed_url' });
  });

  it('is refused when its body cannot be read', async () => {
    const send = (body: string, headers: Record<string, string> = {}) =>
      fetch(at('/echo'), {
        method: 'POST',
        headers: { cookie: agent, 'x-parley-csrf': '1', 'content-type': 'application/json', ...headers },
        body,
      });
    expect(await problem(await send('{"text":'))).toMatchObject({ status: 400, code: 'malformed_json' });
    expect(
      await problem(await send('text=hello', { 'content-type': 'application/x-www-form-urlencoded' })),
    ).toMatchObject({ status: 415, code: 'not_json' });
    expect(await problem(await send('{"text":"hello"}', { 'content-type': 'text/plain' }))).toMatchObject({
      status: 415,
    });
    expect(await problem(await send(JSON.stringify({ text: 'x'.repeat(1024 * 1024) })))).toMatchObject({
      status: 413,
      code: 'too_large',
    });
    expect(await problem(await send('{"text":"hello"}', { 'content-encoding': 'nonsense' }))).toMatchObject({
      status: 415,
    });
  });

  it('never sees what broke inside', async () => {
    const answer = await get('/broken');
    const text = await answer.clone().text();
    const body = await problem(answer);
    expect(body).toMatchObject({ status: 500, code: 'internal' });
    expect(body.hint).toContain(answer.headers.get('x-request-id') ?? 'missing');
    expect(text).not.toContain(secret);
    expect(await problem(await get('/wrong'))).toMatchObject({ status: 500 });
  });

  it('gets coded errors, and 503 while a part is away', async () => {
    expect(await problem(await get('/conflict'))).toMatchObject({
      status: 409,
      code: 'window_closed',
      detail: 'Too late.',
      hint: 'Use a template.',
    });
    const away = await get('/away');
    expect(await problem(away)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(away.headers.get('retry-after')).toBe('5');
  });

  it('finds nothing at an unknown address, and 405 at a known one', async () => {
    expect(await problem(await get('/nothing'))).toMatchObject({ status: 404, code: 'no_such_route' });
    expect(await problem(await fetch(`${api.url}/api/nothing`))).toMatchObject({ status: 404 });
    const answer = await fetch(at('/echo'), { method: 'DELETE', headers: { cookie: agent } });
    expect(await problem(answer)).toMatchObject({ status: 405 });
    expect(answer.headers.get('allow')).toBe('POST');
  });
});
