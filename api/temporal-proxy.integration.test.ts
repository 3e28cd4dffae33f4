import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../test/support/postgres.ts';
import { OTHER_ORG, startApi, type TestApi } from './testing/server.ts';

const database = useDatabase();
let web: Server;
let api: TestApi;
let admin: string;
const seen: {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}[] = [];

/** What the web server says of its own answers. */
let policy = 'default-src *';

beforeAll(async () => {
  web = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.setHeader('Set-Cookie', '_csrf=abc; Path=/');
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    response.end('temporal web');
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  api = await startApi(database.url, {
    temporalWebUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}/temporal`,
  });
  admin = await api.as('ADMIN');
  await leaveOneOrganization();
});
afterAll(async () => {
  await api?.stop();
  web?.close();
});

/** What the test server makes besides the first one; no role of Parley may delete an organization. */
async function leaveOneOrganization(): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('delete from organizations where id = $1', [OTHER_ORG]);
  await client.end();
}

const open = (path: string, cookie: string, init: RequestInit = {}) =>
  fetch(`${api.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { cookie, ...(init.headers as Record<string, string> | undefined) },
  });

describe('Temporal Web below /temporal', () => {
  it('is passed on whole for administrators, without their session', async () => {
    const answer = await open('/temporal/namespaces/default?query=x', `${admin}; _csrf=abc`);
    expect(await answer.text()).toBe('temporal web');
    expect(seen.at(-1)).toMatchObject({ method: 'GET', url: '/temporal/namespaces/default?query=x' });
    expect(seen.at(-1)?.headers.cookie).toBe('_csrf=abc');
    expect(answer.headers.getSetCookie()).toEqual(['_csrf=abc; Path=/']);
    await open('/temporal', admin);
    expect(seen.at(-1)).toMatchObject({ url: '/temporal' });
    expect(seen.at(-1)?.headers.cookie).toBeUndefined();
  });

  it('has its own policy, which holds for it alone', async () => {
    const policy = (await open('/temporal', admin)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self' 'unsafe-inline'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect((await open('/temporal', admin)).headers.get('x-frame-options')).toBe('DENY');
    expect((await open('/temporalities', admin)).headers.get('content-security-policy')).not.toContain('unsafe-inline');
  });

  it('shows summaries and details in frames of its own page, asked for outside the public path, and nothing runs in them', async () => {
    const strict = "default-src 'none'; style-src 'nonce-1'; frame-ancestors 'self'; sandbox allow-same-origin";
    for (const [said, stands] of [
      [strict, strict],
      [`${strict} allow-scripts`, "default-src 'none';frame-ancestors 'self';form-action 'none';sandbox"],
      ['default-src *', "default-src 'none';frame-ancestors 'self';form-action 'none';sandbox"],
    ] as const) {
      policy = said;
      const answer = await open('/render?content=%2A%2Ax%2A%2A&theme=light', admin);
      expect(seen.at(-1)).toMatchObject({ url: '/temporal/temporal/render?content=%2A%2Ax%2A%2A&theme=light' });
      expect(answer.headers.get('content-security-policy')).toBe(stands);
      expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    }
    policy = 'default-src *';
    const before = seen.length;
    expect((await open('/render?content=x', '', { headers: { accept: 'application/json' } })).status).toBe(401);
    expect((await open('/render?content=x', await api.as('VIEWER'))).status).toBe(403);
    expect(seen.length).toBe(before);
  });

  it('leads who is not signed in to the login, and refuses lesser roles', async () => {
    const before = seen.length;
    const visitor = await open('/temporal/namespaces?a=1', '', { headers: { accept: 'text/html' } });
    expect(visitor.status).toBe(302);
    expect(visitor.headers.get('location')).toBe('/login?next=%2Ftemporal%2Fnamespaces%3Fa%3D1');
    expect((await open('/temporal/api/v1/settings', '', { headers: { accept: 'application/json' } })).status).toBe(401);
    expect((await open('/temporal', await api.as('MANAGER'))).status).toBe(403);
    expect((await open('/temporal/_app/x.js', '')).status).toBe(401);
    expect((await open('/temporal/_app/x.js', await api.as('VIEWER'))).status).toBe(403);
    expect(seen.length).toBe(before);
  });

  it('takes what changes something from its own pages only, and passes the body on', async () => {
    const terminate = (headers: Record<string, string>) =>
      open('/temporal/api/v1/terminate', admin, {
        method: 'POST',
        body: '{"reason":"x"}',
        headers: { 'content-type': 'application/json', ...headers },
      });
    const before = seen.length;
    expect((await terminate({ origin: 'https://evil.example' })).status).toBe(403);
    expect(seen.length).toBe(before);
    expect((await terminate({ origin: api.url })).status).toBe(200);
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: '{"reason":"x"}' });
  });

  it('says so when Temporal Web is away', async () => {
    const alone = await startApi(database.url, { temporalWebUrl: 'http://127.0.0.1:1' });
    await leaveOneOrganization();
    try {
      const answer = await fetch(`${alone.url}/temporal`, { headers: { cookie: await alone.as('OWNER') } });
      expect(answer.status).toBe(502);
      expect(await answer.json()).toMatchObject({ code: 'temporal_web_away' });
    } finally {
      await alone.stop();
    }
  });

  it("is nobody's here while there are several organizations, because it shows and ends the workflows of all", async () => {
    const several = await startApi(database.url, {
      temporalWebUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    });
    try {
      const before = seen.length;
      for (const role of ['ADMIN', 'OWNER'] as const) {
        const answer = await fetch(`${several.url}/temporal/api/v1/namespaces`, {
          headers: { cookie: await several.as(role) },
        });
        expect(answer.status).toBe(403);
        const problem = (await answer.json()) as { code: string; hint: string };
        expect(problem.code).toBe('operator_only');
        expect(problem.hint).toBeTruthy();
      }
      expect(seen.length).toBe(before);
    } finally {
      await several.stop();
      await leaveOneOrganization();
    }
  });
});
