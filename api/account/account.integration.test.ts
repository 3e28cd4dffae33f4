import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/postgres.ts';
import { ensureMember } from '../auth/callers.ts';
import { codeOf, stepOf } from '../auth/totp.ts';
import { cookieOf, ORG, PASSWORD, post, signIn, startApi, type TestApi } from '../testing/server.ts';
import { accountEndpoints } from './index.ts';

const database = useDatabase();
let api: TestApi;
// The library's sessions go by the machine's own clock.
let now = Date.now();
let people = 0;

beforeAll(async () => {
  api = await startApi(database.url, { endpoints: accountEndpoints, services: { clock: { now: () => now } } });
});
afterAll(() => api?.stop());

const BASE = '/api/v1';
interface Body {
  code: string;
  errors: unknown;
  ended: number;
  uri: string;
  secret: string;
  sessions: { id: string; device: string; current: boolean }[];
  recoveryCodes: string[];
}
const send = async (method: string, path: string, cookie: string, body?: unknown) => {
  const answer = await fetch(`${api.url}${BASE}${path}`, {
    method,
    headers: { cookie, 'x-parley-csrf': '1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
};

async function person(): Promise<{ email: string; cookie: string }> {
  const email = `person-${++people}@example.com`;
  await ensureMember(api.db, api.auth, { orgId: ORG, email, password: PASSWORD, name: 'Pat', role: 'AGENT', now });
  return { email, cookie: cookieOf(await signIn(api.url, email)) };
}

const bytesOf = (base32: string): Buffer => {
  const bits = [...base32]
    .map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
};

describe('C-AUTH-2: sessions', () => {
  it('are listed with device and address, ended one by one, and all but this one at once', async () => {
    const { email, cookie } = await person();
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0';
    const second = cookieOf(await signIn(api.url, email, PASSWORD, { 'user-agent': agent }));
    const third = cookieOf(await signIn(api.url, email));
    const list = (await send('GET', '/me/sessions', cookie)).body.sessions;
    expect(list).toHaveLength(3);
    expect(list.filter(({ current }) => current)).toHaveLength(1);
    const firefox = list.find(({ device }) => device === 'Firefox on Linux');
    expect(firefox).toMatchObject({ current: false, ipAddress: expect.stringMatching(/127\.0\.0\.1/) });
    expect((await send('DELETE', `/me/sessions/${firefox?.id}`, cookie)).status).toBe(200);
    expect((await send('GET', '/me', second)).status).toBe(401);
    expect((await send('DELETE', `/me/sessions/${firefox?.id}`, cookie)).status).toBe(404);
    expect((await send('DELETE', '/me/sessions', cookie)).body).toEqual({ ended: 1 });
    expect((await send('GET', '/me', third)).status).toBe(401);
    expect((await send('GET', '/me', cookie)).status).toBe(200);
  });

  it('of somebody else are not there', async () => {
    const [mine, theirs] = [await person(), await person()];
    const list = (await send('GET', '/me/sessions', theirs.cookie)).body.sessions;
    expect((await send('DELETE', `/me/sessions/${list[0]?.id}`, mine.cookie)).status).toBe(404);
    expect((await send('GET', '/me', theirs.cookie)).status).toBe(200);
  });
});

describe('C-AUTH-1: a new password', () => {
  it('needs the old one, must be strong, and ends every other session', async () => {
    const { email, cookie } = await person();
    const elsewhere = cookieOf(await signIn(api.url, email));
    const change = (currentPassword: string, newPassword: string) =>
      send('PUT', '/me/password', cookie, { currentPassword, newPassword });
    const weak = await change(PASSWORD, 'password1!');
    expect([weak.status, weak.body.code]).toEqual([422, 'weak_password']);
    expect(weak.body.errors).toEqual([{ path: 'body.newPassword', message: expect.any(String) }]);
    expect(await change('not mine', 'a fresh set of words')).toMatchObject({
      status: 403,
      body: { code: 'wrong_password', errors: [{ path: 'body.currentPassword' }] },
    });
    expect((await send('GET', '/me', elsewhere)).status).toBe(200);
    expect(await change(PASSWORD, 'a fresh set of words')).toMatchObject({ status: 200, body: { ended: 1 } });
    expect((await send('GET', '/me', elsewhere)).status).toBe(401);
    expect((await send('GET', '/me', cookie)).status).toBe(200);
    expect((await signIn(api.url, email)).status).toBe(401);
    expect((await signIn(api.url, email, 'a fresh set of words')).status).toBe(200);
  });

  it('is not to be guessed from a session either: five wrong ones lock', async () => {
    const { cookie } = await person();
    const codes: unknown[] = [];
    for (let tried = 0; tried < 6; tried++)
      codes.push(
        (await send('PUT', '/me/password', cookie, { currentPassword: 'no', newPassword: 'a fresh set of words' })).body
          .code,
      );
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('wrong_password'));
    expect(codes[5]).toBe('locked');
  });
});

describe('C-AUTH-5: two-factor sign-in', () => {
  async function enrolled() {
    const { email, cookie } = await person();
    const begun = await send('POST', '/me/second-factor', cookie, { password: PASSWORD });
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/Parley:person-\d+%40example\.com\?secret=/);
    const secret = bytesOf(begun.body.secret);
    const confirmed = await send('POST', '/me/second-factor/confirm', cookie, { code: codeOf(secret, stepOf(now)) });
    expect(confirmed.status).toBe(200);
    return { email, cookie, secret, recoveryCodes: confirmed.body.recoveryCodes };
  }
  const challengeOf = async (email: string) => {
    const answer = await signIn(api.url, email);
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    return ((await answer.json()) as { challenge: string }).challenge;
  };
  const finish = async (challenge: string, code: string) => {
    const answer = await post(`${api.url}${BASE}/auth/sign-in/second-factor`, '', { challenge, code });
    return { status: answer.status, cookie: cookieOf(answer), code: ((await answer.json()) as { code?: string }).code };
  };

  it('is asked for at sign-in; no session begins before; a code works once; a challenge works once', async () => {
    const { email, secret } = await enrolled();
    const challenge = await challengeOf(email);
    // The code of the enrolment is spent.
    expect(await finish(challenge, codeOf(secret, stepOf(now)))).toMatchObject({ status: 403, code: 'wrong_code' });
    now += 60_000;
    const code = codeOf(secret, stepOf(now));
    const done = await finish(challenge, code);
    expect(done.status).toBe(200);
    expect((await send('GET', '/me', done.cookie)).status).toBe(200);
    expect(await finish(challenge, codeOf(secret, stepOf(now) + 1))).toMatchObject({
      status: 401,
      code: 'challenge_over',
    });
    expect(await finish(await challengeOf(email), code)).toMatchObject({ status: 403, code: 'wrong_code' });
  });

  it('of two that bring one code at once, one gets in', async () => {
    const { email, secret } = await enrolled();
    now += 60_000;
    const code = codeOf(secret, stepOf(now));
    const challenges = await Promise.all([challengeOf(email), challengeOf(email), challengeOf(email)]);
    const statuses = (await Promise.all(challenges.map(each => finish(each, code)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 403, 403]);
  });

  it('a challenge is over after ten minutes, and wrong codes lock', async () => {
    const { email, secret } = await enrolled();
    const late = await challengeOf(email);
    now += 10 * 60_000;
    expect((await finish(late, codeOf(secret, stepOf(now)))).code).toBe('challenge_over');
    const codes: unknown[] = [];
    for (let tried = 0; tried < 6; tried++) codes.push((await finish(await challengeOf(email), '000000')).code);
    expect(codes).toEqual([...Array(5).fill('wrong_code'), 'locked']);
    expect((await finish(await challengeOf(email), codeOf(secret, stepOf(now)))).code).toBe('locked');
  });

  it('a recovery code works once, however it is written', async () => {
    const { email, cookie, recoveryCodes } = await enrolled();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = ''] = recoveryCodes;
    expect((await finish(await challengeOf(email), first.toUpperCase().replace('-', ' '))).status).toBe(200);
    expect((await finish(await challengeOf(email), first)).code).toBe('wrong_code');
    const state = await send('GET', '/me/second-factor', cookie);
    expect(state.body).toMatchObject({ on: true, recoveryCodesLeft: 9 });
  });

  it('is turned off, and its codes renewed, with password and code only', async () => {
    const { email, cookie, secret, recoveryCodes } = await enrolled();
    now += 60_000;
    const codeNow = () => codeOf(secret, stepOf(now));
    expect((await send('POST', '/me/second-factor', cookie, { password: PASSWORD })).body.code).toBe(
      'second_factor_on',
    );
    const wrong = await send('POST', '/me/second-factor/off', cookie, { password: 'no', code: codeNow() });
    expect(wrong.body.code).toBe('wrong_password');
    const renewed = await send('POST', '/me/second-factor/recovery-codes', cookie, {
      password: PASSWORD,
      code: codeNow(),
    });
    expect(renewed.status).toBe(200);
    expect((await finish(await challengeOf(email), recoveryCodes[0] ?? '')).code).toBe('wrong_code');
    const [fresh = ''] = renewed.body.recoveryCodes;
    expect((await send('POST', '/me/second-factor/off', cookie, { password: PASSWORD, code: fresh })).status).toBe(200);
    expect((await send('GET', '/me/second-factor', cookie)).body).toMatchObject({ on: false });
    expect((await (await signIn(api.url, email)).json()) as object).toHaveProperty('user');
  });

  it('keeps the secret sealed, and bound to the person', async () => {
    const { secret } = await enrolled();
    const { rows } = await api.db.withSystem(tx =>
      tx.execute<{ user_id: string; secret_sealed: Buffer }>(
        'select user_id, secret_sealed from second_factors order by created_at desc',
      ),
    );
    for (const row of rows) expect(row.secret_sealed.includes(secret)).toBe(false);
    const [first, second] = rows;
    expect(() =>
      api.keyring.openOwn(`second-factor:${first?.user_id}`, second?.secret_sealed ?? Buffer.alloc(0)),
    ).toThrow();
  });
});
