/** Contacts and leads: lists, one contact, its timeline, custom fields, saved views, the pipeline. */
import { z } from 'zod';
import { FIELD_TYPES } from '../../domain/crm/fields.ts';
import { LEAD_SORTS, TEMPERATURES } from '../../domain/crm/filter.ts';
import { ASSIGNMENT_MODES, DUPLICATE_REASONS } from '../../domain/crm/words.ts';
import { SHOWN_STATUSES } from '../../domain/lead/moves.ts';
import { CHANNELS, LEAD_SOURCES, LEAD_STATUSES, OWNERS, STAGES } from '../../domain/words.ts';
import { cursor, id, time } from './common.ts';
import { labelSchema } from './labels.ts';

const micros = z.int().min(0).max(1_000_000_000_000_000);
/** A lead filter as JSON text: the same form that saved views, exports and bulk actions take. */
export const filterText = z
  .string()
  .max(4000)
  .optional()
  .describe('which leads, as JSON in the form of `filter` of POST /exports; without it all');

export const leadRowSchema = z.object({
  contactId: id,
  name: z.string().nullable(),
  address: z.string().describe('how the contact is reached: a phone number before anything else; empty when not known'),
  status: z.enum(LEAD_STATUSES).describe('as it is stored'),
  shown: z.enum(SHOWN_STATUSES).describe('as it is shown: NEEDS_HUMAN and OPTED_OUT lie over it while they are true'),
  score: z.int().nullable(),
  temperature: z.enum(TEMPERATURES),
  source: z.enum(LEAD_SOURCES),
  owner: z.object({ id, name: z.string().nullable() }).nullable(),
  valueMicros: z.int().nullable(),
  vip: z.boolean(),
  blocked: z.boolean(),
  autoreply: z.boolean(),
  highValue: z.boolean(),
  labels: z.array(labelSchema),
  fields: z.record(z.string(), z.string()).describe('values of custom fields, by the id of the field'),
  conversationId: id.nullable().describe('the one with the newest activity'),
  email: z.string().nullable(),
  business: z.string().nullable().describe('as it was learned in the newest conversation'),
  website: z.string().nullable().describe('likewise'),
  summary: z.string().nullable().describe('of the newest conversation, its beginning'),
  lastActivityAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
});
export type LeadRowView = z.infer<typeof leadRowSchema>;

export const leadQuerySchema = z.strictObject({
  filter: filterText,
  sort: z.enum(LEAD_SORTS).default('changed'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  cursor: z.string().min(1).max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const leadPageSchema = z.object({
  leads: z.array(leadRowSchema),
  cursor: z.string().nullable(),
  total: z.int().nullable().describe('with the first page; 10000 says that there are that many or more'),
});

export const leadIdsQuerySchema = z.strictObject({ filter: filterText });
export const leadIdsSchema = z.object({
  contactIds: z.array(id).max(5000),
  more: z.boolean().describe('there are more than these 5000'),
});

export const pipelineQuerySchema = z.strictObject({
  filter: filterText,
  cards: z.coerce.number().int().min(1).max(100).default(30).describe('of each column'),
});
export const pipelineSchema = z.object({
  columns: z.array(
    z.object({
      status: z.enum(SHOWN_STATUSES),
      count: z.int(),
      valueMicros: z.int().describe('the sum of what is known'),
      cards: z.array(leadRowSchema),
    }),
  ),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

export const scorePartsSchema = z.object({
  qualification: z.number(),
  budgetFit: z.number(),
  engagement: z.number(),
  cta: z.number(),
  sentiment: z.number(),
  rules: z.number().optional().describe("of the playbook's own rules; may be less than nothing"),
});

export const contactDetailSchema = z.object({
  id,
  name: z.string().nullable().describe('as it is shown'),
  channelName: z.string().nullable().describe('as the channel or the customer gave it'),
  displayName: z.string().nullable().describe('set by a person; wins'),
  notes: z.string().nullable(),
  language: z.string().nullable(),
  zone: z.string().nullable().describe("IANA; null = the organization's"),
  vip: z.boolean(),
  blocked: z.boolean(),
  autoreply: z.boolean(),
  optedOutAt: time.nullable(),
  createdAt: time,
  merged: z
    .array(z.object({ id, name: z.string().nullable(), mergeId: id.nullable(), undoUntil: time.nullable() }))
    .describe('contacts merged into this one'),
  identities: z.array(z.object({ contactId: id, kind: z.string(), value: z.string(), shown: z.string(), since: time })),
  labels: z.array(labelSchema),
  fields: z.record(z.string(), z.string()),
  conversations: z.array(
    z.object({
      id,
      channel: z.enum(CHANNELS),
      channelName: z.string(),
      owner: z.enum(OWNERS),
      stage: z.enum(STAGES),
      closed: z.boolean(),
      lastActivityAt: time,
      linked: z.boolean().describe('with another of this contact'),
    }),
  ),
  slots: z
    .array(
      z.object({
        key: z.string(),
        value: z.string(),
        confidence: z.number(),
        setBy: z.enum(['agent', 'person']),
        conversationId: id,
        messageId: id.nullable(),
      }),
    )
    .describe('what the agent has learned, the surest of each first'),
  lead: z.object({
    id,
    status: z.enum(LEAD_STATUSES),
    shown: z.enum(SHOWN_STATUSES),
    statusSetByPerson: z.boolean(),
    statusChangedAt: time.nullable(),
    moves: z.array(z.enum(SHOWN_STATUSES)).describe('what a person may set it to'),
    score: z.int().nullable(),
    temperature: z.enum(TEMPERATURES),
    scoreParts: scorePartsSchema.nullable(),
    source: z.enum(LEAD_SOURCES),
    campaign: z.record(z.string(), z.string()),
    owner: z.object({ id, name: z.string().nullable() }).nullable(),
    valueMicros: z.int().nullable(),
    currency: z.string().describe('ISO 4217, of the organization'),
    highValue: z.boolean(),
    wonAt: time.nullable(),
    updatedAt: time,
  }),
});
export type ContactDetail = z.infer<typeof contactDetailSchema>;

const shortText = z.string().trim().min(1).max(200);
export const contactPatchSchema = z.strictObject({
  displayName: shortText.nullable().optional(),
  notes: z.string().trim().max(10_000).nullable().optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})?$/)
    .nullable()
    .optional(),
  zone: z.string().min(1).max(60).nullable().optional().describe('IANA, as Asia/Kolkata'),
  vip: z.boolean().optional(),
});

export const newContactSchema = z.strictObject({
  name: shortText,
  phone: z.string().trim().min(3).max(40).optional().describe('with country code'),
  email: z.email().max(254).optional(),
});

export const factSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[\p{L}][\p{L}\p{N}_ -]{0,59}$/u)
    .describe('of the checklist, or any other fact'),
  value: z.string().trim().min(1).max(500).nullable().describe('null takes it away'),
});

