import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';
import { playbooks } from '../playbook/table.ts';

export type EvalState = 'RUNNING' | 'DONE' | 'FAILED' | 'STOPPED';

/** One playing of personas against one or two versions of a playbook, on a stack of its own: no customer ever hears of it. */
export const evalRuns = pgTable(
  'eval_runs',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    playbookId: uuid('playbook_id').notNull(),
    version: integer('version').notNull(),
    /** The version it is compared with; null when it stands alone. */
    against: integer('against'),
    state: text('state').$type<EvalState>().notNull(),
    /** What is going on, in words; while it runs. */
    doing: text('doing').notNull().default(''),
    done: integer('done').notNull().default(0),
    /** Null until it is known. */
    total: integer('total'),
    model: text('model').notNull().default(''),
    demoModel: integer('demo_model').notNull().default(0),
    /** By version, once it has ended. */
    totals: jsonb('totals').$type<Record<string, Record<string, number | null>>>().notNull().default({}),
    failure: text('failure'),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    /** It said so lately: a run whose process is gone stops saying it. */
    aliveAt: instant('alive_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.playbookId], foreignColumns: [playbooks.orgId, playbooks.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** One persona of a run: what was said and what the checks found. Made-up people only. */
export const evalResults = pgTable(
  'eval_results',
  {
    orgId: orgId(),
    runId: uuid('run_id').notNull(),
    version: integer('version').notNull(),
    persona: text('persona').notNull(),
    position: integer('position').notNull(),
    passed: integer('passed').notNull(),
    failed: integer('failed').notNull(),
    result: jsonb('result').$type<Record<string, unknown>>().notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.runId, t.version, t.persona] }),
    foreignKey({ columns: [t.orgId, t.runId], foreignColumns: [evalRuns.orgId, evalRuns.id] }).onDelete('cascade'),
  ],
);
