/** Tokens and money (A-COST). Micros of a US dollar. */
import { z } from 'zod';

const partSchema = z.object({
  kind: z.enum(['model', 'message']),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costMicros: z.int(),
  count: z.int(),
});
export const spendingSchema = z.object({
  month: z.string(),
  parts: z.array(partSchema),
  totalMicros: z.int(),
  capMicros: z.int().nullable(),
  state: z.enum(['free', 'warn', 'spent']).describe('from 80% of the cap on: warn; at 100%: no model is asked'),
});
export const budgetSchema = z.object({ monthMicros: z.int().nullable(), conversationMicros: z.int().nullable() });
export const conversationCostSchema = z.object({
  modelMicros: z.int(),
  messageMicros: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
});
export const bySourceSchema = z.object({
  sources: z.array(
    z.object({
      source: z.string(),
      conversations: z.int(),
      won: z.int(),
      costMicros: z.int(),
      wonValueMicros: z.int().nullable().describe('null when no won lead of the source has a value'),
    }),
  ),
});
