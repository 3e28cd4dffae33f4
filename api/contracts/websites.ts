/** Reading websites into the knowledge base, and asking it (A-KNOW-1, A-KNOW-2, A-ONB-9, B-RATE-3). */
import { z } from 'zod';
import {
  DEFAULT_LIMITS,
  MOST_DEPTH,
  MOST_PAGES,
  PAGE_KINDS,
  PAGE_REASONS,
  PAGE_STATES,
  SCAN_KINDS,
  SCAN_STATES,
} from '../../domain/website/words.ts';
import { id, time } from './common.ts';

export const startScanSchema = z.strictObject({
  url: z.string().min(3).max(2_000).describe('the home page; https is taken where no scheme is given'),
  maxPages: z.int().min(1).max(MOST_PAGES).default(DEFAULT_LIMITS.maxPages),
  maxDepth: z.int().min(0).max(MOST_DEPTH).default(DEFAULT_LIMITS.maxDepth).describe('links away from the home page'),
});

export const scanSchema = z.object({
  id,
  sourceId: id,
  kind: z.enum(SCAN_KINDS).describe('CHECK looks at known pages again, every month'),
  state: z.enum(SCAN_STATES),
  url: z.string(),
  maxPages: z.int(),
  maxDepth: z.int(),
  found: z.int(),
  waiting: z.int(),
  taken: z.int(),
  unchanged: z.int(),
  changed: z.int(),
  skipped: z.int(),
  failed: z.int(),
  failure: z.string().nullable().describe('why it brought nothing, and how to mend that'),
  createdAt: time,
  endedAt: time.nullable(),
});
export type ScanView = z.infer<typeof scanSchema>;

export const scanPageSchema = z.object({
  id,
  url: z.string(),
  kind: z.enum(PAGE_KINDS),
  depth: z.int(),
  state: z.enum(PAGE_STATES),
  reason: z.enum(PAGE_REASONS).nullable(),
  detail: z.string().nullable(),
  title: z.string().nullable(),
  documentId: id.nullable().describe('what was taken from it'),
  fetchedAt: time.nullable(),
  nextCheckAt: time.nullable(),
});
export type ScanPageView = z.infer<typeof scanPageSchema>;
export const scanDetailSchema = scanSchema.extend({ pages: z.array(scanPageSchema) });
export const scanListSchema = z.object({ scans: z.array(scanSchema) });

export const chunkSchema = z.object({ position: z.int(), text: z.string(), tokens: z.int(), embedded: z.boolean() });

export const askSchema = z.strictObject({ question: z.string().trim().min(1).max(2_000) });
export const WHY_NOT = ['below_cutoff', 'changed', 'gives_orders', 'better_ones'] as const;
export const askedSchema = z.object({
  meaning: z.boolean().describe('false when nothing could be compared by meaning, only by words'),
  hits: z.array(
    z.object({
      from: z.enum(['playbook', 'knowledge']),
      title: z.string(),
      text: z.string(),
      score: z.number().describe('0-1, what ranks it'),
      meaningScore: z.number().nullable().describe('calibrated cosine'),
      wordsScore: z.number().describe('share of the question’s words'),
      used: z.boolean().describe('the agent would be given it'),
      whyNot: z.enum(WHY_NOT).nullable(),
      documentId: id.nullable(),
      url: z.string().nullable(),
    }),
  ),
});
export type AskedView = z.infer<typeof askedSchema>;
