/** Tokens and money (A-COST). Costs are micros of a US dollar; what leads are worth, micros of the organization's currency. */
import { z } from 'zod';
import { rateSchema } from '../../domain/cost/rates.ts';
import { LEAD_SOURCES, LEAD_STATUSES } from '../../domain/words.ts';
import { id, time } from './common.ts';

export const monthSchema = z.string().regex(/^2\d{3}-(?:0[1-9]|1[0-2])$/, 'Write the month as 2026-11.');

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
export type Spending = z.infer<typeof spendingSchema>;
export const budgetSchema = z.object({ monthMicros: z.int().nullable(), conversationMicros: z.int().nullable() });
export type Budget = z.infer<typeof budgetSchema>;
export const conversationCostSchema = z.object({
  modelMicros: z.int(),
  messageMicros: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
});

/** GET /costs/months — newest first, at most 24. */
export const monthsSchema = z.object({
  months: z.array(z.object({ month: z.string(), modelMicros: z.int(), messageMicros: z.int() })),
});

/** What conversations came with narrows what is shown (A-ATTR-2). */
export const costFilterSchema = z.strictObject({
  month: monthSchema.optional().describe('what was spent in it, of conversations active in it; all months when absent'),
  source: z.enum(LEAD_SOURCES).optional(),
  campaign: z.string().trim().min(1).max(200).optional().describe('a campaign, an ad or a UTM value, exactly'),
});

export const bySourceSchema = z.object({
  sources: z.array(
    z.object({
      source: z.string().describe('a lead source, or a campaign when asked by campaign; empty = came with none'),
      conversations: z.int(),
      won: z.int().describe('leads, each once'),
      costMicros: z.int(),
      wonValueMicros: z.int().nullable().describe('null when no won lead of the source has a value'),
    }),
  ),
});
export type BySource = z.infer<typeof bySourceSchema>;

export const costedConversationSchema = z.object({
  conversationId: id,
  contactName: z.string().nullable(),
  address: z.string(),
  source: z.enum(LEAD_SOURCES),
  campaign: z.record(z.string(), z.string()),
  leadStatus: z.enum(LEAD_STATUSES),
  valueMicros: z.int().nullable(),
  modelMicros: z.int(),
  messageMicros: z.int(),
  createdAt: time,
});
/** GET /costs/conversations — the dearest first. */
export const costedConversationsSchema = z.object({
  conversations: z.array(costedConversationSchema),
  next: z.int().nullable().describe('the offset of the next page; null when this is the last'),
});
export type CostedConversation = z.infer<typeof costedConversationSchema>;

/** POST /exports/conversations — at most 10,000 conversations. */
export const costExportSchema = z.object({ fileName: z.string(), rows: z.int(), csv: z.string() });

/** What WhatsApp charges, as this organization knows it (A-PRICE-2). */
export const ratesSchema = z.object({
  rates: z.array(rateSchema),
  own: z.boolean().describe('false while the first estimates that come with Parley hold'),
});
export const saveRatesSchema = z.strictObject({
  rates: z
    .array(rateSchema)
    .max(100)
    .nullable()
    .refine(
      rates => rates === null || new Set(rates.map(rate => `${rate.category} ${rate.from}`)).size === rates.length,
      'A category has two prices from the same day.',
    )
    .describe('null goes back to the first estimates'),
});