export const movedSchema = z.object({ status: z.enum(SHOWN_STATUSES) });
export const moveSchema = z.strictObject({
  to: z.enum(SHOWN_STATUSES),
  valueMicros: micros.nullable().optional().describe('of a won lead; null = not known'),
  memberId: id.optional().describe('of a lead that is handed off: who works it from now on'),
  reason: z.string().trim().min(3).max(500).optional().describe('why a customer who opted out may be written to again'),
});

export const happeningSchema = z.object({
  kind: z.enum(['message', 'note', 'decision', 'conversation', 'escalation', 'appointment', 'status', 'change']),
  id,
  at: time,
  conversationId: id.nullable(),
  actor: z.object({ type: z.string(), name: z.string().nullable() }).nullable(),
  label: z.string().describe('what happened, in a sentence'),
  text: z.string().nullable().describe('what was said'),
  data: z.record(z.string(), z.unknown()).describe('enums and numbers by kind'),
});
export type HappeningView = z.infer<typeof happeningSchema>;
export const timelineQuerySchema = z.strictObject({
  kinds: z
    .string()
    .regex(
      /^(message|note|decision|conversation|escalation|appointment|status|change)(,(message|note|decision|conversation|escalation|appointment|status|change)){0,7}$/,
    )
    .optional()
    .describe('with commas between; without it all'),
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(40),
});
export const timelinePageSchema = z.object({ happenings: z.array(happeningSchema), cursor: z.string().nullable() });

export const fieldSchema = z.object({
  id,
  key: z.string(),
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  choices: z.array(z.string()),
});
export type FieldView = z.infer<typeof fieldSchema>;
const choices = z.array(z.string().trim().min(1).max(100)).max(100);
export const newFieldSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .describe('small letters, digits and _; never changes'),
  name: z.string().trim().min(1).max(80),
  type: z.enum(FIELD_TYPES),
  choices: choices.default([]).describe('of a choice'),
});
export const fieldChangeSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  choices: choices.default([]),
});
export const valueSchema = z.strictObject({ value: z.string().max(1000).nullable().describe('null takes it away') });

export const assignmentSchema = z.strictObject({
  mode: z.enum(ASSIGNMENT_MODES),
  memberIds: z.array(id).max(100).describe('who takes part, in turn'),
});
export const peopleSchema = z.object({ members: z.array(z.object({ id, name: z.string(), role: z.string() })) });

const chosen = z.array(id).min(1).max(500);
export const bulkContactsSchema = z.strictObject({
  contactIds: chosen,
  action: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('autoreply'), on: z.boolean() }),
    z.strictObject({ kind: z.literal('block'), on: z.boolean() }),
    z.strictObject({ kind: z.literal('vip'), on: z.boolean() }),
    z.strictObject({ kind: z.literal('add_label'), labelId: id }),
    z.strictObject({ kind: z.literal('remove_label'), labelId: id }),
  ]),
});
export const bulkLeadsSchema = z.strictObject({
  contactIds: chosen,
  action: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('owner'), memberId: id.nullable() }),
    z.strictObject({
      kind: z.literal('status'),
      to: z.enum(SHOWN_STATUSES),
      memberId: id.optional(),
      reason: z.string().trim().min(3).max(500).optional(),
    }),
  ]),
});
export type BulkRequest = z.infer<typeof bulkContactsSchema> | z.infer<typeof bulkLeadsSchema>;
export const bulkResultSchema = z.object({
  done: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  outcomes: z.array(
    z.object({
      contactId: id,
      name: z.string().nullable().describe('of one that failed'),
      outcome: z.enum(['done', 'unchanged', 'failed']),
      why: z.string().nullable().describe('of one that failed'),
    }),
  ),
});
export type BulkResult = z.infer<typeof bulkResultSchema>;

export const duplicateSchema = z.object({
  first: leadRowSchema,
  second: leadRowSchema,
  reasons: z.array(z.enum(DUPLICATE_REASONS)),
  foundAt: time,
});
export type DuplicateView = z.infer<typeof duplicateSchema>;
export const duplicateListSchema = z.object({ duplicates: z.array(duplicateSchema) });
export const pairSchema = z.strictObject({ firstId: id, secondId: id });
export const mergeSchema = z.strictObject({ otherId: id.describe('the contact that goes into this one') });
export const mergedSchema = z.object({ mergeId: id, undoUntil: time });
