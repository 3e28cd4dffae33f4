/** Signing in: counted, proven, and, where it is on, proven a second time. */
import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { auditAccount } from '../../db/audit/sign-ins.ts';
import { claimProof, LOCKOUT, proofHeld } from '../../db/auth/proofs.ts';
import { findSecondFactor } from '../../db/auth/second-factor.ts';
import { users } from '../../db/auth/table.ts';
import { findToken, issueToken, takeToken } from '../../db/auth/tokens.ts';
import { ApiError, type ApiServices } from '../endpoint.ts';
import type { Person, User } from './auth.ts';
import { locked } from './locked.ts';
import { proveSecondFactor } from './second-factor.ts';

type Services = Pick<ApiServices, 'db' | 'auth' | 'keyring' | 'clock' | 'lockout'>;

/** How long one may look for the device. */
const CHALLENGE_MS = 10 * 60_000;

export type SignedIn = { user: User; cookies: string[] };

/** One key for an address, whoever has it; the address itself stands in no table of counters. */
export const passwordKey = ({ keyring }: Pick<ApiServices, 'keyring'>, email: string): string =>
  `password:${createHmac('sha256', keyring.derived('failed-proofs')).update(email.trim().toLowerCase()).digest('hex')}`;

/**
 * Looks at a password, unless there were too many wrong ones. It takes as long, and answers the same, for an address nobody has.
 * @throws ApiError 429 `locked`. @returns null when it is wrong.
 */
export async function provePassword(
  services: Services,
  { email, password }: { email: string; password: string },
): Promise<Person | null> {
  const { db, auth, clock } = services;
  const now = clock.now();
  const key = passwordKey(services, email);
  const { refusedUntil, locks } = await db.withSystem(tx =>
    claimProof(tx, { key, now, rule: services.lockout ?? LOCKOUT }),
  );
  if (refusedUntil !== null) throw locked(refusedUntil, now);
  const person = await auth.checkPassword({ email, password });
  if (person) {
    await db.withSystem(tx => proofHeld(tx, { key }));
    return person;
  }
  const known = await auth.findPerson(email);
  await db.withSystem(async tx => {
    const userId = known?.id ?? '00000000-0000-4000-8000-000000000000';
    await auditAccount(tx, { userId, event: locks ? 'sign_in.locked' : 'sign_in.failed', now });
  });
  return null;
}

const wrong = (): ApiError =>
  new ApiError(401, 'wrong_credentials', 'E-mail and password do not belong together.', {
    hint: 'Check both and try again. After five wrong tries it takes half an hour.',
  });

/** @param unverified what is said to somebody whose address was never proven. @returns a session, or what the second step needs. @throws ApiError 401, 403, 429. */
export async function signIn(
  services: Services & Pick<ApiServices, 'mailOn'>,
  input: { email: string; password: string; remember: boolean; headers: Headers },
  unverified: (person: Person) => Promise<ApiError>,
): Promise<SignedIn | { challenge: string }> {
  const person = await provePassword(services, input);
  if (!person) throw wrong();
  if (!person.verified && services.mailOn) throw await unverified(person);
  const { remember, headers } = input;
  const now = services.clock.now();
  const challenge = await services.db.withSystem(async tx => {
    const factor = await findSecondFactor(tx, { userId: person.id });
    if (!factor?.confirmedAt) return null;
    return issueToken(tx, { kind: 'second_factor', userId: person.id, remember, expiresAt: now + CHALLENGE_MS });
  });
  return challenge === null ? begin(services, person.id, { remember, headers }) : { challenge };
}

/** The second step. @throws ApiError 401 when the first was too long ago, 403 for a wrong code, 429. */
export async function finishSignIn(
  services: Services,
  { challenge, code, headers }: { challenge: string; code: string; headers: Headers },
): Promise<SignedIn> {
  const { db, clock } = services;
  const wanted = { kind: 'second_factor', token: challenge } as const;
  const found = await db.withSystem(tx => findToken(tx, { ...wanted, now: clock.now() }));
  if (!found) throw tooLate();
  await proveSecondFactor(services, { userId: found.userId, code });
  const taken = await db.withSystem(tx => takeToken(tx, { ...wanted, now: clock.now() }));
  if (!taken) throw tooLate();
  return begin(services, taken.userId, { remember: taken.remember, headers });
}

const tooLate = (): ApiError =>
  new ApiError(401, 'challenge_over', 'This sign-in is over.', { hint: 'Begin again with e-mail and password.' });

/** Begins the session of somebody who has proven who they are. */
export async function begin(
  { auth, db, clock }: Services,
  userId: string,
  { remember, headers }: { remember: boolean; headers: Headers },
): Promise<SignedIn> {
  const { cookies } = await auth.startSession({ userId, remember, headers });
  const now = clock.now();
  const user = await db.withSystem(async tx => {
    await auditAccount(tx, { userId, event: 'sign_in.done', now });
    const [row] = await tx
      .update(users)
      .set({ lastSignInAt: now })
      .where(eq(users.id, userId))
      .returning({ id: users.id, name: users.name, email: users.email });
    return row;
  });
  if (!user) throw new Error('a person who signed in is gone');
  return { user, cookies };
}
