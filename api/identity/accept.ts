/** Accepting an invitation (B-WS-7): by who has its token, for the address it was sent to. */
import { audit } from '../../db/audit/queries.ts';
import { workIn } from '../../db/auth/sessions.ts';
import { type Database, sqlState } from '../../db/database.ts';
import { addMember, findInvitation, takeInvitation } from '../../db/organization/members.ts';
import { mustBeStrong } from '../account/endpoints.ts';
import { begin, type SignedIn } from '../auth/sign-in.ts';
import type { InvitationFound } from '../contracts/identity.ts';
import { ApiError, type ApiServices } from '../endpoint.ts';

type Tx = Parameters<Parameters<Database['withSystem']>[0]>[0];

const over = (): ApiError =>
  new ApiError(422, 'token_over', 'This invitation is over: it works once, for seven days.', {
    hint: 'Ask whoever invited you for a new one.',
  });

/** What the page needs to know. @throws ApiError 422 `token_over`. */
export async function lookAtInvitation(
  services: ApiServices,
  { token, headers }: { token: string; headers: Headers },
): Promise<InvitationFound> {
  const { db, auth, clock } = services;
  const found = await db.withSystem(tx => findInvitation(tx, { token, now: clock.now() }));
  if (!found) throw over();
  const session = await auth.session(headers, { refresh: false });
  const { organization, email, role } = found;
  const state = session
    ? session.user.email === email
      ? 'ready'
      : 'other'
    : (await auth.findPerson(email))
      ? 'sign_in'
      : 'new';
  return { organization, email, role, state };
}

export interface Accepting {
  token: string;
  name: string | undefined;
  password: string | undefined;
  headers: Headers;
}

/**
 * Joins. Somebody new gets an account, whose address the mail has proven; somebody known must be signed in.
 * @returns a session, for somebody new. @throws ApiError 422, 401 `sign_in_first`, 409 `other_account`.
 */
export async function acceptInvitation(services: ApiServices, input: Accepting): Promise<SignedIn | null> {
  const { token, headers } = input;
  const { db, auth, clock } = services;
  const found = await db.withSystem(tx => findInvitation(tx, { token, now: clock.now() }));
  if (!found) throw over();
  const session = await auth.session(headers, { refresh: false });
  if (session) {
    if (session.user.email !== found.email)
      throw new ApiError(409, 'other_account', `This invitation is for ${found.email}.`, {
        hint: 'Sign out, and open the link again.',
      });
    await db.withSystem(async tx => {
      const orgId = await join(services, tx, { token, userId: session.user.id });
      await workIn(tx, { sessionId: session.id, organizationId: orgId });
    });
    return null;
  }
  if (await auth.findPerson(found.email)) throw signInFirst();
  const { name, password } = input;
  if (!name || !password)
    throw new ApiError(422, 'rule', 'A new account needs a name and a password.', {
      errors: [
        ...(name ? [] : [{ path: 'body.name', message: 'Write your name.' }]),
        ...(password ? [] : [{ path: 'body.password', message: 'Write a password.' }]),
      ],
    });
  mustBeStrong(password, [found.email, name], 'password');
  const hashed = await auth.hashPassword(password);
  const userId = await auth
    .together(async tx => {
      const made = await auth.createPerson({ name, email: found.email, hashed, verified: true });
      await join(services, tx, { token, userId: made });
      return made;
    })
    .catch((error: unknown) => {
      throw sqlState(error) === '23505' ? signInFirst() : error;
    });
  return begin(services, userId, { remember: true, headers });
}

const signInFirst = (): ApiError =>
  new ApiError(401, 'sign_in_first', 'This address has an account already.', { hint: 'Sign in, and accept then.' });

async function join(
  { clock }: ApiServices,
  tx: Tx,
  { token, userId }: { token: string; userId: string },
): Promise<string> {
  const now = clock.now();
  const taken = await takeInvitation(tx, { token, now });
  if (!taken) throw over();
  const { orgId, role } = taken;
  const memberId = await addMember(tx, { orgId, userId, role, now });
  const actor = { type: 'member' as const, id: memberId };
  await audit(tx, { orgId, actor, action: 'member.joined', subjectId: memberId, payload: { role }, now });
  return orgId;
}
