/** Who asks: a session cookie becomes a member of an organization. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Request, RequestHandler, Response } from 'express';
import { findKey } from '../../db/apikey/queries.ts';
import { sessions } from '../../db/auth/table.ts';
import type { Database } from '../../db/database.ts';
import { newId } from '../../db/ids.ts';
import { members } from '../../db/organization/table.ts';
import { may, type Permission, rolesThatMay } from '../../domain/permission/permission.ts';
import { inScope, lesser } from '../../domain/permission/scopes.ts';
import type { Role } from '../../domain/words.ts';
import { ApiError, type Caller } from '../endpoint.ts';
import { ADDRESS_HEADER, type Auth } from './auth.ts';

interface Locals {
  caller?: Caller | null;
  /** Signed in, and a member of nothing. */
  homeless?: boolean;
  /** Sent an API key that is none. */
  wrongKey?: boolean;
}

/** null when nobody is signed in, or before `authenticate` ran. */
export const callerOf = (response: Response): Caller | null => (response.locals as Locals).caller ?? null;

/** Whether there is no session; false for a person who belongs to no organization. */
export const isNobody = (response: Response): boolean =>
  callerOf(response) === null && !(response.locals as Locals).homeless;

/** What the authentication library sees of a request: nothing but cookie, agent and address. */
export function authHeaders(request: Request): Headers {
  const headers = new Headers();
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie);
  if (request.headers['user-agent']) headers.set('user-agent', request.headers['user-agent'].slice(0, 300));
  if (request.ip) headers.set(ADDRESS_HEADER, request.ip);
  return headers;
}

/** The organization the session works in; the person's first one when it names none, or one they left. */
export async function findCaller(
  auth: Auth,
  headers: Headers,
  options = { refresh: true },
): Promise<{ caller: Caller; cookies: string[] } | 'nobody' | 'no_organization'> {
  // Most visitors without a session need no transaction to be told so.
  if (!headers.get('cookie')?.includes(`${auth.cookieName}=`)) return 'nobody';
  return auth.together(async tx => {
    const session = await auth.session(headers, options);
    if (!session) return 'nobody';
    const [member] = await tx
      .select()
      .from(members)
      .where(eq(members.userId, session.user.id))
      .orderBy(
        sql`${members.orgId} is distinct from (select ${sessions.organizationId} from ${sessions} where ${sessions.id} = ${session.id})`,
        asc(members.createdAt),
        asc(members.id),
      )
      .limit(1);
    if (!member) return 'no_organization';
    const { id: memberId, orgId, role } = member;
    const caller = { userId: session.user.id, memberId, orgId, role, sessionId: session.id };
    return { caller, cookies: session.cookies };
  });
}

const KEY = /^Bearer\s+(pl_[\w-]{20,100})$/;

const wrongKey = () =>
  new ApiError(401, 'wrong_key', 'This API key is not known, or it is over.', {
    hint: 'Make a new one in the settings, and send it as Authorization: Bearer pl_…',
  });

/** Who asks with an API key: its maker, with the lesser of both roles. */
async function findProgram(auth: Auth, authorization: string, now: number): Promise<Caller | null> {
  const key = KEY.exec(authorization)?.[1];
  const found = key ? await auth.together(tx => findKey(tx, { key, now })) : null;
  if (!found) return null;
  const { id, orgId, memberId, userId, scopes } = found;
  return { userId, memberId, orgId, role: lesser(found.role, found.makerRole), sessionId: '', key: { id, scopes } };
}

/** Finds out who asks; lets everybody through who does not claim to be somebody else. A key goes before a cookie. */
export const authenticate =
  (auth: Auth, now: () => number = Date.now): RequestHandler =>
  async (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    const locals = response.locals as Locals;
    const { authorization } = request.headers;
    if (authorization !== undefined && /^bearer/i.test(authorization)) {
      locals.caller = await findProgram(auth, authorization, now());
      // Guesses are counted by the limit in between, like requests of nobody.
      locals.wrongKey = locals.caller === null;
      return next();
    }
    const found = await findCaller(auth, authHeaders(request));
    // Refused by whoever asks for the member: the limit in between counts these requests too.
    locals.homeless = found === 'no_organization';
    if (typeof found === 'string') locals.caller = null;
    else {
      locals.caller = found.caller;
      for (const cookie of found.cookies) response.append('Set-Cookie', cookie);
    }
    next();
  };

/** The signed-in member. @throws ApiError 401 when there is none, 403 when the person belongs to no organization. */
export function memberOf(response: Response): Caller {
  const caller = callerOf(response);
  if ((response.locals as Locals).homeless)
    throw new ApiError(403, 'no_organization', 'You belong to no organization.', { hint: 'Ask for an invitation.' });
  if ((response.locals as Locals).wrongKey) throw wrongKey();
  if (!caller) throw new ApiError(401, 'not_signed_in', 'You are not signed in.', { hint: 'Sign in at /login.' });
  return caller;
}

/** The signed-in member. @throws ApiError 401 when there is none, 403 when the role may not. */
export function memberThatMay(response: Response, needs: Permission): Caller {
  const caller = memberOf(response);
  if (!may(caller.role, needs))
    throw new ApiError(403, 'role', `Your role (${caller.role}) may not ${needs.access} ${needs.area}.`, {
      hint: `These may: ${rolesThatMay(needs).join(', ')}. Ask one of them, or an administrator for another role.`,
    });
  if (caller.key && !inScope(caller.key.scopes, needs))
    throw new ApiError(403, 'scope', `This API key may not ${needs.access} ${needs.area}.`, {
      hint: 'Make a key with this scope; accounts, people and payloads are for people alone.',
    });
  return caller;
}

/** @throws ApiError 403 for a program. */
export const mustBePerson: RequestHandler = (_request, response, next) => {
  if (memberOf(response).key)
    throw new ApiError(403, 'scope', 'This is for a person who is signed in.', { hint: 'Do it in the settings.' });
  next();
};

export const mustMay =
  (needs: Permission): RequestHandler =>
  (_request, response, next) => {
    memberThatMay(response, needs);
    next();
  };

/** Makes a member with a password, once: a person, password or role that is there already is left alone. @returns the member's id. */
export async function ensureMember(
  db: Database,
  auth: Auth,
  input: { orgId: string; email: string; password: string; name: string; role: Role; now: number },
): Promise<string> {
  const userId = await auth.ensureUser(input);
  return db.withSystem(async tx => {
    await tx
      .insert(members)
      .values({ orgId: input.orgId, id: newId(), userId, role: input.role, createdAt: input.now })
      .onConflictDoNothing();
    const [member] = await tx
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.orgId, input.orgId), eq(members.userId, userId)));
    if (!member) throw new Error('the member could not be made');
    return member.id;
  });
}
