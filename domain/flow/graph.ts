/** What a flow is made of (B-FLOW-1 … B-FLOW-10): its trigger, its nodes, and the edges between them. One zod schema. */
import { z } from 'zod';
import type { MESSAGE_KINDS } from '../words.ts';
import { WEEKDAYS } from '../zone/business-hours.ts';

const nodeId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'Use lower-case letters, digits, “-” and “_”, 40 characters at most.');
export const variableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Begin with a letter; lower-case letters, digits and “_”.');
const label = z.string().trim().min(1, 'Name a label.').max(50);
const text = z.string().trim().min(1, 'Write what is said.').max(1000);
/** Quick replies: up to three short ones are buttons, up to ten a list. */
const buttons = z
  .array(z.string().trim().min(1, 'Name the button.').max(72))
  .max(10)
  .refine(titles => new Set(titles.map(title => title.toLowerCase())).size === titles.length, 'Two buttons are alike.')
  .default([]);

export const WAIT_UNITS = ['minutes', 'hours'] as const;
export const CONDITION_OPERATORS = ['contains', 'equals', 'startsWith', 'regex', 'isEmpty'] as const;
export const WEBHOOK_METHODS = ['GET', 'POST', 'PUT'] as const;

const fieldName = z
  .string()
  .regex(
    /^(message\.(text|kind)|contact\.(name|language|label)|(vars|slots)\.[a-z][a-z0-9_]{0,39})$/,
    'Use message.text, message.kind, contact.name, contact.language, contact.label, vars.<name> or slots.<name>.',
  );

export const flowConditionSchema = z.strictObject({
  field: fieldName,
  operator: z.enum(CONDITION_OPERATORS),
  value: z.string().max(300).default(''),
  branch: nodeId,
});
export type FlowCondition = z.infer<typeof flowConditionSchema>;

export const FLOW_MEDIA = ['image', 'video', 'audio', 'document'] as const;
export const flowMediaSchema = z
  .strictObject({
    kind: z.enum(FLOW_MEDIA),
    /** Where WhatsApp takes it from; empty when it was brought here. */
    url: z.string().max(1000).default(''),
    /** Brought here (`POST /flows/files`); absent in graphs of an older release. */
    file: z.strictObject({ id: z.uuid(), name: z.string().min(1).max(240) }).nullish(),
  })
  .refine(({ url, file }) => file || /^https:\/\/[^\s{}]+$/.test(url), {
    message: 'Bring a file, or give an address that begins with https:// and that WhatsApp can reach.',
    path: ['url'],
  })
  .refine(({ url, file }) => !file || url === '', { message: 'A file or an address, not both.', path: ['url'] });
export type FlowMedia = z.infer<typeof flowMediaSchema>;

export const flowNodeSchema = z.discriminatedUnion('type', [
  z.strictObject({ id: nodeId, type: z.literal('trigger') }),
  z
    .strictObject({
      id: nodeId,
      type: z.literal('message'),
      /** With a file, its caption; may be empty then. */
      text: z.string().trim().max(1000),
      buttons,
      /** A file that WhatsApp takes from this address; absent in graphs of an older release. */
      media: flowMediaSchema.nullish(),
    })
    .refine(({ text: words, media }) => words !== '' || media, { message: 'Write what is said.', path: ['text'] }),
  z.strictObject({
    id: nodeId,
    type: z.literal('question'),
    text,
    buttons,
    variable: variableName,
    timeoutMinutes: z.int().min(1).max(43_200).nullable().default(null),
    timeoutBranch: nodeId.nullable().default(null),
  }),
  z.strictObject({
    id: nodeId,
    type: z.literal('ai'),
    /** Told to the agent for this answer, on top of its playbook. */
    instructions: z.string().max(1000).default(''),
    /** The answer is kept about this short; null = as the playbook says. */
    maxTokens: z.int().min(10).max(500).nullable().default(null),
  }),
  z.strictObject({
    id: nodeId,
    type: z.literal('condition'),
    conditions: z.array(flowConditionSchema).min(1, 'Add a condition.').max(20),
    defaultBranch: nodeId,
  }),
  z.strictObject({
    id: nodeId,
    type: z.literal('delay'),
    amount: z.int().min(1).max(1000),
    unit: z.enum(WAIT_UNITS).default('minutes'),
  }),
  z.strictObject({ id: nodeId, type: z.literal('tag'), action: z.enum(['add', 'remove']).default('add'), label }),
  z.strictObject({
    id: nodeId,
    type: z.literal('webhook'),
    url: z.string().min(1).max(1000),
    method: z.enum(WEBHOOK_METHODS).default('POST'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'No such header name.'), z.string().max(1000))
      .default({}),
    body: z.string().max(4000).default(''),
    saveResponseTo: variableName.nullable().default(null),
  }),
  z.strictObject({
    id: nodeId,
    type: z.literal('assign'),
    /** Null: whoever takes it. */
    memberId: z.uuid().nullable().default(null),
  }),
  z.strictObject({ id: nodeId, type: z.literal('end') }),
]);
export type FlowNode = z.infer<typeof flowNodeSchema>;
export type FlowNodeType = FlowNode['type'];
export const FLOW_NODE_TYPES = [
  'trigger',
  'message',
  'question',
  'ai',
  'condition',
  'delay',
  'tag',
  'webhook',
  'assign',
  'end',
] as const satisfies readonly FlowNodeType[];

