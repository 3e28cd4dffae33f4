/** The knowledge base (A-KNOW, A-ONB-6). */
import { z } from 'zod';
import { DOCUMENT_STATUSES, SOURCE_TYPES } from '../../domain/knowledge/words.ts';
import { id, time } from './common.ts';

export const sourceSchema = z.object({
  id,
  type: z.enum(SOURCE_TYPES),
  name: z.string(),
  url: z.string().nullable(),
  documents: z.int(),
  indexed: z.int(),
  failed: z.int(),
  stale: z.int().describe('documents whose page has changed and that wait for a review'),
  createdAt: time,
});
export const documentSchema = z.object({
  id,
  title: z.string(),
  content: z.string(),
  status: z.enum(DOCUMENT_STATUSES),
  chunks: z.int(),
  error: z.string().nullable(),
  url: z.string().nullable(),
  staleAlert: z.boolean(),
  changedContent: z.string().nullable().describe('what its page says now; empty when it is gone'),
  lastVerifiedAt: time.nullable(),
});

/** Room for a large faq.txt within the 1 MB of a body. */
const TEXT = 400_000;
export const faqUploadSchema = z.strictObject({
  name: z.string().min(1).max(120).default('faq.txt'),
  text: z.string().min(1).max(TEXT),
  replace: id.nullable().default(null).describe('a source whose documents these replace'),
});
export const faqResultSchema = z.object({
  sourceId: id.nullable().describe('null when there was nothing to make a source of'),
  added: z.int(),
  removed: z.int(),
  errors: z.array(z.object({ line: z.int(), message: z.string() })),
});
export const textUploadSchema = z.strictObject({
  name: z.string().min(1).max(120),
  title: z.string().min(1).max(300),
  content: z.string().min(1).max(TEXT),
});
export const reviewSchema = z.strictObject({
  accept: z.boolean().describe('true takes what the page says now, false keeps what is stored'),
});
