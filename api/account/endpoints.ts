/** One's own name, password and sessions (C-AUTH-2, B-API-29). */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { auditAccount } from '../../db/audit/sign-ins.ts';
import { endSession, endSessions, sessionsOf } from '../../db/auth/sessions.ts';
import { users } from '../../db/auth/table.ts';
import { endTokens } from '../../db/auth/tokens.ts';
import { deviceOf } from '../../domain/identity/device.ts';
import { passwordProblem } from '../../domain/identity/password.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { provePassword } from '../auth/sign-in.ts';
import { changeNameSchema, changePasswordSchema, endedSchema, sessionsSchema } from '../contracts/account.ts';
import { id, okSchema } from '../contracts/common.ts';
import { ApiError, type ApiServices, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Account';
const none = z.strictObject({});

export const LOCKED_ERROR = { status: 429, code: 'locked', when: 'there were too many wrong tries' };
export const WRONG_PASSWORD = { status: 403, code: 'wrong_password', when: 'the password is not right' };

/** Who asks, by what only they know. @throws ApiError 403 `wrong_password`, 429 `locked`. */
export async function mustKnowPassword(
  services: ApiServices,
  caller: Caller,
  { field, password }: { field: string; password: string },
): Promise<{ name: string; email: string }> {
  const user = await personOf(services, caller);
  if (!(await provePassword(services, { email: user.email, password })))
    throw new ApiError(403, 'wrong_password', 'This is not your password.', {
      errors: [{ path: `body.${field}`, message: 'is not your password' }],
    });
  return user;
}

async function personOf({ db }: ApiServices, { userId }: Caller): Promise<{ name: string; email: string }> {
  const [user] = await db.withSystem(tx =>
    tx.select({ name: users.name, email: users.email }).from(users).where(eq(users.id, userId)),
  );
  if (!user) throw notFound('person');
  return user;
}

/** @throws ApiError 422 naming the field, with what to do. */
export function mustBeStrong(password: string, about: string[], field = 'newPassword'): void {
  const problem = passwordProblem(password, about);
  if (problem !== null)
    throw new ApiError(422, 'weak_password', problem, { errors: [{ path: `body.${field}`, message: problem }] });
}

export const WEAK_PASSWORD = { status: 422, code: 'weak_password', when: 'the new password is guessed too easily' };

export const changeNameEndpoint = defineEndpoint({
  method: 'patch',
  path: '/me',
  summary: "Change one's own name",
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: changeNameSchema,
  response: okSchema,
  errors: [],
  handle: async ({ body: { name }, caller, services }) => {
    const now = services.clock.now();
    await services.db.withSystem(async tx => {
      await tx
        .update(users)
        .set({ name, updatedAt: new Date(now) })
        .where(eq(users.id, caller.userId));
      await auditAccount(tx, { userId: caller.userId, event: 'name.changed', now });
    });
    return { ok: true as const };
  },
});

export const changePasswordEndpoint = defineEndpoint({
  method: 'put',
  path: '/me/password',
  summary: "Change one's own password; all other sessions end",
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: changePasswordSchema,
  response: endedSchema,
  errors: [WRONG_PASSWORD, WEAK_PASSWORD, LOCKED_ERROR],
  handle: async ({ body, caller, services }) => {
    const { auth, clock } = services;
    const { userId } = caller;
    const { name, email } = await personOf(services, caller);
    mustBeStrong(body.newPassword, [name, email]);
    await mustKnowPassword(services, caller, { field: 'currentPassword', password: body.currentPassword });
    const hashed = await auth.hashPassword(body.newPassword);
    const ended = await auth.together(async tx => {
      await auth.setPassword({ userId, hashed });
      await endTokens(tx, { userId, kind: 'reset' });
      await endTokens(tx, { userId, kind: 'second_factor' });
      await auditAccount(tx, { userId, event: 'password.changed', now: clock.now() });
      return endSessions(tx, { userId, except: caller.sessionId });
    });
    return { ended };
  },
});

export const sessionsEndpoint = defineEndpoint({
  method: 'get',
  path: '/me/sessions',
  summary: 'Where one is signed in; the newest use first',
  tag,
  needs: read('self'),
  params: none,
  query: none,
  body: z.undefined(),
  response: sessionsSchema,
  errors: [],
  handle: async ({ caller, services: { db, clock } }) => {
    const rows = await db.withSystem(tx => sessionsOf(tx, { userId: caller.userId, now: clock.now() }));
    return {
      sessions: rows.map(row => ({
        id: row.id,
        current: row.id === caller.sessionId,
        device: deviceOf(row.userAgent),
        ipAddress: row.ipAddress,
        createdAt: iso(row.createdAt),
        usedAt: iso(row.usedAt),
        expiresAt: iso(row.expiresAt),
      })),
    };
  },
});

export const endSessionEndpoint = defineEndpoint({
  method: 'delete',
  path: '/me/sessions/:id',
  summary: "End one of one's own sessions at once",
  tag,
  needs: write('self'),
  params: z.strictObject({ id }),
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such session' }],
  handle: async ({ params, caller: { userId }, services: { db, clock } }) => {
    await db.withSystem(async tx => {
      if (!(await endSession(tx, { userId, id: params.id }))) throw notFound('session');
      await auditAccount(tx, { userId, event: 'session.ended', now: clock.now() });
    });
    return { ok: true as const };
  },
});

export const endOtherSessionsEndpoint = defineEndpoint({
  method: 'delete',
  path: '/me/sessions',
  summary: "End all of one's own sessions besides this one",
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: none.optional(),
  response: endedSchema,
  errors: [],
  handle: async ({ caller: { userId, sessionId }, services: { db, clock } }) => ({
    ended: await db.withSystem(async tx => {
      const ended = await endSessions(tx, { userId, except: sessionId });
      if (ended > 0) await auditAccount(tx, { userId, event: 'session.ended', payload: { ended }, now: clock.now() });
      return ended;
    }),
  }),
});
