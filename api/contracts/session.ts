import { z } from 'zod';
import { id, roleSchema } from './common.ts';

/** GET /api/v1/me — who is signed in. 401 when nobody is. Sign-in and sign-out are better-auth's own routes below /api/v1/auth. */
export const meSchema = z.object({
  user: z.object({ id, name: z.string(), email: z.string() }),
  organization: z.object({ id, name: z.string(), zone: z.string(), currency: z.string() }),
  /** This person in this organization: what `ownerId` and `senderId` name. */
  memberId: id,
  role: roleSchema,
  /** Where Temporal Web lives for this installation, or null when it is not served. */
  temporalUrl: z.string().nullable(),
  /** The simulated phone, when a WhatsApp simulator runs here. */
  phoneUrl: z.string().nullable(),
  demo: z.boolean(),
});
export type Me = z.infer<typeof meSchema>;
