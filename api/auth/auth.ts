/** Sign-in and sessions by better-auth (design.md section 9); this file is the only one that knows it. */
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
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

export interface FoundSession {
  token: string;
  user: User;
  /** Set-Cookie lines that must go out with the answer. */
  cookies: string[];
}

export interface Auth {
  /** Name of the session cookie: never passed on to another server. */
  cookieName: string;
  /** null when address and password do not belong together; an unknown address takes as long as a wrong password. */
  signIn(input: {
    email: string;
    password: string;
    remember: boolean;
    headers: Headers;
  }): Promise<{ user: User; cookies: string[] } | null>;
  /** Ends the session of these headers, if there is one. */
  signOut(headers: Headers): Promise<{ cookies: string[] }>;
  /** @param input.refresh false leaves the session's end where it is (for looks that cannot set a cookie). */
  session(headers: Headers, input?: { refresh: boolean }): Promise<FoundSession | null>;
  /** One transaction for all look-ups inside. */
  together<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Makes a person with a password; id of the one who has this address already otherwise. */
  ensureUser(input: { name: string; email: string; password: string }): Promise<string>;
}

const DAY_S = 24 * 60 * 60;
/** Our own header: the address as the trusted proxies tell it. */
export const ADDRESS_HEADER = 'x-parley-address';

/** Argon2id with the parameters OWASP recommends: 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

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
    async signIn({ email, password, remember, headers }) {
      const before = await self.session(headers, { refresh: false });
      const answer = await auth.api.signInEmail({
        body: { email, password, rememberMe: remember },
        headers,
        asResponse: true,
      });
      if (answer.status === 401 || answer.status === 400) return null;
      if (!answer.ok) throw new Error(`the authentication library answered ${answer.status}`);
      // A session that was there before the password was proven ends here.
      if (before) await (await auth.$context).internalAdapter.deleteSession(before.token);
      const { user } = (await answer.json()) as { user: User };
      return { user: { id: user.id, name: user.name, email: user.email }, cookies: answer.headers.getSetCookie() };
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
      return { token: response.session.token, user: { id, name, email }, cookies: answer.getSetCookie() };
    },
    async ensureUser({ name, email, password }) {
      const { internalAdapter, password: passwords } = await auth.$context;
      const address = email.toLowerCase();
      const known = await internalAdapter.findUserByEmail(address);
      if (known) return known.user.id;
      const hashed = await passwords.hash(password);
      return store.together(async () => {
        const user = await internalAdapter.createUser(
          { name, email: address, emailVerified: true },
          { method: 'seed' },
        );
        await internalAdapter.linkAccount({
          userId: user.id,
          providerId: 'credential',
          accountId: user.id,
          password: hashed,
        });
        return user.id;
      });
    },
  };
  return self;
}
