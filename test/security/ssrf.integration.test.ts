/** No customer, document or tenant makes us reach into our own network: every spelling, at every place that opens a connection. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttpGuard, type HttpGuardOptions, RefusedAddress } from '../../adapters/http-guard/guard.ts';
import { createModelGateway } from '../../adapters/model/gateway.ts';
import { createWebsiteReader } from '../../adapters/website/reader.ts';
import { createWhatsAppCloud } from '../../adapters/whatsapp-cloud/client.ts';
import { MODEL_ROLES, type ModelRole } from '../../domain/agent/schemas.ts';
import { INNER_ADDRESSES, NAMES_LEADING_INSIDE } from './addresses.ts';
import { figure } from './figures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What must never be asked. */
let trap: Server;
let trapPort: number;
let trapped = 0;
/** What the operator configured: answers as the path says. */
let own: Server;
let ownUrl: string;
/** What the look-up of a file answers, and where `/redirect` leads. */
let target = '';
let redirectTo = '';
let asked: { url: string; authorization: string | undefined }[] = [];
/** Where connections were tried: address and port. */
let attempts: string[] = [];

const watch = (message: unknown): void => {
  (message as { socket: Socket }).socket.on('connectionAttempt', (ip: string, port: number) =>
    attempts.push(`${ip} ${port}`),
  );
};

beforeAll(async () => {
  trap = createServer((_request, response) => {
    trapped++;
    response.end('secret');
  });
  trapPort = await listen(trap);
  own = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (path.startsWith('/v24.0/'))
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: 'M', url: target }));
    else if (path === '/redirect' || path === '/v1/chat/completions')
      response
        .writeHead(307, { location: /^[\x20-\x7e]*$/.test(redirectTo) ? redirectTo : encodeURI(redirectTo) })
        .end();
    else if (path === '/bomb')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000)));
    else response.end('fine');
  });
  ownUrl = `http://127.0.0.1:${await listen(own)}`;
  subscribe('net.client.socket', watch);
});
afterAll(async () => {
  unsubscribe('net.client.socket', watch);
  for (const server of [trap, own]) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});
beforeEach(() => {
  attempts = [];
  asked = [];
});
afterEach(() => expect(trapped).toBe(0));

const listen = (server: Server): Promise<number> =>
  new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
const ADDRESSES = INNER_ADDRESSES.map((address, index) => ({ index, address }));
const at = (address: string): string => address.replaceAll('PORT', String(trapPort));
/** The trap's port is allowed, so that an address is refused for what it is. */
const guardOf = (options: HttpGuardOptions = {}) => createHttpGuard({ ports: [80, 443, trapPort], ...options });
/** Where connections were tried, besides to the operator's own server. */
const elsewhere = () => attempts.filter(attempt => attempt !== `127.0.0.1 ${new URL(ownUrl).port}`);

const models = Object.fromEntries(MODEL_ROLES.map(role => [role, 'm'])) as Record<ModelRole, string>;
const complete = (baseUrl: string, guard = guardOf()) =>
  createModelGateway({ baseUrl, guard, apiKey: 'key', models, timeoutMs: 2_000, maxAttempts: 1 }).complete({
    role: 'plan',
    schemaName: 'thing',
    schema: z.strictObject({ answer: z.string() }),
    system: 'x',
    user: 'x',
    seed: 1,
    signal: AbortSignal.timeout(5_000),
  });
const credentials = { phoneNumberId: '1', businessAccountId: '2', accessToken: 'token-of-the-number' };
const download = () =>
  createWhatsAppCloud({ graphUrl: ownUrl, apiVersion: 'v24.0', timeoutMs: 2_000 }).download(credentials, 'M');

