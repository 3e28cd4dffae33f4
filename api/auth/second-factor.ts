/** TOTP and recovery codes (C-AUTH-5): enrolled with the password, confirmed by a code, asked for at each sign-in from then on. */
import { randomInt } from 'node:crypto';
import { auditAccount } from '../../db/audit/sign-ins.ts';
import { claimProof, LOCKOUT, proofHeld } from '../../db/auth/proofs.ts';
import {
  confirm,
  enrol,
  findSecondFactor,
  removeSecondFactor,
  setRecoveryCodes,
  takeRecoveryCode,
  takeStep,
} from '../../db/auth/second-factor.ts';
import type { Tx } from '../../db/database.ts';
import { ApiError, type ApiServices } from '../endpoint.ts';
import { locked } from './locked.ts';
import { acceptedStep, base32, newSecret, otpauthUri } from './totp.ts';

type Services = Pick<ApiServices, 'db' | 'keyring' | 'clock' | 'lockout'>;

const RECOVERY_CODES = 10;
/** Without what looks alike: 32 characters, ten of them are 50 bits. */
const CHARACTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

const fieldOf = (userId: string): string => `second-factor:${userId}`;

export const wrongCode = (): ApiError =>
  new ApiError(403, 'wrong_code', 'This code is not right, or it was used already.', {
    hint: 'Wait for the next code in the app, and look whether the device shows the right time.',
    errors: [{ path: 'body.code', message: 'is not right, or was used already: wait for the next one' }],
  });

/** Begins an enrolment; nothing is asked for until it is confirmed. @throws ApiError 409 when one is on already. */
export async function beginEnrolment(
  { db, keyring, clock }: Services,
  { userId, email }: { userId: string; email: string },
): Promise<{ secret: string; uri: string }> {
  const secret = newSecret();
  const secretSealed = keyring.sealOwn(fieldOf(userId), secret);
  const begun = await db.withSystem(tx => enrol(tx, { userId, secretSealed, now: clock.now() }));
  if (!begun)
    throw new ApiError(409, 'second_factor_on', 'Two-factor sign-in is on already.', {
      hint: 'Turn it off first to move it to another device.',
    });
  return { secret: base32(secret), uri: otpauthUri({ secret, account: email, issuer: 'Parley' }) };
}

/** @returns the recovery codes, which are shown this once. @throws ApiError 409 when nothing was begun, 403 for a wrong code. */
export async function confirmEnrolment(
  services: Services,
  { userId, code }: { userId: string; code: string },
): Promise<string[]> {
  const { db, keyring, clock } = services;
  const now = clock.now();
  await claim(services, userId);
  const codes = newCodes();
  await db.withSystem(async tx => {
    const known = await findSecondFactor(tx, { userId });
    if (!known || known.confirmedAt !== null)
      throw new ApiError(409, 'not_begun', 'There is nothing to confirm.', { hint: 'Begin again with a new QR code.' });
    const step = acceptedStep(keyring.openOwn(fieldOf(userId), known.secretSealed), code, {
      now,
      after: known.lastStep,
    });
    if (step === null || !(await confirm(tx, { userId, step, now }))) throw wrongCode();
    await proofHeld(tx, { key: keyOf(userId) });
    await setRecoveryCodes(tx, { userId, hashes: codes.map(each => hashed(services, userId, each)) });
    await auditAccount(tx, { userId, event: 'second_factor.on', now });
  });
  return codes;
}

/**
 * Proves the second factor by a code of the app, or by a recovery code, which ends with it. Counted like passwords.
 * @throws ApiError 403 for a wrong or used code, 429 while it is locked.
 */
export async function proveSecondFactor(
  services: Services,
  { userId, code }: { userId: string; code: string },
): Promise<void> {
  const { db, clock } = services;
  const now = clock.now();
  await claim(services, userId);
  const held = await db.withSystem(async tx => {
    const ok = await codeHolds(tx, services, { userId, code, now });
    if (ok) await proofHeld(tx, { key: keyOf(userId) });
    return ok;
  });
  if (!held) throw wrongCode();
}

async function codeHolds(
  tx: Tx,
  services: Services,
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const given = code.toLowerCase().replaceAll(/[\s-]/g, '');
  if (/^\d{6}$/.test(given)) {
    const known = await findSecondFactor(tx, { userId });
    if (!known?.confirmedAt) return false;
    const secret = services.keyring.openOwn(fieldOf(userId), known.secretSealed);
    const step = acceptedStep(secret, given, { now, after: known.lastStep });
    return step !== null && (await takeStep(tx, { userId, step }));
  }
  const taken = await takeRecoveryCode(tx, { userId, hash: hashed(services, userId, given), now });
  if (taken) await auditAccount(tx, { userId, event: 'second_factor.recovery_used', now });
  return taken;
}

export async function turnOff({ db, clock }: Services, userId: string): Promise<void> {
  await db.withSystem(async tx => {
    await removeSecondFactor(tx, { userId });
    await auditAccount(tx, { userId, event: 'second_factor.off', now: clock.now() });
  });
}

export async function renewCodes(services: Services, userId: string): Promise<string[]> {
  const codes = newCodes();
  await services.db.withSystem(async tx => {
    await setRecoveryCodes(tx, { userId, hashes: codes.map(each => hashed(services, userId, each)) });
    await auditAccount(tx, { userId, event: 'second_factor.codes_renewed', now: services.clock.now() });
  });
  return codes;
}

const keyOf = (userId: string): string => `second-factor:${userId}`;

async function claim({ db, clock, lockout }: Services, userId: string): Promise<void> {
  const now = clock.now();
  const rule = lockout ?? LOCKOUT;
  const { refusedUntil } = await db.withSystem(tx => claimProof(tx, { key: keyOf(userId), now, rule }));
  if (refusedUntil !== null) throw locked(refusedUntil, now);
}

const newCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const text = Array.from({ length: 10 }, () => CHARACTERS[randomInt(CHARACTERS.length)] ?? '').join('');
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });

const hashed = ({ keyring }: Services, userId: string, code: string): Buffer =>
  keyring.hashId(`recovery:${userId}:${code.replaceAll('-', '')}`);
