/** Which model the agent of this organization thinks with (B-AI-7). */
import { z } from 'zod';
import { MODEL_PROVIDERS, modelPriceSchema, OWN_ROLES } from '../../domain/model/settings.ts';

const names = z.record(z.string(), z.string().nullable());

export const modelViewSchema = z.object({
  provider: z.enum(MODEL_PROVIDERS),
  /** For `compatible` only; the others' addresses are known. */
  baseUrl: z.string().nullable(),
  model: z.string().nullable().describe('for every role without one of its own'),
  models: names.describe('by role; null = the one above'),
  temperature: z.number().nullable(),
  prices: z.record(z.string(), modelPriceSchema),
  hasKey: z.boolean(),
  keyEnd: z.string().nullable().describe('the last characters of the stored key; it is never shown whole'),
  installation: z.record(z.string(), z.string()).describe('the operator’s models by role'),
});
export type ModelView = z.infer<typeof modelViewSchema>;

export const modelCheckSchema = z.object({
  offered: z.array(z.string()).nullable().describe('names the provider offers; null where it does not tell'),
  results: z.array(
    z.object({
      model: z.string(),
      roles: z.array(z.enum(OWN_ROLES)),
      ok: z.boolean(),
      latencyMs: z.int(),
      problem: z.string().nullable(),
      priced: z.boolean().describe('false: its price is not known, so that its use counts as free'),
    }),
  ),
});
export type ModelCheckView = z.infer<typeof modelCheckSchema>;
