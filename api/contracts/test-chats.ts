import { z } from 'zod';
import { ESCALATION_REASONS, REASON_CODES, STAGES } from '../../domain/words.ts';
import { id, time, versionNumber } from './common.ts';

/** A talk with a draft or a version: real reading and deciding, nothing sent, no conversation touched (A-ONB-15). */
export const tryMessageSchema = z.strictObject({
  text: z.string().trim().min(1, 'Write something.').max(1000),
  replyId: z.string().max(100).nullable().default(null).describe('the choice that was tapped'),
  against: z
    .union([z.strictObject({ draft: z.literal(true) }), z.strictObject({ playbookId: id, version: versionNumber })])
    .default({ draft: true }),
});

export const triedSchema = z.object({
  messages: z.array(
    z.object({
      from: z.enum(['customer', 'agent']),
      text: z.string(),
      at: time,
      flow: z.string().nullable().describe('the flow that said it; null for what the agent said'),
    }),
  ),
  choices: z.array(z.object({ id: z.string(), title: z.string() })).describe('what could be tapped now'),
  stage: z.enum(STAGES),
  facts: z.array(z.object({ key: z.string(), value: z.string(), confidence: z.number() })),
  handedOver: z.boolean(),
  optedOut: z.boolean(),
  note: z.string().nullable(),
  decision: z
    .object({
      sentence: z.string(),
      reasonCode: z.enum(REASON_CODES),
      shouldSend: z.boolean(),
      origin: z.string(),
      handoff: z.enum(ESCALATION_REASONS).nullable(),
      failure: z.string().nullable(),
      rules: z.array(z.object({ rule: z.string(), passed: z.boolean(), detail: z.string().nullable() })),
      sources: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })),
    })
    .nullable(),
  cost: z.object({ calls: z.int(), tokens: z.int(), micros: z.int(), latencyMs: z.int() }),
});
export type TriedView = z.infer<typeof triedSchema>;
