import { z } from 'zod';
import { CTA_TYPES, OWNERS, REASON_CODES, STAGES } from '../../domain/words.ts';
import { id, time } from './common.ts';

/** GET /turns/:id — why the agent answered (or kept silent) as it did. */
export const turnSchema = z.object({
  id,
  conversationId: id,
  number: z.int(),
  trigger: z.string(),
  outcome: z.enum(['RUNNING', 'SENT', 'DRAFTED', 'SILENT', 'SUPERSEDED', 'REFUSED', 'ESCALATED', 'FAILED']),
  refusal: z.string().nullable().describe('why the claim was refused, when it was'),
  sentence: z.string().describe('the decision in one plain sentence'),
  reasonCode: z.enum(REASON_CODES).nullable(),
  stage: z.object({ from: z.enum(STAGES), to: z.enum(STAGES) }).nullable(),
  cta: z.enum(CTA_TYPES).nullable(),
  confidence: z.number().nullable(),
  grounding: z.number().nullable(),
  owner: z.enum(OWNERS),
  rules: z.array(z.object({ rule: z.string(), passed: z.boolean(), detail: z.string().nullable() })),
  sources: z.array(z.object({ id: z.string(), title: z.string(), text: z.string(), score: z.number() })),
  prompt: z.array(z.object({ section: z.string(), tokens: z.int(), budget: z.int().nullable(), text: z.string() })),
  steps: z.array(
    z.object({
      name: z.string(),
      model: z.string().nullable(),
      inputTokens: z.int(),
      outputTokens: z.int(),
      costMicros: z.int(),
      latencyMs: z.int(),
      result: z.unknown(),
    }),
  ),
  totals: z.object({ inputTokens: z.int(), outputTokens: z.int(), costMicros: z.int(), latencyMs: z.int() }),
  playbookVersion: z.int(),
  through: z.int(),
  startedAt: time,
  endedAt: time.nullable(),
});
export type TurnView = z.infer<typeof turnSchema>;
