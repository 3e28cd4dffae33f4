/** Consent to marketing, recorded with how it was given (A-PRICE-3). */
import { z } from 'zod';
import { CONSENT_WAYS } from '../../domain/words.ts';
import { id, time } from './common.ts';

export const consentSchema = z.strictObject({
  given: z.boolean(),
  givenAt: time.nullable(),
  recordedBy: id
    .nullable()
    .describe('the member who recorded it; null when the customer did it on the channel, or nobody knows'),
  how: z.enum(CONSENT_WAYS).nullable(),
  words: z.string().nullable(),
  stoppedAt: time.nullable().describe('the customer stopped marketing on the channel itself'),
});
export type Consent = z.infer<typeof consentSchema>;

export const saveConsentSchema = z.discriminatedUnion('given', [
  z.strictObject({
    given: z.literal(true),
    how: z.enum(CONSENT_WAYS).exclude(['channel']),
    words: z.string().trim().min(3).max(500).describe('what the customer said or ticked'),
  }),
  z.strictObject({ given: z.literal(false) }),
]);
export type SaveConsent = z.infer<typeof saveConsentSchema>;