describe('inner addresses in every spelling', () => {
  it('are at least 100, none of them twice', () => {
    expect(new Set(INNER_ADDRESSES).size).toBe(INNER_ADDRESSES.length);
    expect(INNER_ADDRESSES.length).toBeGreaterThanOrEqual(100);
    figure('spellings of inner addresses, tried at each of 9 places', INNER_ADDRESSES.length);
  });

  it.each(ADDRESSES)(
    '$index: $address is refused by the guard, when asked for and when typed in',
    async ({ address }) => {
      const guard = guardOf();
      await expect(guard.fetch(at(address))).rejects.toThrow(RefusedAddress);
      await expect(guard.check(at(address))).rejects.toThrow(RefusedAddress);
      expect(attempts).toEqual([]);
    },
  );

  it.each(ADDRESSES)('$index: $address is refused after a redirect', async ({ address }) => {
    redirectTo = at(address);
    const guard = guardOf({ operatorUrls: [ownUrl] });
    const led = await guard.fetch(`${ownUrl}/redirect`).then(
      answer => answer.url,
      (error: unknown) => error,
    );
    // A few name no host when they are read as a redirect: those stay where they came from.
    if (typeof led === 'string') expect(new URL(led).origin).toBe(ownUrl);
    else expect(led).toBeInstanceOf(RefusedAddress);
    expect(elsewhere()).toEqual([]);
  });

  it.each(ADDRESSES.slice(0, -1))('$index: $address is no address of a model', async ({ address }) => {
    await expect(complete(at(address))).rejects.toMatchObject({ name: 'ModelError' });
    expect(attempts).toEqual([]);
  });

  it.each(ADDRESSES)('$index: $address is no address of a file, and the token stays', async ({ address }) => {
    target = at(address);
    await expect(download()).rejects.toMatchObject({ name: 'MediaError' });
    target = `${ownUrl}/redirect`;
    redirectTo = at(address);
    await download().catch(error => expect(error).toMatchObject({ name: 'MediaError' }));
    expect(elsewhere()).toEqual([]);
  });
});

describe('websites that people name (A-ONB-9)', () => {
  const site = (options: HttpGuardOptions = {}) => createWebsiteReader({ guard: guardOf(options), timeoutMs: 2_000 });
  const asking = () => ({ keepFooter: false, maxBytes: 1_000_000, signal: AbortSignal.timeout(5_000) });

  it.each(ADDRESSES)('$index: $address is no page, no robots.txt and no sitemap', async ({ address }) => {
    const reader = site();
    const { signal } = asking();
    expect(await reader.page(at(address), asking())).toMatchObject({ kind: 'refused' });
    expect(await reader.sitemap(at(address), signal)).toBeNull();
    expect(await reader.robots(at(address).replace(/[\\/]$/, ''), signal)).toMatchObject({ status: 0 });
    expect(attempts).toEqual([]);
  });

  it.each(ADDRESSES)(
    '$index: $address is not followed to, from a page, a robots.txt or a sitemap',
    async ({ address }) => {
      redirectTo = at(address);
      const reader = site({ operatorUrls: [ownUrl] });
      const { signal } = asking();
      // A page's redirect is told and not followed: the crawl judges it like any link.
      expect(await reader.page(`${ownUrl}/redirect`, asking())).toMatchObject({
        kind: expect.stringMatching(/redirect|status/),
      });
      const led = await reader.sitemap(`${ownUrl}/redirect`, signal);
      expect(led ?? { pages: [], sitemaps: [] }).toEqual({ pages: [], sitemaps: [] });
      expect(elsewhere()).toEqual([]);
    },
  );
});

