import { z } from 'zod';
import { id } from './common.ts';

/** POST /auth/sign-in/email — sets the session cookie. 401 wrong_credentials, whichever of the two is wrong. */
export const signInSchema = z.strictObject({
  email: z.string().trim().min(3).max(254),
  password: z.string().min(1).max(128),
  rememberMe: z.boolean().default(true),
});
const userSchema = z.object({ id, name: z.string(), email: z.string() });
export const signedInSchema = z.object({ user: userSchema });
/** A session, or what the second step needs: the person's second factor is on. */
export const signInAnswerSchema = z.union([
  signedInSchema,
  z.object({ challenge: z.string().describe('for POST /auth/sign-in/second-factor, within ten minutes') }),
]);

/** POST /auth/sign-in/second-factor — a code of the app, or a recovery code. */
export const codeSchema = z.string().trim().min(6, 'has six digits; a recovery code has ten characters').max(20);
export const secondStepSchema = z.strictObject({ challenge: z.string().min(20).max(100), code: codeSchema });
