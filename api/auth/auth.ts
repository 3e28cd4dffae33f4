/** Sign-in and sessions by better-auth (design.md section 9); this file is the only one that knows it. */
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { Logger } from '../../config/log.ts';
import type { Database, Tx } from '../../db/database.ts';
import { newId } from '../../db/ids.ts';
import { createAuthStore } from './adapter.ts';

export interface AuthOptions {
  db: Database;
  /** 32 bytes, of this installation: `keyring.derived('auth')`. Signs the session cookies. */
  secret: Buffer;
  /** https makes the cookies Secure and `__Host-`. */
  publicUrl: string;
  log: Logger;
}

export interface User {
  id: string;
  name: string;
  email: string;
}

export interface Person extends User {
  verified: boolean;
}

export interface FoundSession {
  id: string;
  token: string;
  user: User;
  /** Set-Cookie lines that must go out with the answer. */
  cookies: string[];
}

export interface Auth {
  /** Name of the session cookie: never passed on to another server. */
  cookieName: string;
  /** null when address and password do not belong together; an unknown address takes as long as a wrong password. */
  checkPassword(input: { email: string; password: string }): Promise<Person | null>;
  /** Begins a session; whatever session these headers have ends. Whoever calls has proven that it is this person. */
  startSession(input: { userId: string; remember: boolean; headers: Headers }): Promise<{ cookies: string[] }>;
  /** Ends the session of these headers, if there is one. */
  signOut(headers: Headers): Promise<{ cookies: string[] }>;
  /** @param input.refresh false leaves the session's end where it is (for looks that cannot set a cookie). */
  session(headers: Headers, input?: { refresh: boolean }): Promise<FoundSession | null>;
  /** One transaction for all look-ups inside. */
  together<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Argon2id; takes a while, so never inside a transaction. */
  hashPassword(password: string): Promise<string>;
  /** @param input.hashed by `hashPassword`. */
  setPassword(input: { userId: string; hashed: string }): Promise<void>;
  /** null when nobody has this address. */
  findPerson(email: string): Promise<Person | null>;
  /** Makes a person. Inside `together`, what it writes is part of that transaction. @param input.hashed by `hashPassword`. */
  createPerson(input: { name: string; email: string; hashed: string; verified: boolean }): Promise<string>;
  /** Makes a person with a password; id of the one who has this address already otherwise. */
  ensureUser(input: { name: string; email: string; password: string }): Promise<string>;
}

const DAY_S = 24 * 60 * 60;
/** Our own header: the address as the trusted proxies tell it. */
export const ADDRESS_HEADER = 'x-parley-address';

/** Argon2id with the parameters OWASP recommends: 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Begins a session without a password of its own: callable from here alone, no route leads to it. */
const sessionStart = {
  id: 'parley-sessions',
  endpoints: {
    startSession: createAuthEndpoint(
      { method: 'POST', body: z.object({ userId: z.string(), remember: z.boolean() }) },
      async context => {
        const { userId, remember } = context.body;
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(userId);
        if (!user) throw new Error('there is no such person');
        const session = await internalAdapter.createSession(userId, !remember);
        await setSessionCookie(context, { session, user }, !remember);
        return null;
      },
    ),
  },
};

function create({ secret, publicUrl, log }: AuthOptions, store: ReturnType<typeof createAuthStore>) {
  const secure = publicUrl.startsWith('https://');
  return betterAuth({
    baseURL: publicUrl,
    basePath: '/api/v1/auth',
    secret: secret.toString('base64url'),
    database: store.adapter,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      password: {
        hash: password => hash(password, ARGON2ID),
        verify: ({ hash: known, password }) => verify(known, password),
      },
    },
    session: { expiresIn: 30 * DAY_S, updateAge: DAY_S, cookieCache: { enabled: false } },
    plugins: [sessionStart],
    // Limits are counted by our own middleware, for all routes alike.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      log: (level, message) => {
        if (level === 'error') log.error({ auth: true }, message);
        else log.debug({ auth: true }, message);
      },
    },
    advanced: {
      // The library's own prefix is __Secure-; __Host- also binds the cookie to this very host.
      useSecureCookies: false,
      cookiePrefix: secure ? '__Host-parley' : 'parley',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => newId() },
    },
  });
}

export function createAuth(options: AuthOptions): Auth {
  const store = createAuthStore(options.db);
  const auth = create(options, store);
  const cookieName = options.publicUrl.startsWith('https://') ? '__Host-parley.session_token' : 'parley.session_token';

  const self: Auth = {
    cookieName,
    together: store.together,
    async checkPassword({ email, password }) {
      const { internalAdapter, password: passwords } = await auth.$context;
      const found = await store.together(() =>
        internalAdapter.findUserByEmail(email.toLowerCase(), { includeAccounts: true }),
      );
      const known = found?.accounts.find(account => account.providerId === 'credential')?.password;
      if (!found || !known) {
        await passwords.hash(password);
        return null;
      }
      return (await passwords.verify({ hash: known, password })) ? personOf(found.user) : null;
    },
    async startSession({ userId, remember, headers }) {
      const before = await self.session(headers, { refresh: false });
      return store.together(async () => {
        const { headers: answer } = await auth.api.startSession({
          body: { userId, remember },
          headers,
          returnHeaders: true,
        });
        // A session that was there before the proof ends here.
        if (before) await (await auth.$context).internalAdapter.deleteSession(before.token);
        return { cookies: answer.getSetCookie() };
      });
    },
    async signOut(headers) {
      const answer = await auth.api.signOut({ headers, asResponse: true });
      return { cookies: answer.headers.getSetCookie() };
    },
    async session(headers, { refresh } = { refresh: true }) {
      if (!headers.get('cookie')?.includes(`${cookieName}=`)) return null;
      const { response, headers: answer } = await store.together(() =>
        auth.api.getSession({ headers, query: { disableRefresh: !refresh }, returnHeaders: true }),
      );
      if (!response) return null;
      const { id, name, email } = response.user;
      return {
        id: response.session.id,
        token: response.session.token,
        user: { id, name, email },
        cookies: answer.getSetCookie(),
      };
    },
    hashPassword: async password => (await auth.$context).password.hash(password),
    async setPassword({ userId, hashed }) {
      await (await auth.$context).internalAdapter.updatePassword(userId, hashed);
    },
    async findPerson(email) {
      const found = await (await auth.$context).internalAdapter.findUserByEmail(email.toLowerCase());
      return found ? personOf(found.user) : null;
    },
    async createPerson({ name, email, hashed, verified }) {
      const { internalAdapter } = await auth.$context;
      return store.together(async () => {
        const fields = { name, email: email.toLowerCase(), emailVerified: verified };
        const user = await internalAdapter.createUser(fields, { method: 'seed' });
        await internalAdapter.linkAccount({
          userId: user.id,
          providerId: 'credential',
          accountId: user.id,
          password: hashed,
        });
        return user.id;
      });
    },
    async ensureUser({ name, email, password }) {
      const known = await self.findPerson(email);
      if (known) return known.id;
      return self.createPerson({ name, email, hashed: await self.hashPassword(password), verified: true });
    },
  };
  return self;
}

const personOf = (user: { id: string; name: string; email: string; emailVerified: boolean }): Person => ({
  id: user.id,
  name: user.name,
  email: user.email,
  verified: user.emailVerified,
});
