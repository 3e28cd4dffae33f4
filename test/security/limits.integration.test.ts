/** B-RATE: every public route is limited, says so in the standard headers, and the limit is one for all api processes. */
import { createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMember } from '../../api/auth/callers.ts';
import { cookieOf, PASSWORD, signIn } from '../../api/testing/server.ts';
import { useDatabase } from '../support/postgres.ts';
import { figure } from './figures.ts';
import { call, type Operation, operationsOf } from './operations.ts';
import { APP_SECRET, paramsOf, startWorld, type World } from './world.ts';

const database = useDatabase();
const RATES = { apiPerMin: 30, authPerMin: 5, publicPerMin: 4 };
/** Raised by settings for what needs many sign-ins to begin with. */
const EMAIL = 'ana@example.com';
let one: World;
let two: World;
let operations: Operation[];

beforeAll(async () => {
  const many = { apiPerMin: 1_000_000, authPerMin: 1_000_000, publicPerMin: 1_000_000 };
  const first = await startWorld(database.url, { rates: many });
  const member = { orgId: first.ours.orgId, email: EMAIL, password: PASSWORD, name: 'Ana', role: 'OWNER' as const };
  await ensureMember(first.api.db, first.api.auth, { ...member, now: Date.now() });
  ({ operations } = await operationsOf(first.api.url));
  await first.stop();
  one = await startWorld(database.url, { rates: RATES, signIn: false });
  two = await startWorld(database.url, { rates: RATES, signIn: false });
});
afterAll(async () => {
  await one?.stop();
  await two?.stop();
});

let addresses = 0;
/** Nobody else in these tests comes from there. */
const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${++addresses}` });

const delivery = (secret: string, headers: Record<string, string>, world: World = one): Promise<Response> => {
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return fetch(`${world.api.url}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature, ...headers },
    body,
  });
};

describe('B-RATE-1: sign-ins', () => {
  it('are five a minute and address over two processes, right or wrong', async () => {
    const from = elsewhere();
    const statuses: number[] = [];
    for (const { api } of [one, two, one, two, one, two, one])
      statuses.push((await signIn(api.url, EMAIL, 'wrong password', from)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const right = await signIn(two.api.url, EMAIL, PASSWORD, from);
    expect(right.status).toBe(429);
    expect(right.headers.getSetCookie()).toEqual([]);
    expect((await signIn(two.api.url, EMAIL, PASSWORD, elsewhere())).status).toBe(200);
  });

  it('come from the address the trusted proxy tells, not from one that the client adds', async () => {
    const behind = `198.51.100.${++addresses}`;
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const from = { 'x-forwarded-for': `203.0.113.${attempt}, ${behind}`, 'x-real-ip': `203.0.113.${attempt}` };
      statuses.push((await signIn(one.api.url, EMAIL, 'wrong password', from)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('count a whole /64 of IPv6 as one address', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const from = { 'x-forwarded-for': `2001:db8:1:2::${attempt + 1}` };
      statuses.push((await signIn(one.api.url, EMAIL, 'wrong password', from)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('B-RATE-2: every route', () => {
  it('says its limit and what is left, to nobody and to a member', async () => {
    const cookie = cookieOf(await signIn(one.api.url, EMAIL, PASSWORD, elsewhere()));
    const rows = await one.ours.rows();
    for (const operation of operations) {
      if (operation.name === 'POST /webhooks/whatsapp') continue;
      for (const who of [{}, { cookie }]) {
        const answer = await call(one.api.url, operation, {
          params: paramsOf(operation.path, rows),
          headers: elsewhere(),
          ...who,
        });
        expect(answer.headers.get('ratelimit-policy'), operation.name).toMatch(/^"[\w-]+"; q=\d+; w=60/);
        expect(answer.headers.get('ratelimit'), operation.name).toMatch(/^"[\w-]+"; r=\d+; t=\d+/);
      }
    }
  });

  it('refuses who asks too often, over two processes, and says when to come back', async () => {
    const rows = await one.ours.rows();
    let refused = 0;
    for (const operation of operations) {
      if (operation.name === 'POST /webhooks/whatsapp') continue;
      const headers = elsewhere();
      const ask = (world: World) => call(world.api.url, operation, { params: paramsOf(operation.path, rows), headers });
      // Probes and pages have ten times as much, and a process of their own to count them.
      const most = Math.max(RATES.authPerMin, RATES.publicPerMin * 10);
      let last = await ask(one);
      for (let request = 0; request < most * 2 && last.status !== 429; request++)
        last = await ask(request % 2 === 0 ? two : one);
      expect([last.status, last.code], operation.name).toEqual([429, 'rate_limited']);
      expect(Number(last.headers.get('retry-after')), operation.name).toBeGreaterThan(0);
      expect(Number(last.headers.get('retry-after')), operation.name).toBeLessThanOrEqual(60);
      refused++;
    }
    figure('public routes that refuse who asks too often', refused);
  });

  it('counts a member, not their address, once for both processes', async () => {
    const cookie = cookieOf(await signIn(one.api.url, EMAIL, PASSWORD, elsewhere()));
    await one.api.db.withSystem(tx => tx.execute(sql`delete from request_windows where key like 'member:%'`));
    const fresh = { one: await again(), two: await again() };
    try {
      const statuses: number[] = [];
      for (let request = 0; request < 40; request++) {
        const { api } = request % 2 === 0 ? fresh.one : fresh.two;
        statuses.push((await fetch(`${api.url}/api/v1/me`, { headers: { cookie, ...elsewhere() } })).status);
      }
      expect(statuses.filter(status => status === 200)).toHaveLength(RATES.apiPerMin);
      expect(statuses.slice(RATES.apiPerMin)).toEqual(Array(10).fill(429));
    } finally {
      await fresh.one.stop();
      await fresh.two.stop();
    }
  });

  it('limits what nobody serves too', async () => {
    for (const path of ['/api/v1/nothing', '/nothing.js', '/api/docs', '/api/openapi.json']) {
      const headers = elsewhere();
      const statuses: number[] = [];
      for (let request = 0; request <= RATES.publicPerMin; request++)
        statuses.push((await fetch(one.api.url + path, { headers })).status);
      expect(statuses.at(-1), path).toBe(429);
    }
  });
});

describe('webhooks', () => {
  it('are never refused for their number when they are signed, also from an address that forges', async () => {
    const from = elsewhere();
    const forged: number[] = [];
    for (let request = 0; request <= RATES.publicPerMin; request++)
      forged.push((await delivery('not our secret', from)).status);
    expect(forged).toEqual([401, 401, 401, 401, 429]);
    const late = await delivery('not our secret', from);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    const signed = await Promise.all(Array.from({ length: 100 }, () => delivery(APP_SECRET, from)));
    expect(new Set(signed.map(({ status }) => status))).toEqual(new Set([200]));
    for (const answer of signed) expect(answer.headers.get('ratelimit')).toBeNull();
    figure('signed deliveries beyond every limit, taken', signed.length);
  });

  it('limit who guesses the verify token', async () => {
    const headers = elsewhere();
    const url = `${one.api.url}/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=`;
    const statuses: number[] = [];
    for (let guess = 0; guess <= RATES.publicPerMin; guess++)
      statuses.push((await fetch(url + guess, { headers })).status);
    expect(statuses).toEqual([403, 403, 403, 403, 429]);
  });
});

const again = () => startWorld(database.url, { rates: RATES, signIn: false });
