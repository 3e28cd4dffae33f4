import { z } from 'zod';
import { answersSchema, someAnswersSchema } from '../../domain/onboarding/answers.ts';
import { STEPS } from '../../domain/onboarding/missing.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { id, time } from './common.ts';

/** Setting an organization up (A-ONB): answers, the draft made of them, and going live. */
const place = z.object({ path: z.string(), message: z.string() });

export const missingSchema = z.object({
  step: z.enum(STEPS),
  field: z.string().describe('place in the answers; empty where the whole step is meant'),
  message: z.string(),
});
export type MissingView = z.infer<typeof missingSchema>;

export const draftSchema = z.object({
  config: z.record(z.string(), z.unknown()),
  revision: z.int(),
  at: time,
  parts: z
    .record(z.string(), z.enum(['model', 'answers']))
    .describe('who made each configuration: the model, or code from the answers'),
  notes: z.array(z.string()).describe('why something is not as it was hoped for'),
  examples: z.array(z.string()).describe('messages in the tone that was asked for, as the draft keeps them'),
  problems: z.array(place).describe('what stands between it and going live'),
});
export type OnboardingDraft = z.infer<typeof draftSchema>;

export const onboardingSchema = z.object({
  answers: answersSchema,
  startedFrom: z.string().nullable(),
  faqErrors: z.array(z.object({ line: z.int(), message: z.string() })),
  faqEntries: z.int(),
  channels: z.int(),
  missing: z.array(missingSchema).describe('what stands between this organization and an agent that answers'),
  hints: z.array(z.string()).describe('what still is the example’s own'),
  mayRun: z.boolean().describe('there is a playbook and a number: customers are answered'),
  draft: draftSchema.nullable(),
  playbookId: id.nullable(),
  publishedVersion: z.int().nullable(),
  publishedAt: time.nullable(),
});
export type OnboardingView = z.infer<typeof onboardingSchema>;

export const saveAnswersSchema = someAnswersSchema;

export const startingPointsSchema = z.object({
  startingPoints: z.array(z.object({ key: z.string(), label: z.string(), about: z.string() })),
});
export const startFromSchema = z.strictObject({ key: z.string().min(1).max(60) });

export const generateSchema = z.strictObject({
  model: z.boolean().default(true).describe('false makes it from the answers alone'),
});

export const saveDraftSchema = z.strictObject({
  config: playbookSchema,
  basedOn: z.int().min(0).nullable().describe('the revision the editor saw; null saves regardless'),
});
export const publishSchema = z.strictObject({
  revision: z.int().min(1).nullable().describe('the draft that was looked at; null takes whatever stands'),
});
export const publishedSchema = z.object({ playbookId: id, version: z.int() });