describe('names that lead inside', () => {
  const resolve = (name: string) =>
    Promise.resolve(
      (NAMES_LEADING_INSIDE[name] ?? []).map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

  it.each(Object.keys(NAMES_LEADING_INSIDE))('%s is refused', async name => {
    const guard = guardOf({ resolve });
    await expect(guard.fetch(`http://${name}:${trapPort}/`)).rejects.toThrow(/inner network/);
    await expect(guard.check(`http://${name}:${trapPort}/`)).rejects.toThrow(/inner network/);
    await expect(complete(`http://${name}:${trapPort}/v1`, guard)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('inner network'),
    });
    expect(attempts).toEqual([]);
  });

  it('a name that changes its mind is not reached where it leads later', async () => {
    // Public when it is judged, inner a moment later: the connection goes to what was judged, or nowhere.
    const answers = [['2d00:dead:beef::1'], ['127.0.0.1'], ['127.0.0.1']];
    let looked = 0;
    const guard = guardOf({
      resolve: () =>
        Promise.resolve((answers[looked++] ?? []).map(address => ({ address, family: address.includes(':') ? 6 : 4 }))),
    });
    const url = `http://rebind.attacker.com:${trapPort}/`;
    await expect(guard.fetch(url, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
    expect(looked).toBe(1);
    expect(attempts).toEqual([`2d00:dead:beef::1 ${trapPort}`]);
    await expect(guard.fetch(url)).rejects.toThrow(RefusedAddress);
    expect(attempts).toHaveLength(1);
  });
});

describe('what the operator configured', () => {
  it('is reached, on loopback too; its neighbours are not', async () => {
    const guard = guardOf({ operatorUrls: [`${ownUrl}/v1`] });
    expect(await (await guard.fetch(`${ownUrl}/anything`)).text()).toBe('fine');
    for (const other of [
      `http://127.0.0.1:${trapPort}/`,
      ownUrl.replace('127.0.0.1', 'localhost'),
      ownUrl.replace('http', 'https'),
    ])
      await expect(guard.fetch(other)).rejects.toThrow(RefusedAddress);
  });

  it('keeps its secrets when it redirects', async () => {
    const guard = createHttpGuard({ operatorUrls: [ownUrl] });
    redirectTo = `${ownUrl}/next`;
    const headers = { authorization: 'Bearer key' };
    await guard.fetch(`${ownUrl}/redirect`, { headers });
    expect(asked.map(one => one.authorization)).toEqual(['Bearer key', 'Bearer key']);
    const other = createServer((request, response) => response.end(String(request.headers.authorization)));
    const otherUrl = `http://127.0.0.1:${await listen(other)}`;
    redirectTo = otherUrl;
    const both = createHttpGuard({ operatorUrls: [ownUrl, otherUrl] });
    expect(await (await both.fetch(`${ownUrl}/redirect`, { headers })).text()).toBe('undefined');
    other.closeAllConnections();
    other.close();
  });

  it('a model that redirects is not followed: the prompt goes where the operator said', async () => {
    redirectTo = `http://127.0.0.1:${trapPort}/v1/chat/completions`;
    const guard = createHttpGuard({ operatorUrls: [`${ownUrl}/v1`] });
    await expect(complete(`${ownUrl}/v1`, guard)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('redirects'),
    });
    expect(elsewhere()).toEqual([]);
  });

  it('redirects in circles end', async () => {
    redirectTo = `${ownUrl}/redirect`;
    const guard = createHttpGuard({ operatorUrls: [ownUrl] });
    await expect(guard.fetch(`${ownUrl}/redirect`)).rejects.toThrow(/too often/);
    expect(asked).toHaveLength(4);
  });
});

describe('the token of a number', () => {
  it.each([
    ['another port of the same machine', () => `http://127.0.0.1:${trapPort}/file`],
    ['the same server under another name', () => ownUrl.replace('127.0.0.1', 'localhost')],
    ['a user name before the host', () => ownUrl.replace('http://', 'http://user:secret@')],
    ['an odd port of the provider', () => 'https://lookaside.fbsbx.com:8443/file'],
    ['a name that only looks like the provider’s', () => 'https://lookaside.fbsbx.com.attacker.com/file'],
    ['the provider’s name in another script', () => 'https://lookaside.fаcebook.com/file'],
    ['the provider’s name as a user', () => 'https://lookaside.fbsbx.com@attacker.com/file'],
    ['the provider without TLS', () => 'http://lookaside.fbsbx.com/file'],
  ])('does not go to %s, by the look-up or by a redirect', async (_what, address) => {
    target = address();
    await expect(download()).rejects.toMatchObject({ code: 'refused_host', retryable: false });
    target = `${ownUrl}/redirect`;
    redirectTo = address();
    await expect(download()).rejects.toMatchObject({ code: 'refused_host', retryable: false });
    expect(elsewhere()).toEqual([]);
  });
});

describe('the product', () => {
  /** Clients of our own servers on loopback, and servers, open nothing that somebody else named. */
  const ALLOWED = /^(?:(?:adapters\/http-guard|processes)\/|api\/http-server\.ts$)/;
  const OPENS = /\bglobalThis\.fetch\b(?!;)|(?<![.\w])fetch\(|\bfrom '(?:node:)?(?:https?|http2|net|tls|dgram|undici)'/;

  it('opens connections through the guard only', () => {
    const found: string[] = [];
    for (const folder of [
      'domain',
      'workflows',
      'activities',
      'adapters',
      'dispatcher',
      'api',
      'db',
      'temporal',
      'processes',
    ])
      for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
        const file = `${folder}/${name}`;
        if (!file.endsWith('.ts') || /\.test\.ts$|\/(testing|fixtures)\//.test(file) || ALLOWED.test(file)) continue;
        const code = readFileSync(join(root, file), 'utf8').replace(/import type .*;/g, '');
        if (OPENS.test(code)) found.push(file);
      }
    // The proxy to Temporal Web goes to the operator's own address.
    expect(found).toEqual([]);
  });
});
