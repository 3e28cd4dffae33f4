import { z } from 'zod';
import { id } from './common.ts';

/** POST /auth/sign-in/email — sets the session cookie. 401 wrong_credentials, whichever of the two is wrong. */
export const signInSchema = z.strictObject({
  email: z.string().trim().min(3).max(254),
  password: z.string().min(1).max(128),
  rememberMe: z.boolean().default(true),
});
export const signedInSchema = z.object({ user: z.object({ id, name: z.string(), email: z.string() }) });
