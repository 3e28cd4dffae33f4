/** Forgetting a person (A-DEL-1). Nothing here names anybody. */
import { z } from 'zod';
import { id, time } from './common.ts';

export const erasureStartedSchema = z.object({ erasureId: id });

export const erasureSchema = z.object({
  id,
  state: z.enum(['RUNNING', 'DONE']),
  requestedAt: time,
  requestedByName: z.string().nullable().describe('null when a restored backup asked for it, or who asked has left'),
  completedAt: time.nullable(),
  erased: z.record(z.string(), z.int()).describe('how many of what are gone'),
  tombstones: z
    .array(z.object({ hash: z.string().describe('keyed, of one identity; hexadecimal'), optedOut: z.boolean() }))
    .describe('what stays, so that a restored backup is cleaned again and an opt-out outlives the person'),
});
export type ErasureView = z.infer<typeof erasureSchema>;

export const erasuresSchema = z.object({ erasures: z.array(erasureSchema) });
