/** The queue of conversations that need a person (A-ESC-5). */
import { z } from 'zod';
import { ESCALATION_REASONS, PRIORITIES } from '../../domain/words.ts';
import { id, ownerSchema, time } from './common.ts';

export const escalationSchema = z.object({
  id,
  conversationId: id,
  contactName: z.string().nullable(),
  address: z.string(),
  owner: ownerSchema,
  /** The member who has taken over; null while nobody has. */
  ownerId: id.nullable(),
  ownerName: z.string().nullable(),
  priority: z.enum(PRIORITIES),
  reasons: z.array(z.enum(ESCALATION_REASONS)),
  handsOver: z.boolean().describe('false: people were only told, the agent goes on'),
  brief: z
    .object({
      summary: z.string(),
      recommendedAction: z.string(),
      sentimentTrend: z.string(),
      valueScore: z.int(),
      scoreParts: z.record(z.string(), z.int()).nullable(),
      keySlots: z.array(z.object({ key: z.string(), value: z.string() })),
    })
    .nullable(),
  customerSaid: z.string().nullable().describe('their last words; null when there are none, or they are no text'),
  customerSaidAt: time.nullable(),
  createdAt: time,
});
export type EscalationView = z.infer<typeof escalationSchema>;
export const escalationQueueSchema = z.object({
  escalations: z.array(escalationSchema),
  counts: z.object({ CRITICAL: z.int(), HIGH: z.int(), MEDIUM: z.int(), LOW: z.int() }),
});
