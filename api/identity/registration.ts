/** Signing up, proving an address, and a forgotten password. Nothing here tells whether an address is known. */
import { eq } from 'drizzle-orm';
import { auditAccount } from '../../db/audit/sign-ins.ts';
import { proofHeld } from '../../db/auth/proofs.ts';
import { findSecondFactor } from '../../db/auth/second-factor.ts';
import { endSessions } from '../../db/auth/sessions.ts';
import { users } from '../../db/auth/table.ts';
import { endTokens, findToken, issueToken, takeToken } from '../../db/auth/tokens.ts';
import { type Database, sqlState } from '../../db/database.ts';
import { createOrganization, type NewOrganization } from '../../db/organization/create.ts';
import { knownMail, passwordChangedMail, resetMail, verifyMail } from '../../domain/mail/mails.ts';
import { mustBeStrong } from '../account/endpoints.ts';
import type { Person } from '../auth/auth.ts';
import { begin, passwordKey, type SignedIn } from '../auth/sign-in.ts';
import { ApiError, type ApiServices } from '../endpoint.ts';
import { linkTo, sendMail } from './mail.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNIQUE_VIOLATION = '23505';

const tokenOver = (): ApiError =>
  new ApiError(422, 'token_over', 'This link is over: it works once, and not for ever.', {
    hint: 'Ask for a new one.',
  });

export interface Registration extends NewOrganization {
  personName: string;
  email: string;
  password: string;
}

/** Makes person and organization; or, for an address that is known, tells its owner. The answer is the same. */
export async function register(services: ApiServices, input: Registration): Promise<{ verify: boolean }> {
  const { auth, clock, mailOn = false } = services;
  const { email, password, personName: name, ...organization } = input;
  mustBeStrong(password, [email, name], 'password');
  // Also for an address that is known: the answer takes as long.
  const hashed = await auth.hashPassword(password);
  const known = await auth.findPerson(email);
  if (known) return registeredAlready(services, known);
  try {
    await auth.together(async tx => {
      const userId = await auth.createPerson({ name, email, hashed, verified: !mailOn });
      await createOrganization(tx, { ...organization, ownerId: userId, now: clock.now() });
      if (mailOn) await mailVerification(services, tx, { id: userId, name, email });
    });
  } catch (error) {
    // Two at once: the other one was first.
    const first = sqlState(error) === UNIQUE_VIOLATION ? await auth.findPerson(email) : null;
    if (!first) throw error;
    return registeredAlready(services, first);
  }
  return { verify: mailOn };
}

async function registeredAlready(services: ApiServices, person: Person): Promise<{ verify: boolean }> {
  if (!services.mailOn)
    throw new ApiError(409, 'email_taken', 'This address has an account already.', {
      hint: 'Sign in with it.',
      errors: [{ path: 'body.email', message: 'has an account already: sign in with it' }],
    });
  await services.db.withSystem(async tx => {
    if (!person.verified) return mailVerification(services, tx, person);
    const mail = knownMail({ link: linkTo(services, 'login') });
    await sendMail(tx, services, { kind: 'known', to: person.email, mail, validMs: DAY_MS });
  });
  return { verify: true };
}

type Tx = Parameters<Parameters<Database['withSystem']>[0]>[0];

export async function mailVerification(
  services: ApiServices,
  tx: Tx,
  { id, name, email }: { id: string; name: string; email: string },
): Promise<void> {
  const token = await issueToken(tx, { kind: 'verify', userId: id, expiresAt: services.clock.now() + DAY_MS });
  const mail = verifyMail({ name, link: linkTo(services, 'verify', token) });
  await sendMail(tx, services, { kind: 'verify', to: email, mail, validMs: DAY_MS });
}

/** @returns a session, unless a second factor is asked for. @throws ApiError 422 `token_over`. */
export async function verifyEmail(
  services: ApiServices,
  { token, headers }: { token: string; headers: Headers },
): Promise<SignedIn | null> {
  const { db, clock } = services;
  const now = clock.now();
  const { userId, factor } = await db.withSystem(async tx => {
    const found = await takeToken(tx, { kind: 'verify', token, now });
    if (!found) throw tokenOver();
    await tx.update(users).set({ emailVerified: true }).where(eq(users.id, found.userId));
    await auditAccount(tx, { userId: found.userId, event: 'email.verified', now });
    return { userId: found.userId, factor: await findSecondFactor(tx, { userId: found.userId }) };
  });
  return factor?.confirmedAt ? null : begin(services, userId, { remember: true, headers });
}

/** How long the answer takes at least: what a known address costs more is hidden in it. */
const ANSWER_MS = 250;

export async function forgotPassword(services: ApiServices, { email }: { email: string }): Promise<void> {
  const { db, auth, clock } = services;
  const patience = new Promise(resolve => setTimeout(resolve, ANSWER_MS));
  const person = await auth.findPerson(email);
  if (person && services.mailOn)
    await db.withSystem(async tx => {
      const now = clock.now();
      const token = await issueToken(tx, { kind: 'reset', userId: person.id, expiresAt: now + HOUR_MS });
      const mail = resetMail({ link: linkTo(services, 'reset', token) });
      await sendMail(tx, services, { kind: 'reset', to: person.email, mail, validMs: HOUR_MS });
      await auditAccount(tx, { userId: person.id, event: 'password.reset_asked', now });
    });
  await patience;
}

/** Sets the password, ends every session and the lock, and tells the person. @throws ApiError 422. */
export async function resetPassword(
  services: ApiServices,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const { db, auth, clock } = services;
  const now = clock.now();
  const person = await db.withSystem(async tx => {
    const found = await findToken(tx, { kind: 'reset', token, now });
    if (!found) throw tokenOver();
    const [row] = await tx
      .select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, found.userId));
    return row;
  });
  if (!person) throw tokenOver();
  // Before the token is spent: a weak one may be tried again.
  mustBeStrong(password, [person.email, person.name], 'password');
  const hashed = await auth.hashPassword(password);
  const { id: userId, email } = person;
  await auth.together(async tx => {
    if (!(await takeToken(tx, { kind: 'reset', token, now }))) throw tokenOver();
    await auth.setPassword({ userId, hashed });
    // Whoever reads the mail has the address.
    await tx.update(users).set({ emailVerified: true }).where(eq(users.id, userId));
    await endSessions(tx, { userId, except: null });
    await endTokens(tx, { userId, kind: 'second_factor' });
    await proofHeld(tx, { key: passwordKey(services, email) });
    await auditAccount(tx, { userId, event: 'password.reset', now });
    const mail = passwordChangedMail({ link: linkTo(services, 'forgot') });
    await sendMail(tx, services, { kind: 'password_changed', to: email, mail, validMs: DAY_MS });
  });
}
