import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { AssignmentMode, DuplicateReason } from '../../domain/crm/words.ts';
import type { LeadStatus } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';
import { organizations } from '../organization/table.ts';

/** Every move of a lead's status, whoever made it: written by a trigger on `leads`, by nobody else. */
export const leadMoves = pgTable(
  'lead_moves',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    leadId: uuid('lead_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    fromStatus: text('from_status').$type<LeadStatus>(),
    toStatus: text('to_status').$type<LeadStatus>().notNull(),
    byPerson: boolean('by_person').notNull(),
    at: instant('at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('lead_moves_contact').on(t.orgId, t.contactId, t.at),
    // What became of leads in some days.
    index('lead_moves_when').on(t.orgId, t.toStatus, t.at),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);

/** Who gets new leads; one row an organization, none: nobody does. */
export const leadAssignment = pgTable('lead_assignment', {
  orgId: orgId()
    .references(() => organizations.id, { onDelete: 'cascade' })
    .primaryKey(),
  mode: text('mode').$type<AssignmentMode>().notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const leadAssignees = pgTable(
  'lead_assignees',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    memberId: uuid('member_id').notNull(),
    position: integer('position').notNull(),
    lastAssignedAt: instant('last_assigned_at'),
  },
  t => [primaryKey({ columns: [t.orgId, t.memberId] })],
);

/** Two contacts that look like one person. Nothing merges unseen (A-UI-14). */
export const duplicateSuggestions = pgTable(
  'duplicate_suggestions',
  {
    orgId: orgId(),
    /** The smaller id, so that a pair stands once. */
    firstId: uuid('first_id').notNull(),
    secondId: uuid('second_id').notNull(),
    reasons: jsonb('reasons').$type<DuplicateReason[]>().notNull(),
    state: text('state').$type<'open' | 'dismissed' | 'merged'>().notNull(),
    foundAt: instant('found_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: uuid('decided_by'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.firstId, t.secondId] }),
    index('duplicate_suggestions_open').on(t.orgId, t.state, t.foundAt),
    index('duplicate_suggestions_second').on(t.orgId, t.secondId),
    foreignKey({ columns: [t.orgId, t.firstId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.orgId, t.secondId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);

/** What a merge changed, so that it can be undone within a day. */
export const contactMerges = pgTable(
  'contact_merges',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    keptId: uuid('kept_id').notNull(),
    mergedId: uuid('merged_id').notNull(),
    /** Of the kept contact and its lead, as they were before. */
    before: jsonb('before').$type<Record<string, unknown>>().notNull(),
    mergedBy: uuid('merged_by').notNull(),
    mergedAt: instant('merged_at').notNull(),
    undoneAt: instant('undone_at'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('contact_merges_kept').on(t.orgId, t.keptId, t.mergedAt),
    foreignKey({ columns: [t.orgId, t.keptId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.orgId, t.mergedId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);

/** The reports on what customers talk about are part of the schema through here. */
export * from '../analytics/table.ts';