/** Where an edge leads on from a node; branches stand in the node that takes them. */
export const flowEdgeSchema = z.strictObject({ from: nodeId, to: nodeId });
export type FlowEdge = z.infer<typeof flowEdgeSchema>;

export const MOST_NODES = 100;
export const flowGraphSchema = z.strictObject({
  nodes: z.array(flowNodeSchema).min(1).max(MOST_NODES, `A flow has ${MOST_NODES} nodes at most.`),
  edges: z.array(flowEdgeSchema).max(MOST_NODES),
});
export type FlowGraph = z.infer<typeof flowGraphSchema>;

/** Where nodes stand on the canvas, by their id, in its own pixels. */
export const flowLayoutSchema = z.record(
  nodeId,
  z.strictObject({ x: z.number().min(-100_000).max(100_000), y: z.number().min(-100_000).max(100_000) }),
);
export type FlowLayout = z.infer<typeof flowLayoutSchema>;

export const MEDIA_KINDS = [
  'VOICE',
  'AUDIO',
  'IMAGE',
  'VIDEO',
  'DOCUMENT',
  'STICKER',
  'LOCATION',
] as const satisfies readonly (typeof MESSAGE_KINDS)[number][];

/** What begins a run (B-FLOW-2). */
export const flowTriggerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('FIRST_MESSAGE') }),
  z.strictObject({
    type: z.literal('KEYWORD'),
    match: z.enum(['contains', 'exact', 'starts_with']).default('contains'),
    patterns: z.array(z.string().trim().min(1).max(60)).min(1, 'Add a word.').max(20),
  }),
  /** None named: any of them. */
  z.strictObject({ type: z.literal('INBOUND_MEDIA'), kinds: z.array(z.enum(MEDIA_KINDS)).max(7).default([]) }),
  z.strictObject({ type: z.literal('LABEL_ADDED'), label }),
  z.strictObject({ type: z.literal('API') }),
  /** On these days at this time of the organization's zone, for whoever has the label and may be written to. */
  z.strictObject({
    type: z.literal('SCHEDULED'),
    days: z.array(z.enum(WEEKDAYS)).min(1, 'Choose a day.').max(7),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as HH:MM.'),
    label,
  }),
]);
export type FlowTrigger = z.infer<typeof flowTriggerSchema>;
export const FLOW_TRIGGERS = [
  'FIRST_MESSAGE',
  'KEYWORD',
  'INBOUND_MEDIA',
  'LABEL_ADDED',
  'API',
  'SCHEDULED',
] as const satisfies readonly FlowTrigger['type'][];

export const nodeOf = (graph: FlowGraph, id: string): FlowNode | undefined => graph.nodes.find(node => node.id === id);

/** The node that an edge leads to from here. */
export const nextOf = (graph: FlowGraph, id: string): string | null =>
  graph.edges.find(edge => edge.from === id)?.to ?? null;

/** Every node that can come after this one. */
export function exitsOf(graph: FlowGraph, node: FlowNode): string[] {
  const next = graph.edges.filter(edge => edge.from === node.id).map(edge => edge.to);
  if (node.type === 'condition') return [...node.conditions.map(condition => condition.branch), node.defaultBranch];
  if (node.type === 'question' && node.timeoutBranch !== null) return [...next, node.timeoutBranch];
  return next;
}
