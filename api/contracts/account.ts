/** One's own account: name, password, sessions, second factor. */
import { z } from 'zod';
import { codeSchema } from './auth.ts';
import { id, time } from './common.ts';

export const personName = z.string().trim().min(1, 'Write your name.').max(120, 'has at most 120 characters');
export const currentPassword = z.string().min(1, 'Write your password.').max(128);
export const newPassword = z.string().min(1, 'Write a password.').max(1_000);

export const changeNameSchema = z.strictObject({ name: personName });
export const changePasswordSchema = z.strictObject({ currentPassword, newPassword });
export const passwordSchema = z.strictObject({ password: currentPassword });
export const proofSchema = z.strictObject({ password: currentPassword, code: codeSchema });
export const confirmSchema = z.strictObject({ code: codeSchema });

export const sessionSchema = z.object({
  id,
  current: z.boolean(),
  device: z.string().describe('browser and system, as the browser itself tells them'),
  ipAddress: z.string().nullable(),
  createdAt: time,
  usedAt: time.describe('moved at most once a day'),
  expiresAt: time,
});
export type SessionView = z.infer<typeof sessionSchema>;
export const sessionsSchema = z.object({ sessions: z.array(sessionSchema) });
export const endedSchema = z.object({ ended: z.int().describe('how many sessions ended') });

export const secondFactorSchema = z.object({
  on: z.boolean(),
  since: time.nullable(),
  recoveryCodesLeft: z.int(),
});
export const enrolmentSchema = z.object({
  secret: z.string().describe('base32, to be typed into an app'),
  uri: z.string().describe('otpauth://, for a QR code'),
});
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()).describe('shown this once') });
