/** Whatever is answered, a browser is told what it may do with it; what stands behind the proxy cannot loosen that. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../api/endpoints.ts';
import { streams } from '../../api/streams.ts';
import { OTHER_ORG, startApi, type TestApi } from '../../api/testing/server.ts';
import { useDatabase } from '../support/postgres.ts';

const database = useDatabase();
const uiDir = fileURLToPath(new URL('../../admin-ui', import.meta.url));
let api: TestApi;
let admin: string;
let web: Server;

/** What Temporal Web might say, were it old, misled or not ours. */
const LOOSE = {
  'Content-Security-Policy': "default-src * 'unsafe-eval'",
  'Content-Security-Policy-Report-Only': 'default-src *; report-uri https://attacker.example',
  'X-Frame-Options': 'ALLOWALL',
  'X-Content-Type-Options': 'none',
  'Access-Control-Allow-Origin': 'https://attacker.example',
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Expose-Headers': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Strict-Transport-Security': 'max-age=0',
  'Referrer-Policy': 'unsafe-url',
  'Permissions-Policy': 'camera=*',
  'Clear-Site-Data': '"*"',
  Refresh: '0;url=https://attacker.example',
  'Service-Worker-Allowed': '/',
  Server: 'web/1.2.3',
  'X-Powered-By': 'web',
};

beforeAll(async () => {
  web = createServer((_request, response) => {
    for (const [name, value] of Object.entries(LOOSE)) response.setHeader(name, value);
    response.setHeader('Set-Cookie', [
      '_csrf=abc; Path=/',
      `${api.auth.cookieName}=stolen; Path=/`,
      'other=1; Path=/; Domain=example.com',
    ]);
    response.setHeader('Content-Type', 'text/html').end('<p>temporal web</p>');
  });
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve));
  api = await startApi(database.url, {
    endpoints,
    streams,
    uiDir,
    temporalWebUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
  });
  admin = await api.as('ADMIN');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('delete from organizations where id = $1', [OTHER_ORG]);
  await client.end();
});
afterAll(async () => {
  await api?.stop();
  web?.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, { redirect: 'manual', headers: { cookie: admin, ...headers } });
/** Directives by name. */
const policyOf = (answer: Response): Map<string, string> =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '').split(';').map(part => {
      const [name = '', ...rest] = part.trim().split(' ');
      return [name, rest.join(' ')];
    }),
  );

const PAGES = [
  '/',
  '/inbox',
  '/login?next=//attacker.example',
  '/api/docs',
  '/api/docs/page.js',
  '/api/docs/page.css',
  '/api/openapi.json',
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/v1/me',
  '/api/v1/conversations',
  '/api/v1/nothing',
  '/api/v1/media/00000000-0000-4000-8000-000000000000',
  '/nothing.png',
  '/%',
  '/..%2f..%2fetc/passwd',
  '/webhooks/whatsapp',
];

describe('every answer', () => {
  it.each(PAGES)('%s is framed by nobody, sniffed by nobody, and runs nothing but our own files', async path => {
    const answer = await get(path);
    const policy = policyOf(answer);
    expect(policy.get('default-src')).toBe("'self'");
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('style-src')).toBe("'self'");
    expect(policy.get('script-src-attr')).toBe("'none'");
    for (const name of ['object-src', 'frame-src', 'frame-ancestors', 'base-uri'])
      expect(policy.get(name)).toBe("'none'");
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(answer.headers.get('permissions-policy')).toContain('camera=()');
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect([...answer.headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([]);
    // What is somebody's own is kept by no cache between.
    if (path.startsWith('/api/v1/')) expect(answer.headers.get('cache-control')).toMatch(/no-store|private/);
  });

  it('our own pages have no script, style or handler inside them', async () => {
    for (const path of ['/', '/api/docs']) {
      const page = await (await get(path)).text();
      expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:/i);
    }
  });
});

describe('Temporal Web behind the proxy', () => {
  it('cannot loosen what a browser may do, nor touch our session', async () => {
    const answer = await get('/temporal/namespaces/default/workflows', { accept: 'text/html' });
    expect(answer.status).toBe(200);
    const policy = policyOf(answer);
    expect(policy.get('default-src')).toBe("'self'");
    for (const name of ['object-src', 'frame-ancestors']) expect(policy.get(name)).toBe("'none'");
    for (const name of ['connect-src', 'form-action', 'base-uri']) expect(policy.get(name)).toBe("'self'");
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    for (const name of [
      'content-security-policy-report-only',
      'clear-site-data',
      'refresh',
      'service-worker-allowed',
      'x-powered-by',
      'server',
      'strict-transport-security',
    ])
      expect(answer.headers.get(name), name).toBeNull();
    expect([...answer.headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([]);
    expect(answer.headers.get('permissions-policy')).toContain('camera=()');
    expect(answer.headers.getSetCookie().join(' ')).toContain('_csrf=abc');
    expect(answer.headers.getSetCookie().join(' ')).not.toMatch(/stolen|Domain/i);
  });
});
