import { z } from 'zod';
import { CHECKED } from '../../domain/channel/setup.ts';
import { id, time } from './common.ts';

/** WhatsApp numbers of an organization: connecting one, and how they are doing (A-ONB-1, A-UI-2). */
const secret = z.string().trim().min(1, 'is needed').max(1000);
const metaId = z
  .string()
  .trim()
  .regex(/^\d{3,32}$/, 'is a number of digits only, as WhatsApp shows it');

export const numberCredentialsSchema = z.strictObject({
  phoneNumberId: metaId,
  businessAccountId: metaId,
  accessToken: secret,
  appSecret: secret,
});
export const connectSchema = numberCredentialsSchema.extend({
  name: z.string().trim().min(1, 'Give it a name.').max(60).default('WhatsApp'),
});

export const checkSchema = z.object({
  field: z.enum(CHECKED),
  state: z.enum(['right', 'wrong', 'unknown']),
  message: z.string(),
  hint: z.string().nullable(),
});
export type CheckView = z.infer<typeof checkSchema>;
export const checkedSchema = z.object({
  checks: z.array(checkSchema),
  displayPhoneNumber: z.string().nullable(),
  verifiedName: z.string().nullable(),
});

export const channelSchema = z.object({
  id,
  channel: z.string(),
  name: z.string(),
  displayAddress: z.string(),
  phoneNumberId: z.string(),
  businessAccountId: z.string().describe('empty until it is known'),
  quality: z.string().nullable(),
  createdAt: time,
  lastInboundAt: time.nullable(),
  lastOutboundAt: time.nullable(),
});
export type ChannelView = z.infer<typeof channelSchema>;
export const channelsSchema = z.object({
  channels: z.array(channelSchema),
  simulated: z.boolean().describe('a simulated number can be had with one click'),
});

export const webhookSchema = z.object({
  url: z.string(),
  verifyToken: z.string(),
  reachable: z.boolean().describe('false when the address is known to this machine only'),
});
export type WebhookView = z.infer<typeof webhookSchema>;

export const testSendSchema = z.strictObject({
  to: z.string().trim().min(1).max(40).describe('a phone with country code, like +14155550142'),
});
export const testSentSchema = z.object({ template: z.string() });
