/**
 * The one way to an address that a person, a document or a provider's answer gave: the URL is judged, its name is looked up
 * once, every address behind it is judged, and the connection goes to exactly those (so that the name cannot change its
 * mind in between); every redirect is judged anew. Addresses of the operator's own configuration are let through.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { hostOf, refusedAddress, refusedUrl, type UrlPolicy } from './address.ts';

/** The address may not be reached, or led elsewhere than it may. Nothing was sent. `message` may be shown to a person. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
  readonly code = 'refused_address';
}

export interface ResolvedAddress {
  address: string;
  family: number;
}

export interface HttpGuardOptions extends Partial<UrlPolicy> {
  /** URLs from the operator's configuration (a simulator, a model in the own network): their origins are not judged. Never a tenant's. */
  operatorUrls?: readonly string[];
  /** Redirects that are followed, for GET and HEAD: 3 when left out. */
  maxRedirects?: number;
  /** Until a connection stands: 10 s when left out. */
  connectTimeoutMs?: number;
  /** Looks a name up; the system's way when left out. */
  resolve?: (name: string) => Promise<ResolvedAddress[]>;
}

export interface HttpGuard {
  /** As the global one, under the policy. Rejects with RefusedAddress. `redirect: 'manual'` answers the redirect itself. */
  fetch: typeof globalThis.fetch;
  /** Judges an address when it is typed in, its name looked up too; resolves to how it will be asked for. @throws RefusedAddress */
  check(address: string): Promise<URL>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

const DEFAULTS = { schemes: ['https:', 'http:'], ports: [80, 443], maxRedirects: 3, connectTimeoutMs: 10_000 };
/** What names the caller to the first host only. */
const FIRST_HOST_ONLY = ['authorization', 'cookie', 'proxy-authorization'];
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function createHttpGuard(options: HttpGuardOptions = {}): HttpGuard {
  const policy: UrlPolicy = { schemes: options.schemes ?? DEFAULTS.schemes, ports: options.ports ?? DEFAULTS.ports };
  const maxRedirects = options.maxRedirects ?? DEFAULTS.maxRedirects;
  const resolve = options.resolve ?? resolveBySystem;
  const operators = new Set((options.operatorUrls ?? []).map(address => new URL(address).origin));
  const connect = { timeout: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs };
  const open = new Agent({ connect });
  const guarded = new Agent({ connect: { ...connect, lookup: judgingLookup(resolve) } });

  /** @throws RefusedAddress */
  function judge(address: string): URL {
    const url = URL.canParse(address) ? new URL(address) : null;
    const reason = url === null ? 'it is no web address' : operators.has(url.origin) ? null : refusedUrl(url, policy);
    if (url === null || reason !== null) throw refused(reason ?? '');
    // Names with a dot at their end are the same host to DNS and another one to TLS and to servers.
    if (url.hostname.endsWith('.')) url.hostname = hostOf(url);
    return url;
  }

  async function once(url: URL, init: RequestInit): Promise<Response> {
    const dispatcher = operators.has(url.origin) ? open : guarded;
    try {
      return await globalThis.fetch(url.href, { ...init, redirect: 'manual', dispatcher } as RequestInit);
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  }

  return {
    async fetch(input, init = {}) {
      if (input instanceof Request) throw new TypeError('The guard takes an address and options, not a Request.');
      let url = judge(String(input));
      let current: RequestInit = init;
      for (let hop = 0; ; hop += 1) {
        const response = await once(url, current);
        const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
        if (location === null || init.redirect === 'manual') return response;
        await response.body?.cancel();
        const method = (init.method ?? 'GET').toUpperCase();
        if (init.redirect === 'error' || (method !== 'GET' && method !== 'HEAD'))
          throw new RefusedAddress('This address redirects to another one: give the final address.');
        if (hop >= maxRedirects) throw new RefusedAddress('This address redirects too often.');
        const next = judge(URL.canParse(location, url.href) ? new URL(location, url.href).href : location);
        if (url.protocol === 'https:' && next.protocol !== 'https:')
          throw new RefusedAddress('This address redirects from https to http.');
        if (next.origin !== url.origin) current = withoutSecrets(current);
        url = next;
      }
    },

    async check(address) {
      const url = judge(address);
      if (operators.has(url.origin)) return url;
      const host = hostOf(url);
      if (isIP(host) === 0) await judgedAddresses(host, resolve);
      return url;
    },

    close: () => Promise.all([open.close(), guarded.close()]).then(() => undefined),
  };
}

const refused = (reason: string): RefusedAddress => new RefusedAddress(`This address may not be reached: ${reason}.`);

/** Every address must be public: one inner address among them is reason enough. */
async function judgedAddresses(
  name: string,
  resolve: (name: string) => Promise<ResolvedAddress[]>,
): Promise<ResolvedAddress[]> {
  const found = await resolve(name);
  for (const { address } of found) {
    const reason = refusedAddress(address);
    if (reason !== null) throw refused(`its name leads to an inner network: ${reason}`);
  }
  return found;
}

/** Node connects to what this answers and to nothing else. */
function judgingLookup(resolve: (name: string) => Promise<ResolvedAddress[]>): LookupFunction {
  return (name, { all, family }, callback) => {
    judgedAddresses(name, resolve).then(
      found => {
        const wanted = found.filter(one => !family || family === one.family || family === `IPv${one.family}`);
        const [first] = wanted;
        if (!first)
          callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), '', 4);
        else if (all) callback(null, wanted);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 4),
    );
  };
}

const resolveBySystem = (name: string): Promise<ResolvedAddress[]> =>
  new Promise((resolve, reject) =>
    systemLookup(name, { all: true, verbatim: true }, (error, found) => (error ? reject(error) : resolve(found))),
  );

/** fetch wraps what a look-up threw. */
function refusalIn(error: unknown): RefusedAddress | null {
  for (let current = error; current instanceof Error; current = current.cause)
    if (current instanceof RefusedAddress) return current;
  return null;
}

function withoutSecrets(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  for (const name of FIRST_HOST_ONLY) headers.delete(name);
  return { ...init, headers };
}
