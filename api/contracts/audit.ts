/** The audit log (B-AUD-1). */
import { z } from 'zod';
import { cursor, id, instant, time } from './common.ts';

export const ACTOR_TYPES = ['member', 'key', 'agent', 'customer', 'system', 'operator'] as const;

export const auditFilterSchema = z.strictObject({
  action: z
    .string()
    .regex(/^[\w.-]{1,60}$/, 'is not an action')
    .optional()
    .describe('`member` finds `member.role` too'),
  actorType: z.enum(ACTOR_TYPES).optional(),
  actorId: id.optional(),
  subjectId: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export const auditQuerySchema = auditFilterSchema.extend({
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const auditEntrySchema = z.object({
  id,
  at: time,
  actorType: z.enum(ACTOR_TYPES),
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  action: z.string(),
  subjectId: id.nullable(),
  payload: z.record(z.string(), z.unknown()),
  ipAddress: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next: cursor.nullable() });
