/** Which leads are meant: one form for the list, the pipeline, saved views, exports and what is done with many at once. */
import { z } from 'zod';
import { SHOWN_STATUSES } from '../lead/moves.ts';
import { LEAD_SOURCES } from '../words.ts';

export const TEMPERATURES = ['unscored', 'cold', 'warm', 'hot'] as const;
export const FIELD_TESTS = ['is', 'is_not', 'contains', 'at_least', 'at_most', 'filled', 'empty'] as const;

const id = z.uuid();
const time = z.iso.datetime({ offset: true });
const some = <T extends z.ZodType>(each: T) => z.array(each).min(1).max(30);

/** All conditions must hold; of the values of one, any. */
export const leadFilterSchema = z.strictObject({
  search: z.string().trim().min(1).max(100).optional().describe('words of a name or address, or digits of a number'),
  statuses: some(z.enum(SHOWN_STATUSES)).optional().describe('as they are shown: NEEDS_HUMAN and OPTED_OUT among them'),
  owners: some(z.union([id, z.literal('none'), z.literal('me')])).optional(),
  labels: some(id).optional().describe('with any of these'),
  withoutLabels: some(id).optional().describe('with none of these'),
  temperatures: some(z.enum(TEMPERATURES)).optional(),
  sources: some(z.enum(LEAD_SOURCES)).optional(),
  importId: id.optional().describe('made or changed by this import'),
  score: z
    .strictObject({ from: z.int().min(0).max(100).optional(), to: z.int().min(0).max(100).optional() })
    .optional(),
  valueMicros: z
    .strictObject({ from: z.int().min(0).optional(), to: z.int().min(0).optional() })
    .optional()
    .describe('leads without a value are not among them'),
  created: z.strictObject({ from: time.optional(), to: time.optional() }).optional(),
  changed: z.strictObject({ from: time.optional(), to: time.optional() }).optional(),
  vip: z.boolean().optional(),
  blocked: z.boolean().optional(),
  autoreply: z.boolean().optional(),
  highValue: z.boolean().optional(),
  hasConversation: z.boolean().optional(),
  fields: z
    .array(
      z.strictObject({
        fieldId: id,
        test: z.enum(FIELD_TESTS),
        value: z.string().max(200).default('').describe('as the field is written; nothing for filled and empty'),
      }),
    )
    .max(10)
    .optional(),
});
export type LeadFilter = z.infer<typeof leadFilterSchema>;

export const LEAD_SORTS = ['changed', 'created', 'name', 'score', 'value'] as const;
export type LeadSort = (typeof LEAD_SORTS)[number];
