/**
 * What the models must answer with: one strict zod schema per model call. Every property is required (nullable where it
 * may be absent), because strict structured output asks for it. Parsed here, never trusted: the guard follows in code.
 */
import { z } from 'zod';
import { CTA_TYPES, ESCALATION_REASONS, INTENTS, REASON_CODES, SENTIMENTS, STAGES } from '../words.ts';

const unit = z.number().min(0).max(1);

export const extractionSchema = z.strictObject({
  intent: z.enum(INTENTS),
  sentiment: z.enum(SENTIMENTS),
  sentimentConfidence: unit,
  /** BCP 47, or `hi-en` for Hinglish. */
  language: z.string().min(2).max(16),
  languageConfidence: unit,
  confused: z.boolean().describe('the customer did not understand the last answer'),
  refersToPast: z.boolean().describe('the customer refers to something said earlier'),
  asksFact: z.boolean().describe('the customer asks a factual question about the business'),
  slots: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(64),
        value: z.string().min(1).max(500),
        confidence: unit.describe('0.8 and more: stated; 0.6 to 0.8: implied; less: guessed'),
        messageNumber: z.int().describe('number in brackets of the message that says it'),
        correction: z.boolean().describe('true when it corrects an earlier value'),
      }),
    )
    .max(20),
  commitments: z
    .array(
      z.strictObject({
        by: z.enum(['user', 'agent']),
        what: z.string().min(1).max(200),
        dueTime: z.string().nullable().describe('ISO 8601 with offset, or null'),
        confidence: unit,
      }),
    )
    .max(5),
  keptPromises: z
    .array(z.int())
    .max(5)
    .default([])
    .describe('numbers of the open promises in the slots section that these messages show to be kept'),
  ctaSignals: z
    .array(
      z.strictObject({ cta: z.enum(CTA_TYPES), signal: z.enum(['interested', 'clicked', 'declined', 'completed']) }),
    )
    .max(4),
  objection: z.string().max(200).nullable().describe('the objection in a few words, or null'),
});
export type Extraction = z.infer<typeof extractionSchema>;

export const planSchema = z.strictObject({
  shouldSend: z.boolean(),
  reasonCode: z.enum(REASON_CODES),
  goal: z.string().max(300).describe('what the next message is to achieve, one sentence'),
  stage: z.enum(STAGES),
  cta: z.enum(CTA_TYPES).nullable().describe('the call to action the message offers, or null'),
  askSlot: z.string().max(64).nullable().describe('the key of the intake field the message asks for, or null'),
  retrieve: z.boolean(),
  retrievalQuery: z.string().max(300).nullable(),
  handoff: z.enum(ESCALATION_REASONS).nullable().describe('why a person must take over, or null'),
  confidence: unit,
});
export type Plan = z.infer<typeof planSchema>;

export const writtenSchema = z.strictObject({
  text: z.string().min(1).max(4096),
  language: z.string().min(2).max(16),
  buttons: z
    .array(z.strictObject({ id: z.string().min(1).max(64), title: z.string().min(1).max(24) }))
    .max(10)
    .describe('choices to tap, when the text asks for one; more than three become a list'),
  sources: z.array(z.string().max(64)).max(10).describe('ids of the knowledge lines the text relies on, e.g. faq-3'),
});
export type Written = z.infer<typeof writtenSchema>;

export const critiqueSchema = z.strictObject({
  ok: z.boolean(),
  issues: z
    .array(
      z.strictObject({
        kind: z.enum(['hallucination', 'forbidden_claim', 'tone', 'cta_spam', 'missing_context', 'language']),
        detail: z.string().max(300),
      }),
    )
    .max(6),
  grounding: unit.describe('how far every fact in the text stands in the business facts or the knowledge'),
  reason: z.string().max(300),
});
export type Critique = z.infer<typeof critiqueSchema>;

/** Simple mode (A-SIMPLE-1): one call that either speaks, stays silent or hands over. */
export const simpleSchema = z.strictObject({
  action: z.enum(['MESSAGE', 'SILENT', 'HANDOFF']),
  text: z.string().max(4096).nullable(),
});
export type Simple = z.infer<typeof simpleSchema>;

export const summarySchema = z.strictObject({ summary: z.string().min(1).max(2000) });
export type Summary = z.infer<typeof summarySchema>;

/** What a picture shows (A-WA-8). */
export const descriptionSchema = z.strictObject({ description: z.string().max(600) });
export type Description = z.infer<typeof descriptionSchema>;

/** Model roles: each may be given its own model (`PARLEY_MODEL_<ROLE>`). */
export const MODEL_ROLES = [
  'extract',
  'plan',
  'write',
  'critique',
  'simple',
  'summarize',
  'embed',
  'transcribe',
  'vision',
] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];
