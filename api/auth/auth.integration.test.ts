import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/postgres.ts';
import { cookieOf, ORG, PASSWORD, post, signIn, startApi, type TestApi } from '../testing/server.ts';
import { ensureMember } from './callers.ts';

const database = useDatabase();
let api: TestApi;
const EMAIL = 'ana@example.com';

beforeAll(async () => {
  api = await startApi(database.url);
  await ensureMember(api.db, api.auth, {
    orgId: ORG,
    email: EMAIL,
    password: PASSWORD,
    name: 'Ana',
    role: 'ADMIN',
    now: 1,
  });
});
afterAll(() => api?.stop());

const me = (cookie: string) => fetch(`${api.url}/api/v1/me`, { headers: { cookie } });

describe('signing in', () => {
  it('sets an HttpOnly, SameSite=Lax cookie for 30 days and keeps the token out of the body', async () => {
    const answer = await signIn(api.url, EMAIL);
    expect(answer.status).toBe(200);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^parley\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\//i);
    expect(cookie).toMatch(/Max-Age=2592000/i);
    expect(cookie).not.toMatch(/Domain=/i);
    expect(Object.keys((await answer.json()) as object)).toEqual(['user']);
  });

  it('says who is signed in, and nobody without the cookie', async () => {
    const cookie = cookieOf(await signIn(api.url, EMAIL));
    const answer = await me(cookie);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      user: { name: 'Ana', email: EMAIL },
      organization: { id: ORG, zone: 'America/New_York' },
      role: 'ADMIN',
      temporalUrl: '/temporal',
    });
    expect((await me('')).status).toBe(401);
    expect((await me('parley.session_token=abc.def')).status).toBe(401);
  });

  it('stores an Argon2id hash, and the same member when made again', async () => {
    const again = await ensureMember(api.db, api.auth, {
      orgId: ORG,
      email: EMAIL,
      password: 'another one',
      name: 'Other',
      role: 'VIEWER',
      now: 2,
    });
    const rows = await api.db.withSystem(tx =>
      tx.execute<{ id: string; role: string; password: string; name: string }>(
        sql`select m.id, m.role, a.password, u.name from members m join users u on u.id = m.user_id join auth_accounts a on a.user_id = u.id where u.email = ${EMAIL}`,
      ),
    );
    expect(rows.rows).toHaveLength(1);
    expect(rows.rows[0]).toMatchObject({
      id: again,
      role: 'ADMIN',
      name: 'Ana',
      password: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
    });
    expect((await signIn(api.url, EMAIL)).status).toBe(200);
  });

  it('gives the same answer for a wrong password, an unknown address and what is no address', async () => {
    const answers = await Promise.all([
      signIn(api.url, EMAIL, 'wrong password'),
      signIn(api.url, 'nobody@example.com'),
      signIn(api.url, 'not an address'),
    ]);
    const bodies = await Promise.all(
      answers.map(async answer => ({ ...((await answer.json()) as object), instance: null })),
    );
    expect(answers.map(answer => answer.status)).toEqual([401, 401, 401]);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(bodies[0]).toMatchObject({ code: 'wrong_credentials' });
  });

  it('ends the session at sign-out and at a new sign-in of the same browser', async () => {
    const first = cookieOf(await signIn(api.url, EMAIL));
    const second = cookieOf(await signIn(api.url, EMAIL, PASSWORD, { cookie: first }));
    expect(second).not.toBe(first);
    expect((await me(first)).status).toBe(401);
    const out = await post(`${api.url}/api/v1/auth/sign-out`, second);
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie().join()).toMatch(/parley\.session_token=;/);
    expect((await me(second)).status).toBe(401);
  });

  it('reaches no other route of the library, and signs nobody up', async () => {
    for (const path of ['sign-up/email', 'get-session', 'list-sessions', 'change-password', 'ok']) {
      const answer = await post(`${api.url}/api/v1/auth/${path}`, '', {
        email: 'new@example.com',
        password: PASSWORD,
        name: 'New',
      });
      expect(answer.status, path).toBe(404);
    }
  });

  it('refuses a sign-in and a sign-out that come from a foreign page', async () => {
    expect((await signIn(api.url, EMAIL, PASSWORD, { origin: 'https://evil.example' })).status).toBe(403);
    const cookie = cookieOf(await signIn(api.url, EMAIL));
    expect((await post(`${api.url}/api/v1/auth/sign-out`, cookie, {}, { origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect((await me(cookie)).status).toBe(200);
  });

  it('lets each session of a person end by itself when its time is over', async () => {
    const cookie = cookieOf(await signIn(api.url, EMAIL));
    await api.db.withSystem(tx => tx.execute(sql`update sessions set expires_at = now() - interval '1 second'`));
    expect((await me(cookie)).status).toBe(401);
  });

  it('moves the end of a session that is used, at most once a day', async () => {
    const cookie = cookieOf(await signIn(api.url, EMAIL));
    expect((await me(cookie)).headers.getSetCookie()).toEqual([]);
    await api.db.withSystem(tx =>
      tx.execute(
        sql`update sessions set expires_at = now() + interval '28 days', updated_at = now() - interval '2 days'`,
      ),
    );
    const later = await me(cookie);
    expect(later.status).toBe(200);
    expect(later.headers.getSetCookie().join()).toMatch(/parley\.session_token=.*Max-Age=2592000/i);
  });
});

describe('on https', () => {
  it('binds the cookie to this host and to TLS', async () => {
    const secure = await startApi(database.url, { publicUrl: 'https://parley.example' });
    try {
      const answer = await signIn(secure.url, EMAIL);
      const [cookie = ''] = answer.headers.getSetCookie();
      expect(cookie).toMatch(/^__Host-parley\.session_token=/);
      expect(cookie).toMatch(/; Secure/i);
      expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
      const who = await fetch(`${secure.url}/api/v1/me`, { headers: { cookie: cookieOf(answer) } });
      expect(who.status).toBe(200);
    } finally {
      await secure.stop();
    }
  });
});

describe('the limit on sign-ins', () => {
  it('counts by address and says when to come back', async () => {
    // Another address: requests are counted over all servers of one record.
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const rates = { apiPerMin: 1000, authPerMin: 5, publicPerMin: 1000 };
    const limited = await startApi(database.url, { rates, trustProxy: 1 });
    try {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 5; attempt++)
        statuses.push((await signIn(limited.url, EMAIL, 'wrong', from)).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401]);
      const refused = await signIn(limited.url, EMAIL, PASSWORD, from);
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('ratelimit-policy')).toContain('"sign-in"; q=5; w=60');
    } finally {
      await limited.stop();
    }
  });
});
