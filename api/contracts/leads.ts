import { z } from 'zod';

/** PATCH /contacts/:id/lead — what a person knows better than the agent. */
export const leadChangeSchema = z.strictObject({
  valueMicros: z
    .int()
    .min(0)
    .max(1_000_000_000_000_000)
    .nullable()
    .describe("what it is worth, in micros of the organization's currency; null = not known (A-COST-2)"),
});
export const leadValueSchema = z.object({ valueMicros: z.int().nullable() });
