import { z } from 'zod';
import { id } from './common.ts';

/** PATCH /contacts/:id/lead — what a person knows better than the agent. */
export const leadChangeSchema = z.strictObject({
  valueMicros: z
    .int()
    .min(0)
    .max(1_000_000_000_000_000)
    .nullable()
    .optional()
    .describe("what it is worth, in micros of the organization's currency; null = not known (A-COST-2)"),
  highValue: z.boolean().optional().describe('marketing may be sent to it (A-PRICE-4)'),
  ownerId: id.nullable().optional().describe('the member who owns it; null = nobody'),
});
export const leadValueSchema = z.object({ valueMicros: z.int().nullable() });
