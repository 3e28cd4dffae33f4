/**
 * The answers a business gives about itself (A-ONB-2 to A-ONB-8). They are saved as they are given, so every part may still be
 * empty; limits are those of the playbook, so that whatever is answered fits into one. Pure.
 */
import { z } from 'zod';
import { intakeFieldSchema } from '../playbook/playbook.ts';
import { CTA_TYPES, ESCALATION_REASONS } from '../words.ts';

const line = (most: number) => z.string().trim().max(most, `has at most ${most} characters`).default('');
const lines = (most: number, each: number) => z.array(z.string().trim().min(1).max(each)).max(most).default([]);

/** A. Business basics (A-ONB-2). */
export const businessAnswersSchema = z.strictObject({
  name: line(120),
  industry: line(120),
  city: line(120),
  /** In words, as a customer is told them: a fact, and the hours people answer (A-ONB-16). */
  hours: line(300),
  website: line(300),
  email: line(120),
  phone: line(40),
});

/** B. What is sold (A-ONB-3). */
export const offerAnswersSchema = z.strictObject({
  products: line(500),
  prices: line(1000),
  /** What makes it different. */
  usp: line(200),
  delivery: line(150),
  refunds: line(150),
});

/** C. Who it is for (A-ONB-4). */
export const customerAnswersSchema = z.strictObject({
  description: line(300),
  disqualifiers: lines(8, 120),
  useCases: lines(8, 80),
});

export const BUDGET_TIMINGS = ['early', 'mid', 'late', 'never'] as const;
export const AT_ONCE = ['objection', 'negotiation'] as const;

/** D. How it is sold (A-ONB-5). */
export const salesAnswersSchema = z.strictObject({
  /** In the order they are offered; all eight kinds may be chosen. */
  ctas: z
    .array(
      z.strictObject({
        type: z.enum(CTA_TYPES),
        label: z.string().trim().max(60).default(''),
        link: z.string().trim().max(500).default(''),
      }),
    )
    .max(8)
    .default([]),
  questions: z.array(intakeFieldSchema).max(19).default([]),
  budget: z.enum(BUDGET_TIMINGS).default('late'),
  hotLead: line(200),
  objections: z
    .array(z.strictObject({ key: z.string().trim().min(1).max(60), answer: z.string().trim().min(1).max(300) }))
    .max(30)
    .default([]),
  /** Besides what always calls a person. */
  triggers: z.array(z.enum(ESCALATION_REASONS)).max(ESCALATION_REASONS.length).default([]),
  /** Goes to a person the first time it comes up, whatever the playbook could answer (A-ESC-7, E-ESC-1). */
  atOnce: z.array(z.enum(AT_ONCE)).max(AT_ONCE.length).default([]),
  ladder: z.enum(['sales', 'sequence', 'off']).default('sales'),
});

/** E. Questions and answers, as a faq.txt (A-ONB-6). */
export const faqAnswersSchema = z.strictObject({ text: z.string().max(400_000).default('') });

/** F. What is never said, and what must be (A-ONB-7). */
export const guardrailAnswersSchema = z.strictObject({
  forbidden: lines(100, 200),
  disclaimers: z
    .array(
      z.strictObject({
        triggers: z.array(z.string().trim().min(1).max(60)).min(1).max(20),
        text: z.string().trim().min(1).max(300),
      }),
    )
    .max(20)
    .default([]),
  /** How it may not speak: "no slang", "never in all capitals". */
  language: line(200),
  rules: lines(25, 300),
});

export const LANGUAGES = ['en', 'hi-en', 'hi', 'es'] as const;

/** G. How it speaks (A-ONB-8). */
export const toneAnswersSchema = z.strictObject({
  agentName: line(60),
  languages: z.array(z.enum(LANGUAGES)).min(1, 'Choose at least one language.').max(LANGUAGES.length).default(['en']),
  honorifics: z.boolean().default(false),
  maxWords: z.int().min(5).max(25).default(15),
  maxQuestions: z.int().min(0).max(1).default(1),
  emoji: z.enum(['never', 'sparingly', 'frequent']).default('never'),
  formality: z.enum(['formal', 'professional', 'casual']).default('professional'),
  persuasion: z.enum(['soft', 'moderate', 'firm']).default('moderate'),
});

export const answersSchema = z.strictObject({
  business: businessAnswersSchema.prefault({}),
  offer: offerAnswersSchema.prefault({}),
  customer: customerAnswersSchema.prefault({}),
  sales: salesAnswersSchema.prefault({}),
  faq: faqAnswersSchema.prefault({}),
  guardrails: guardrailAnswersSchema.prefault({}),
  tone: toneAnswersSchema.prefault({}),
});
export type Answers = z.infer<typeof answersSchema>;
export const ANSWER_PARTS = ['business', 'offer', 'customer', 'sales', 'faq', 'guardrails', 'tone'] as const;
export type AnswerPart = (typeof ANSWER_PARTS)[number];

/** What of it is saved: parts that are there replace what was answered before. */
export const someAnswersSchema = z.strictObject({
  business: businessAnswersSchema.optional(),
  offer: offerAnswersSchema.optional(),
  customer: customerAnswersSchema.optional(),
  sales: salesAnswersSchema.optional(),
  faq: faqAnswersSchema.optional(),
  guardrails: guardrailAnswersSchema.optional(),
  tone: toneAnswersSchema.optional(),
});
export type SomeAnswers = z.infer<typeof someAnswersSchema>;

/** Answers of an older release keep what still fits, part by part. */
export function storedAnswers(stored: unknown): Answers {
  const record = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const kept: Record<string, unknown> = {};
  for (const part of ANSWER_PARTS)
    if (answersSchema.shape[part].safeParse(record[part]).success) kept[part] = record[part];
  return answersSchema.parse(kept);
}
