import { z } from 'zod';
import { id, time, versionNumber } from './common.ts';

export const evalStateSchema = z.enum(['RUNNING', 'DONE', 'FAILED', 'STOPPED']);

/** Figures of one version. */
export const evalTotalsSchema = z.object({
  personas: z.int(),
  clean: z.int().describe('personas with nothing wrong'),
  notPlayed: z.int(),
  checks: z.int(),
  passed: z.int(),
  score: z.number().describe('passed ÷ checks, 0 to 100'),
  messages: z.int(),
  medianResponseMs: z.number().nullable(),
  p95ResponseMs: z.number().nullable(),
  modelCalls: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costMicros: z.int(),
  judged: z.number().nullable().describe("the judge's mean of 5; null with the simulated model"),
});

export const evalRunSchema = z.object({
  id,
  playbookId: id,
  version: z.int(),
  against: z.int().nullable(),
  state: evalStateSchema,
  doing: z.string().describe('while it runs, in words'),
  done: z.int(),
  total: z.int().nullable(),
  model: z.string(),
  demoModel: z.boolean().describe('then the figures prove the pipeline, not the quality of answers'),
  totals: z.record(z.string(), evalTotalsSchema).describe('by version'),
  failure: z.string().nullable(),
  createdAt: time,
  endedAt: time.nullable(),
});
export type EvalRunView = z.infer<typeof evalRunSchema>;

export const evalVersionSchema = z.object({
  playbookId: id,
  playbook: z.string(),
  version: z.int(),
  current: z.boolean(),
  createdAt: time,
});

/** GET /evals — the newest runs, and what can be played. */
export const evalListSchema = z.object({ runs: z.array(evalRunSchema), versions: z.array(evalVersionSchema) });
export type EvalList = z.infer<typeof evalListSchema>;

/** POST /evals */
export const startEvalSchema = z.strictObject({
  playbookId: id,
  version: versionNumber,
  against: versionNumber.optional().describe('a second version, played too and shown beside the first'),
});

export const evalFindingSchema = z.object({
  check: z.string(),
  passed: z.boolean(),
  detail: z.string(),
  message: z.int().optional().describe('index into `said`'),
});

export const evalPersonaSchema = z.object({
  version: z.int(),
  key: z.string(),
  title: z.string(),
  about: z.string(),
  passed: z.int(),
  failed: z.int(),
  problem: z.string().nullable().describe('why it was not played to its end'),
  findings: z.array(evalFindingSchema),
  said: z.array(
    z.object({
      at: z.number(),
      from: z.enum(['customer', 'business']),
      kind: z.string(),
      text: z.string(),
      buttons: z.array(z.string()),
    }),
  ),
  verdict: z
    .object({ helpful: z.int(), correct: z.int(), tone: z.int(), sells: z.int(), comment: z.string() })
    .nullable(),
});
export type EvalPersonaView = z.infer<typeof evalPersonaSchema>;

/** GET /evals/:id */
export const evalDetailSchema = evalRunSchema.extend({ personas: z.array(evalPersonaSchema) });
export type EvalDetail = z.infer<typeof evalDetailSchema>;
