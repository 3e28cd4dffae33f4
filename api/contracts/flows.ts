/** Flows over REST (B-API-20, B-API-21): what is sent and answered. */
import { z } from 'zod';
import {
  FLOW_MEDIA,
  FLOW_TRIGGERS,
  flowGraphSchema,
  flowLayoutSchema,
  flowTriggerSchema,
} from '../../domain/flow/graph.ts';
import { id, time } from './common.ts';

const name = z.string().trim().min(1, 'Name the flow.').max(80);
const description = z.string().trim().max(500);

export const flowContentSchema = z.strictObject({
  name,
  description: description.default(''),
  trigger: flowTriggerSchema,
  graph: flowGraphSchema,
  layout: flowLayoutSchema.optional().describe('where nodes stand on the canvas; left out, as it was'),
});
export type FlowContentInput = z.input<typeof flowContentSchema>;

export const flowMetadataSchema = z.strictObject({ name: name.optional(), description: description.optional() });

export const flowSchema = z.object({
  id,
  name: z.string(),
  description: z.string(),
  active: z.boolean(),
  version: z.int().describe('new runs begin on it; those under way keep theirs'),
  trigger: flowTriggerSchema,
  graph: flowGraphSchema,
  layout: flowLayoutSchema,
  createdAt: time,
  updatedAt: time,
  totalEntered: z.int(),
  totalCompleted: z.int(),
  running: z.int(),
  lastRunAt: time.nullable(),
});
export type FlowView = z.infer<typeof flowSchema>;

export const flowExampleSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  trigger: flowTriggerSchema,
  graph: flowGraphSchema,
});
export const flowListSchema = z.object({
  flows: z.array(flowSchema),
  examples: z.array(flowExampleSchema).describe('whole flows to begin with'),
});
export type FlowListView = z.infer<typeof flowListSchema>;
export type FlowExampleView = z.infer<typeof flowExampleSchema>;

export const flowStatsSchema = z.object({
  totalEntered: z.int(),
  totalCompleted: z.int(),
  running: z.int(),
  stopped: z.int().describe('by a takeover, an opt-out, a person …'),
  failed: z.int(),
  lastRunAt: time.nullable(),
  standing: z.array(z.object({ nodeId: z.string(), runs: z.int() })).describe('where runs under way stand'),
  ended: z.array(z.object({ reason: z.string(), runs: z.int() })).describe('why runs ended'),
});
export type FlowStatsView = z.infer<typeof flowStatsSchema>;

export const flowRunSchema = z.object({
  id,
  conversationId: id,
  contactName: z.string().nullable(),
  version: z.int(),
  state: z.enum(['RUNNING', 'COMPLETED', 'STOPPED', 'FAILED']),
  begunBy: z.enum(FLOW_TRIGGERS),
  nodeId: z.string().describe('where it stands, or stood at its end'),
  waitsFor: z.enum(['turn', 'answer', 'delay']).nullable(),
  dueAt: time.nullable().describe('when it goes on by itself'),
  steps: z.int(),
  startedAt: time,
  endedAt: time.nullable(),
  endReason: z.string().nullable(),
});
export type FlowRunView = z.infer<typeof flowRunSchema>;
export const flowRunListSchema = z.object({ runs: z.array(flowRunSchema) });

export const beginRunSchema = z.strictObject({ conversationId: id });
export const begunRunSchema = z.object({ runId: id });

/** POST /flows/files?name= — the body is the file. */
export const flowFileSchema = z.object({
  id,
  kind: z.enum(FLOW_MEDIA),
  mime: z.string(),
  fileName: z.string(),
  sizeBytes: z.int(),
  url: z.string().describe('GET this for the bytes'),
});
export type FlowFileView = z.infer<typeof flowFileSchema>;
