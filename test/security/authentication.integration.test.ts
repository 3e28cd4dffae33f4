/** Sessions, cookies, forged requests and what a sign-in tells: asked of every route where there are routes to ask. */
import { performance } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMember } from '../../api/auth/callers.ts';
import { cookieOf, PASSWORD, post, signIn } from '../../api/testing/server.ts';
import { useDatabase } from '../support/postgres.ts';
import { figure, longForm } from './figures.ts';
import { call, type Operation, operationsOf } from './operations.ts';
import { paramsOf, startWorld, type World } from './world.ts';

const database = useDatabase();
let world: World;
let secure: World;
let operations: Operation[];
const EMAIL = 'ana@example.com';
const STORED_FILES = new Set(['GET /api/v1/media/{id}', 'GET /api/v1/flows/files/{id}']);

beforeAll(async () => {
  world = await startWorld(database.url);
  secure = await startWorld(database.url, { publicUrl: 'https://parley.example' });
  ({ operations } = await operationsOf(world.api.url));
  const member = { orgId: world.ours.orgId, email: EMAIL, password: PASSWORD, name: 'Ana', role: 'OWNER' as const };
  await ensureMember(world.api.db, world.api.auth, { ...member, now: Date.now() });
});
afterAll(async () => {
  await secure?.stop();
  await world?.stop();
});

describe('a request that a foreign page makes with our cookie', () => {
  const foreign = (own: string): Record<string, Record<string, string>> => ({
    'another origin': { origin: 'https://evil.example' },
    'a sandboxed frame': { origin: 'null' },
    'a subdomain': { origin: own.replace('//', '//evil.') },
    'another port': { origin: `${own}0` },
    'a look-alike': { origin: `${own}.evil.example` },
    'an empty origin': { origin: '' },
    'a cross-site fetch': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  });
  const mutations = () => operations.filter(({ method, permission }) => permission !== null && method !== 'GET');

  it('changes nothing, whatever route it asks', async () => {
    const rows = await world.ours.rows();
    const before = await world.digest(world.ours.orgId);
    const cookie = world.ours.cookies.OWNER;
    let tried = 0;
    for (const operation of mutations()) {
      const ask = (headers: Record<string, string>) =>
        call(world.api.url, operation, { params: paramsOf(operation.path, rows), cookie, headers });
      for (const [from, headers] of Object.entries(foreign(world.api.url))) {
        tried++;
        const answer = await ask(headers);
        expect([answer.status, answer.code], `${operation.name} from ${from}`).toEqual([403, 'csrf']);
      }
      // The header that a foreign form cannot set; Temporal Web, which asks the codec, cannot send it either.
      if (!operation.parameters.some(({ name }) => name === 'x-parley-csrf')) {
        expect(operation.path).toMatch(/^\/api\/v1\/codec\//);
        continue;
      }
      for (const value of ['', '0', 'true', '1, 1']) {
        tried++;
        const answer = await ask({ 'x-parley-csrf': value });
        expect([answer.status, answer.code], `${operation.name} with the header "${value}"`).toEqual([403, 'csrf']);
      }
    }
    expect(await world.digest(world.ours.orgId)).toBe(before);
    figure('forged requests, refused', tried);
  });

  it('is refused as a plain form or a preflight-free type too', async () => {
    const rows = await world.ours.rows();
    const before = await world.digest(world.ours.orgId);
    for (const operation of mutations()) {
      const path = operation.path.replaceAll(
        /\{(\w+)\}/g,
        (_all, name: string) => paramsOf(operation.path, rows)[name] ?? '',
      );
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const answer = await fetch(world.api.url + path, {
          method: operation.method,
          headers: { 'content-type': type, cookie: world.ours.cookies.OWNER },
          body: '{"text":"x"}',
        });
        await answer.body?.cancel();
        expect([403, 415], `${operation.name} as ${type}`).toContain(answer.status);
      }
    }
    expect(await world.digest(world.ours.orgId)).toBe(before);
  });

  it('cannot sign anybody in or out', async () => {
    const cookie = cookieOf(await signIn(world.api.url, EMAIL));
    for (const headers of Object.values(foreign(world.api.url))) {
      expect((await signIn(world.api.url, EMAIL, PASSWORD, headers)).status).toBe(403);
      expect((await post(`${world.api.url}/api/v1/auth/sign-out`, cookie, {}, headers)).status).toBe(403);
    }
    expect((await fetch(`${world.api.url}/api/v1/me`, { headers: { cookie } })).status).toBe(200);
  });

  it('gets no leave from CORS', async () => {
    for (const operation of operations) {
      const path = operation.path.replaceAll(/\{\w+\}/g, crypto.randomUUID());
      const answer = await fetch(world.api.url + path, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': operation.method },
      });
      await answer.body?.cancel();
      for (const [name] of answer.headers) expect(name, operation.name).not.toMatch(/^access-control-/);
    }
  });
});

