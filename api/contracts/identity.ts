/** Signing up, proving an address, a forgotten password, organizations and the people in them. */
import { z } from 'zod';
import { newPassword, personName } from './account.ts';
import { id, roleSchema, time } from './common.ts';

export const emailSchema = z.email('is not an e-mail address').trim().max(254).toLowerCase();
export const organizationName = z.string().trim().min(1, 'Write a name.').max(120, 'has at most 120 characters');

const known = (knows: (text: string) => boolean) => (text: string) => {
  try {
    return knows(text);
  } catch {
    return false;
  }
};
export const zoneSchema = z
  .string()
  .max(64)
  .refine(
    known(zone => new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''),
    {
      message: 'is not a time zone: write one like Asia/Kolkata',
    },
  );
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'is not a currency: write one like USD');

const token = z.string().min(20).max(100);

export const registerSchema = z.strictObject({
  organizationName,
  zone: zoneSchema,
  currency: currencySchema.default('USD'),
  name: personName,
  email: emailSchema,
  password: newPassword,
});
export const registeredSchema = z.object({
  verify: z.boolean().describe('whether a mail with a link must be followed before the first sign-in'),
});
export const tokenSchema = z.strictObject({ token });
export const forgotSchema = z.strictObject({ email: emailSchema });
export const resetSchema = z.strictObject({ token, password: newPassword });

export const invitationFoundSchema = z.object({
  organization: z.string(),
  email: z.string(),
  role: roleSchema,
  state: z
    .enum(['new', 'sign_in', 'ready', 'other'])
    .describe('new: makes an account; sign_in: has one; ready: is signed in as this address; other: as another one'),
});
export type InvitationFound = z.infer<typeof invitationFoundSchema>;
export const acceptSchema = z.strictObject({ token, name: personName.optional(), password: newPassword.optional() });

export const newOrganizationSchema = z.strictObject({
  name: organizationName,
  zone: zoneSchema,
  currency: currencySchema.default('USD'),
});
export const organizationSchema = z.object({
  id,
  name: z.string(),
  slug: z.string(),
  zone: z.string(),
  currency: z.string(),
  createdAt: time,
});
export const changeOrganizationSchema = z.strictObject({
  name: organizationName.optional(),
  zone: zoneSchema.optional(),
  currency: currencySchema.optional(),
});
export const organizationListSchema = z.object({
  organizations: z.array(z.object({ id, name: z.string(), role: roleSchema, current: z.boolean() })),
});

export const memberSchema = z.object({
  userId: id,
  memberId: id,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  joinedAt: time,
  lastSignInAt: time.nullable(),
  me: z.boolean(),
});
export type MemberView = z.infer<typeof memberSchema>;
export const membersSchema = z.object({ members: z.array(memberSchema) });

export const inviteSchema = z.strictObject({ email: emailSchema, role: roleSchema.default('AGENT') });
export const invitedSchema = z.object({
  id,
  link: z.string().nullable().describe('to hand over by yourself; only where no mail server is set'),
});
export const invitationSchema = z.object({
  id,
  email: z.string(),
  role: roleSchema,
  createdAt: time,
  expiresAt: time,
  mail: z.enum(['QUEUED', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN']).nullable().describe('null where no mail was sent'),
});
export type InvitationView = z.infer<typeof invitationSchema>;
export const invitationsSchema = z.object({ invitations: z.array(invitationSchema) });
export const roleChangeSchema = z.strictObject({ role: roleSchema });
