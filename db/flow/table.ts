import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { FlowGraph, FlowLayout, FlowTrigger } from '../../domain/flow/graph.ts';
import type { FlowWait } from '../../domain/flow/run.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { organizations } from '../organization/table.ts';

/** A flow (B-FLOW-1). What it does stands in its versions; new runs begin on the current one. */
export const flows = pgTable(
  'flows',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** Off: no new runs begin; those under way go on. */
    active: boolean('active').notNull().default(false),
    currentVersion: integer('current_version').notNull(),
    /** Where its nodes stand on the canvas: no part of what it does, so of no version. */
    layout: jsonb('layout').$type<FlowLayout>().notNull().default({}),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('flows_name').on(t.orgId, sql`lower(${t.name})`),
    index('flows_active').on(t.orgId, t.createdAt, t.id).where(sql`active`),
  ],
);

/** Never changed: a run keeps the version it began with (B-FLOW-12). */
export const flowVersions = pgTable(
  'flow_versions',
  {
    orgId: orgId(),
    flowId: uuid('flow_id').notNull(),
    version: integer('version').notNull(),
    trigger: jsonb('trigger').$type<FlowTrigger>().notNull(),
    graph: jsonb('graph').$type<FlowGraph>().notNull(),
    /** Null: made with the organization. */
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.flowId, t.version] }),
    foreignKey({ columns: [t.orgId, t.flowId], foreignColumns: [flows.orgId, flows.id] }).onDelete('cascade'),
  ],
);

export const FLOW_RUN_STATES = ['RUNNING', 'COMPLETED', 'STOPPED', 'FAILED'] as const;
export type FlowRunState = (typeof FLOW_RUN_STATES)[number];

/** One way of one conversation through a flow (B-FLOW-11). One runs at a time; the conversation's row names it and when it is due. */
export const flowRuns = pgTable(
  'flow_runs',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    flowId: uuid('flow_id').notNull(),
    version: integer('version').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    state: text('state').$type<FlowRunState>().notNull(),
    /** Of the trigger: FIRST_MESSAGE, API … */
    begunBy: text('begun_by').$type<FlowTrigger['type']>().notNull(),
    nodeId: text('node_id').notNull(),
    /** Answers of the contact: personal data, erased with the conversation. */
    variables: jsonb('variables').$type<Record<string, string>>().notNull(),
    steps: integer('steps').notNull(),
    wait: jsonb('wait').$type<FlowWait>(),
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    endedAt: instant('ended_at'),
    /** Why it ended: completed, assigned, takeover, opt_out, window_closed … */
    endReason: text('end_reason'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('flow_runs_running').on(t.orgId, t.conversationId).where(sql`state = 'RUNNING'`),
    index('flow_runs_flow').on(t.orgId, t.flowId, t.startedAt, t.id),
    foreignKey({
      columns: [t.orgId, t.flowId, t.version],
      foreignColumns: [flowVersions.orgId, flowVersions.flowId, flowVersions.version],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** Files that flows send. Bytes live behind the storage port; no customer's data is in them. */
export const flowFiles = pgTable(
  'flow_files',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    mime: text('mime').notNull(),
    fileName: text('file_name').notNull(),
    sha256: text('sha256').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    storageKey: text('storage_key').notNull(),
    /** What the provider calls it, by channel account: brought there once, and again before it forgets it. */
    brought: jsonb('brought').$type<Record<string, { providerMediaId: string; at: number }>>().notNull().default({}),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] })],
);
