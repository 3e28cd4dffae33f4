import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Answers } from '../../domain/onboarding/answers.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

/** What is told to whoever reviews a draft. */
export interface DraftNotes {
  /** By configuration: made by the model, or in code from the answers. */
  parts: Record<string, 'model' | 'answers'>;
  /** Why something is not as it was hoped for, in sentences. */
  notes: string[];
}

/** How far an organization is with setting itself up: one row each. */
export const onboardings = pgTable('onboardings', {
  orgId: orgId()
    .primaryKey()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  /** Of an older release, it may not fit any more: read with `storedAnswers`. */
  answers: jsonb('answers').$type<Partial<Answers>>().notNull().default({}),
  startedFrom: text('started_from'),
  /** What the agent would run on; null until it was made. */
  draft: jsonb('draft').$type<Playbook>(),
  draftNotes: jsonb('draft_notes').$type<DraftNotes>(),
  /** Grows with every change of the draft: whoever saves says which one they saw. */
  draftRevision: integer('draft_revision').notNull().default(0),
  draftAt: instant('draft_at'),
  playbookId: uuid('playbook_id'),
  publishedVersion: integer('published_version'),
  publishedAt: instant('published_at'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

/** A talk with a draft or a version, by a member of the organization: nothing of it is sent anywhere. */
export const testChats = pgTable(
  'test_chats',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    memberId: uuid('member_id').notNull(),
    /** What the agent remembers of the talk. */
    state: jsonb('state').$type<unknown>().notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] })],
);
