import { z } from 'zod';
import { id } from './common.ts';

/**
 * GET /api/v1/events — server-sent events; `Last-Event-ID` resumes. `event:` is the kind, `data:` this object.
 * A `reset` event says the cursor is too old: load everything again. `: ping` comments keep the line open.
 * Events say what changed, not how: fetch the rows again.
 */
export const EVENT_KINDS = [
  'conversation.updated',
  'contact.updated',
  'appointment.updated',
  'message.created',
  'message.updated',
  'turn.updated',
  'draft.updated',
  'escalation.updated',
  'eval.updated',
  'knowledge.updated',
  'playbook.updated',
  'budget.updated',
  'erasure.updated',
  'note.updated',
  'presence.updated',
  'notification.updated',
  'view.updated',
  'typing',
] as const;
export const eventSchema = z.object({
  kind: z.enum(EVENT_KINDS),
  conversationId: id.nullable(),
  messageId: id.nullable(),
});
export type EventView = z.infer<typeof eventSchema>;