describe('sessions', () => {
  it('are new at each sign-in; the one before ends, also one that somebody else chose', async () => {
    const fixed = 'parley.session_token=chosen-by-somebody.c2lnbmF0dXJl';
    const first = cookieOf(await signIn(world.api.url, EMAIL, PASSWORD, { cookie: fixed }));
    expect(first).not.toContain('chosen-by-somebody');
    const second = cookieOf(await signIn(world.api.url, EMAIL, PASSWORD, { cookie: first }));
    expect(second).not.toBe(first);
    const status = async (cookie: string) =>
      (await fetch(`${world.api.url}/api/v1/me`, { headers: { cookie } })).status;
    expect([await status(fixed), await status(first), await status(second)]).toEqual([401, 401, 200]);
    const failed = await signIn(world.api.url, EMAIL, 'wrong password', { cookie: second });
    expect([failed.status, await status(second)]).toEqual([401, 200]);
  });

  it('are never readable to a script, and bound to this host where TLS is', async () => {
    const bodies = [
      { email: EMAIL, password: PASSWORD },
      { email: EMAIL, password: PASSWORD, rememberMe: false },
    ];
    for (const { api } of [world, secure]) {
      const https = api === secure.api;
      const lines: string[] = [];
      for (const body of bodies) {
        const url = `${api.url}/api/v1/auth/sign-in/email`;
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
        expect(answer.status).toBe(200);
        const cookies = answer.headers.getSetCookie();
        lines.push(...cookies);
        const out = await fetch(`${api.url}/api/v1/auth/sign-out`, {
          method: 'POST',
          headers: { cookie: cookieOf(answer), 'x-parley-csrf': '1' },
        });
        lines.push(...out.headers.getSetCookie());
      }
      expect(lines.length).toBeGreaterThan(4);
      for (const line of lines) {
        expect(line).toMatch(/; HttpOnly/i);
        expect(line).toMatch(/; SameSite=Lax/i);
        expect(line).toMatch(/; Path=\/(;|$)/i);
        expect(line).not.toMatch(/; Domain=/i);
        if (https) expect(line).toMatch(/^__Host-parley\.[^;]*;.*; Secure/i);
        else expect(line).toMatch(/^parley\./);
      }
    }
  });

  it('are not sent to a browser to keep: answers for a member are not cached', async () => {
    const rows = await world.ours.rows();
    for (const operation of operations.filter(({ permission }) => permission)) {
      const answer = await call(world.api.url, operation, {
        params: paramsOf(operation.path, rows),
        cookie: world.ours.cookies.OWNER,
      });
      const cache = answer.headers.get('cache-control') ?? '';
      // A stored file never changes, and is kept by this browser alone.
      expect(cache, operation.name).toMatch(STORED_FILES.has(operation.name) ? /^private/ : /no-store/);
    }
  });
});

describe('a sign-in that fails', () => {
  it('says the same in the same form for any address', async () => {
    const addresses = [EMAIL, EMAIL.toUpperCase(), 'nobody@example.com', 'nobody@nowhere.invalid'];
    const answers = await Promise.all(addresses.map(address => signIn(world.api.url, address, 'wrong password')));
    const shapes = await Promise.all(
      answers.map(async answer => ({
        status: answer.status,
        headers: [...answer.headers].filter(([name]) => !/^(x-request-id|date|ratelimit)/.test(name)),
        body: (await answer.text()).replace(/"instance":"[^"]*"/, ''),
      })),
    );
    for (const shape of shapes) expect(shape).toEqual(shapes[0]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const rounds = longForm() ? 60 : 12;
    const known: number[] = [];
    const unknown: number[] = [];
    const timed = async (address: string): Promise<number> => {
      const startedAt = performance.now();
      await (await signIn(world.api.url, address, 'wrong password')).text();
      return performance.now() - startedAt;
    };
    await timed(EMAIL);
    // One after the other, in turns: whatever else the machine does falls on both.
    for (let round = 0; round < rounds; round++) {
      known.push(await timed(EMAIL));
      unknown.push(await timed(`nobody-${round}@example.com`));
    }
    const [a, b] = [median(known), median(unknown)];
    figure('sign-in refused, median ms: known address / unknown', `${a.toFixed(1)} / ${b.toFixed(1)}`);
    // Without the hash an unknown address would be answered in a fifth of the time.
    expect(Math.min(a, b) / Math.max(a, b)).toBeGreaterThan(0.6);
  });

  it('leaves no session behind', async () => {
    const count = async () =>
      Number(
        (await world.api.db.withSystem(tx => tx.execute<{ n: string }>(sql`select count(*) as n from sessions`)))
          .rows[0]?.n,
      );
    const before = await count();
    const answer = await signIn(world.api.url, EMAIL, 'wrong password');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await count()).toBe(before);
  });
});

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
