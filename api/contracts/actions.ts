/** What waits for a person, all in one place (A-UI-6, A-ESC-5). */
import { z } from 'zod';
import { time } from './common.ts';
import { escalationQueueSchema } from './escalations.ts';
import { draftSchema, messageSchema } from './messages.ts';

/** Whose conversation it is, and what they said last. */
const whoSchema = z.object({
  contactName: z.string().nullable(),
  address: z.string(),
  customerSaid: z.string().nullable().describe('their last words; null when there are none, or they are no text'),
  customerSaidAt: time.nullable(),
});

export const actionDraftSchema = draftSchema.extend(whoSchema.shape);
export type ActionDraft = z.infer<typeof actionDraftSchema>;

export const unsettledSchema = z.object({
  message: messageSchema,
  since: time.describe('from when on it has not been known'),
  ...whoSchema.shape,
});
export type Unsettled = z.infer<typeof unsettledSchema>;

/** GET /actions — at most 100 of each. */
export const actionsSchema = z.object({
  ...escalationQueueSchema.shape,
  drafts: z.array(actionDraftSchema).describe('oldest first'),
  unsettled: z.array(unsettledSchema).describe('sends that nobody can tell about for two minutes; oldest first'),
});
export type Actions = z.infer<typeof actionsSchema>;

/** GET /actions/counts */
export const actionCountsSchema = z.object({ escalations: z.int(), drafts: z.int(), unsettled: z.int() });
