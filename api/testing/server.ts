/** A whole api server on a fresh database, for this folder's tests. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { pino } from 'pino';
import { type Database, openDatabase } from '../../db/database.ts';
import { derivedId } from '../../db/ids.ts';
import { createKeyring, type Keyring } from '../../db/keys/keyring.ts';
import { organizations } from '../../db/organization/table.ts';
import type { Role } from '../../domain/words.ts';
import { createCodec } from '../../temporal/codec.ts';
import { type Auth, createAuth } from '../auth/auth.ts';
import { ensureMember } from '../auth/callers.ts';
import { createHttpServer, type Patience } from '../http-server.ts';
import { type ApiServerOptions, createApiServer } from '../server.ts';
import { ctaSecret } from '../webhooks/cta.ts';

export const PASSWORD = 'correct horse battery';
export const ORG = derivedId('organization', 'one');
export const OTHER_ORG = derivedId('organization', 'other');

export interface TestApi {
  url: string;
  app: Express;
  http: Server;
  db: Database;
  keyring: Keyring;
  auth: Auth;
  /** Signs a new member in. @returns the Cookie header. */
  as(role: Role, orgId?: string): Promise<string>;
  stop(): Promise<void>;
}

const never = () => Promise.reject(new Error('not part of this test'));

export type TestOptions = Partial<Omit<ApiServerOptions, 'services' | 'auth'>> & {
  services?: Partial<ApiServerOptions['services']>;
  logLevel?: string;
  /** With clients that send slowly. */
  patience?: Patience;
};

export async function startApi(databaseUrl: string, given: TestOptions = {}): Promise<TestApi> {
  const db = openDatabase({ url: databaseUrl, poolSize: 8, onError: () => undefined });
  const keyring = createKeyring(db, Buffer.alloc(32, 7));
  const log = pino({ level: given.logLevel ?? 'silent' });
  const http = createHttpServer(given.patience);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const publicUrl = given.publicUrl ?? url;
  const auth = createAuth({ db, secret: keyring.derived('auth'), publicUrl, log });
  for (const [id, slug] of [
    [ORG, 'one'],
    [OTHER_ORG, 'other'],
  ] as const)
    await db.withSystem(tx =>
      tx
        .insert(organizations)
        .values({ id, slug, name: `Organization ${slug}`, zone: 'America/New_York', currency: 'USD', createdAt: 0 })
        .onConflictDoNothing(),
    );
  const services: ApiServerOptions['services'] = {
    db,
    keyring,
    clock: { now: () => Date.now() },
    starters: {
      tell: never,
      runDue: never,
      erase: never,
      scanWebsite: never,
      importContacts: never,
      exportContacts: never,
      view: never,
    },
    codec: createCodec(keyring),
    media: { put: never, get: never, delete: never },
    log,
    websites: { check: async () => undefined },
    temporalPath: '/temporal',
    temporalNamespace: 'default',
    phoneUrl: null,
    demo: true,
    ctaSecret: (orgId, generation) => ctaSecret(keyring, orgId, generation),
    ...given.services,
  };
  const server = createApiServer({
    endpoints: [],
    uiDir: null,
    rates: { apiPerMin: 1000, authPerMin: 1000, publicPerMin: 1000 },
    trustProxy: false,
    webhooks: null,
    validateResponses: true,
    chores: false,
    ...given,
    services,
    auth,
    publicUrl,
  });
  http.on('request', server.app);
  let people = 0;
  return {
    url,
    app: server.app,
    http,
    db,
    keyring,
    auth,
    async as(role, orgId = ORG) {
      const email = `${role.toLowerCase()}-${++people}@example.com`;
      await ensureMember(db, auth, { orgId, email, password: PASSWORD, name: role, role, now: Date.now() });
      return cookieOf(await signIn(url, email));
    },
    async stop() {
      await server.close();
      http.closeAllConnections();
      http.close();
      await db.close();
    },
  };
}

export const signIn = (
  url: string,
  email: string,
  password = PASSWORD,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${url}/api/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email, password }),
  });

export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ');

/** A request that changes something, as our own pages send it. */
export const post = (
  url: string,
  cookie: string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-parley-csrf': '1',
      origin: new URL(url).origin,
      cookie,
      ...headers,
    },
    body: JSON.stringify(body),
  });
