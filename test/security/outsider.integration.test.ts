/** What somebody tries by hand who knows the api: slow, oversized and twice-headed requests, odd cookies, streams that outlive their session. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMember } from '../../api/auth/callers.ts';
import { cookieOf, PASSWORD, signIn } from '../../api/testing/server.ts';
import { openStream } from '../../api/testing/stream.ts';
import { useDatabase } from '../support/postgres.ts';
import { figure } from './figures.ts';
import { APP_SECRET, startWorld, type World } from './world.ts';

const database = useDatabase();
const PATIENCE = { headersMs: 500, requestMs: 1_000, checkMs: 50 };
const WITHOUT_LIMITS = { apiPerMin: 1_000_000, authPerMin: 1_000_000, publicPerMin: 1_000_000 };
let world: World;
const port = () => Number(new URL(world.api.url).port);

beforeAll(async () => {
  world = await startWorld(database.url, {
    patience: PATIENCE,
    rates: WITHOUT_LIMITS,
    events: { intervalMs: 20, pingMs: 50, recheckMs: 100 },
  });
});
afterAll(() => world?.stop());

const member = async (email: string): Promise<{ cookie: string; memberId: string }> => {
  const input = { orgId: world.ours.orgId, email, password: PASSWORD, name: 'Leaving', role: 'AGENT' as const };
  const memberId = await ensureMember(world.api.db, world.api.auth, { ...input, now: Date.now() });
  return { cookie: cookieOf(await signIn(world.api.url, email)), memberId };
};
const signatureOf = (body: string | Buffer, secret = APP_SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Headers as pairs, so that one may come twice. */
async function raw(
  method: string,
  path: string,
  headers: string[],
  body?: string | Buffer,
): Promise<{ status: number; text: string; headers: IncomingMessage['headers'] }> {
  const host = headers.includes('host') ? [] : ['host', `127.0.0.1:${port()}`];
  const framed = body === undefined || headers.includes('transfer-encoding');
  const length = framed ? [] : ['content-length', String(Buffer.byteLength(body))];
  const request = httpRequest({
    host: '127.0.0.1',
    port: port(),
    method,
    path,
    headers: [...host, ...length, ...headers],
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  // A server that has answered reads no further.
  request.on('error', () => undefined);
  request.end(body);
  const [answer] = await answered;
  let text = '';
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode ?? 0, text, headers: answer.headers };
}

describe('a client that is slow', () => {
  /** How long the server keeps a connection over which only this comes. */
  async function kept(first: string, drip: string): Promise<number> {
    const socket: Socket = connect(port(), '127.0.0.1');
    await once(socket, 'connect');
    const startedAt = performance.now();
    socket.on('error', () => undefined);
    socket.write(first);
    const timer = setInterval(() => socket.write(drip), 40);
    socket.resume();
    // `once` would reject at the reset that is wanted here.
    await new Promise(resolve => socket.once('close', resolve));
    clearInterval(timer);
    return performance.now() - startedAt;
  }

  it('is dropped while it drips headers, or a body, and keeps nobody else waiting', async () => {
    const headers = Array.from({ length: 40 }, () => kept('GET /healthz HTTP/1.1\r\nHost: x\r\n', 'x-a: b\r\n'));
    const start = 'POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const bodies = Array.from({ length: 40 }, () => kept(`${start}Content-Length: 3000000\r\n\r\n`, ' '));
    const chunks = Array.from({ length: 20 }, () => kept(`${start}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'));
    const startedAt = performance.now();
    expect((await fetch(`${world.api.url}/healthz`)).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    for (const ms of await Promise.all(headers)) expect(ms).toBeLessThan(PATIENCE.headersMs + 4_000);
    for (const ms of await Promise.all([...bodies, ...chunks])) expect(ms).toBeLessThan(PATIENCE.requestMs + 4_000);
    figure('slow connections, dropped', headers.length + bodies.length + chunks.length);
  });
});

describe('a delivery', () => {
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] });
  const post = (headers: string[], sent: string | Buffer = body) =>
    raw('POST', '/webhooks/whatsapp', ['content-type', 'application/json', ...headers], sent);
  const good = signatureOf(body);

  it('is taken with one signature, and with no second one beside it', async () => {
    expect((await post(['x-hub-signature-256', good])).status).toBe(200);
    const forged = signatureOf(body, 'not ours');
    const wrong: string[][] = [
      ['x-hub-signature-256', good, 'x-hub-signature-256', forged],
      ['x-hub-signature-256', forged, 'x-hub-signature-256', good],
      ['x-hub-signature-256', good, 'x-hub-signature-256', good],
      ['x-hub-signature-256', `${good},${forged}`],
      ['x-hub-signature-256', ''],
      ['x-hub-signature-256', 'sha256='],
      ['x-hub-signature-256', good.slice(0, -1)],
      ['x-hub-signature-256', `${good}00`],
      ['x-hub-signature-256', good.replace('sha256=', 'sha1=')],
      ['x-hub-signature-256', good.replace('sha256=', '')],
      ['x-hub-signature', good],
      ['x-hub-signature-256', signatureOf(body, '')],
      [],
    ];
    for (const headers of wrong) expect((await post(headers)).status, headers.join(' ')).toBe(401);
  });

  it('is refused when it is not what was signed, however little is changed', async () => {
    for (const changed of [`${body} `, ` ${body}`, `${body}\n`, body.replace('[]', '[{}]'), `\uFEFF${body}`, ''])
      expect((await post(['x-hub-signature-256', good], changed)).status, changed).toBe(401);
  });

  it('over 4 MB is refused though it never says how long it is, and as a bomb', async () => {
    const big = Buffer.alloc(5 * 1024 * 1024, ' ');
    const chunked = ['transfer-encoding', 'chunked', 'x-hub-signature-256', signatureOf(big)];
    expect((await post(chunked, big)).status).toBe(413);
    const packed = ['content-encoding', 'gzip', 'x-hub-signature-256', good];
    expect((await post(packed)).status).toBe(415);
  });
});

describe('a body of the api', () => {
  it('over its limit is refused though it never says how long it is', async () => {
    const rows = await world.ours.rows();
    const own = ['cookie', world.ours.cookies.OWNER, 'x-parley-csrf', '1', 'content-type', 'application/json'];
    for (const [path, size] of [
      [`/api/v1/conversations/${rows.conversations}/release`, 2],
      ['/api/v1/codec/decode', 9],
    ] as const) {
      const big = Buffer.from(`{"note":"${'x'.repeat(size * 1024 * 1024)}"}`);
      const answer = await raw('POST', path, [...own, 'transfer-encoding', 'chunked'], big);
      expect([answer.status, JSON.parse(answer.text).code], path).toEqual([413, 'too_large']);
    }
  });
});

describe('the host that a request names', () => {
  it('stands in no answer, and is no origin of ours for a page elsewhere', async () => {
    const cookie = world.ours.cookies.OWNER;
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1:1', 'x"><script>', '[::1]'])
      for (const path of ['/', '/inbox', '/api/docs', '/api/openapi.json', '/api/v1/me', '/temporal', '/login']) {
        const answer = await raw('GET', path, ['host', host, 'x-forwarded-host', host, 'cookie', cookie]);
        expect(answer.status, `${host} ${path}`).toBeLessThan(500);
        expect(answer.text + JSON.stringify(answer.headers), `${host} ${path}`).not.toContain(host);
      }
  });
});

describe('cookies', () => {
  it('beside ours neither help nor stand in for it', async () => {
    const [name = '', value = ''] = world.ours.cookies.VIEWER.split(/=(.*)/s);
    const [, other = ''] = world.theirs.cookies.OWNER.split(/=(.*)/s);
    const me = async (cookie: string) => {
      const answer = await fetch(`${world.api.url}/api/v1/me`, { headers: { cookie } });
      return answer.status === 200 ? ((await answer.json()) as { role: string }).role : answer.status;
    };
    expect(await me(`${name}=${value}`)).toBe('VIEWER');
    // Tossed in by a neighbouring host: whichever counts, it is one whole session and never a mixture.
    for (const cookie of [`${name}=x.y; ${name}=${value}`, `${name}=${value}; ${name}=x.y`])
      expect(['VIEWER', 401], cookie).toContain(await me(cookie));
    for (const cookie of [
      `${name}=${value.slice(0, 20)}${other.slice(20)}`,
      `${name}=`,
      `${name}`,
      `${name}=${'a'.repeat(4000)}`,
      `${name}=%00${value}`,
      `${name}=%E0%A4%A`,
      `__Secure-${name}=${value}`,
      `x${name}=${value}`,
      `${name.toUpperCase()}=${value}`,
      `${name}[]=${value}`,
      `${name}=${value.split('.')[0]}.`,
      `${name}=${value}x`,
    ])
      expect(await me(cookie), cookie.slice(0, 80)).toBe(401);
  });
});

describe('a session that ended', () => {
  it('gets no events, and the streams that were open end', async () => {
    const stop = {
      'a sign-out': async (cookie: string) =>
        fetch(`${world.api.url}/api/v1/auth/sign-out`, {
          method: 'POST',
          headers: { cookie, 'x-parley-csrf': '1', origin: world.api.url },
        }),
      'a membership taken away': async (_cookie: string, memberId: string) =>
        world.api.db.withOrg(world.ours.orgId, tx => tx.execute(sql`delete from members where id = ${memberId}`)),
      'another role': async (_cookie: string, memberId: string) =>
        world.api.db.withOrg(world.ours.orgId, tx =>
          tx.execute(sql`update members set role = 'VIEWER' where id = ${memberId}`),
        ),
    };
    for (const [what, end] of Object.entries(stop)) {
      const email = `${what.replaceAll(' ', '-')}@example.com`;
      const { cookie, memberId } = await member(email);
      const stream = await openStream(`${world.api.url}/api/v1/events`, cookie);
      expect(stream.status, what).toBe(200);
      await end(cookie, memberId);
      await stream.ended;
      if (what !== 'another role')
        expect([401, 403], what).toContain((await openStream(`${world.api.url}/api/v1/events`, cookie)).status);
    }
  });

  it('of somebody who belongs to no organization any more is limited like nobody', async () => {
    const limited = await startWorld(database.url, { rates: { ...WITHOUT_LIMITS, publicPerMin: 3 }, signIn: false });
    try {
      const { cookie, memberId } = await member('homeless@example.com');
      await world.api.db.withOrg(world.ours.orgId, tx => tx.execute(sql`delete from members where id = ${memberId}`));
      const statuses: number[] = [];
      for (let request = 0; request < 5; request++)
        statuses.push(
          (
            await fetch(`${limited.api.url}/api/v1/me`, {
              headers: { cookie, 'x-forwarded-for': '198.51.100.77' },
            })
          ).status,
        );
      expect(statuses).toEqual([403, 403, 403, 429, 429]);
    } finally {
      await limited.stop();
    }
  });
});
