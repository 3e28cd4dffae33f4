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
  uuid,
} from 'drizzle-orm/pg-core';
import type { ExportState, ImportState } from '../../domain/crm/words.ts';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';
import { organizations } from '../organization/table.ts';

/** A CSV of contacts on its way in. What is done stands here and in its rows: the workflow carries only its id. */
export const imports = pgTable(
  'imports',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    fileName: text('file_name').notNull(),
    columns: jsonb('columns').$type<string[]>().notNull(),
    /** Target by column, in order; null = not taken. */
    mapping: jsonb('mapping').$type<(string | null)[]>(),
    options: jsonb('options').$type<Record<string, unknown>>().notNull().default({}),
    state: text('state').$type<ImportState>().notNull(),
    totalRows: integer('total_rows').notNull(),
    /** Rows below this number have been looked at by the pass that runs (CHECKING or RUNNING); the first is 1. */
    nextRow: integer('next_row').notNull().default(1),
    created: integer('created').notNull().default(0),
    updated: integer('updated').notNull().default(0),
    skipped: integer('skipped').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    failure: text('failure'),
    /** Steps in a row that failed without a row being taken. */
    faults: integer('faults').notNull().default(0),
    createdBy: uuid('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), index('imports_recent').on(t.orgId, t.createdAt)],
);

export const importRows = pgTable(
  'import_rows',
  {
    orgId: orgId(),
    importId: uuid('import_id').notNull(),
    /** As a spreadsheet counts: the names of the columns are row 1. */
    number: integer('number').notNull(),
    /** Emptied once the row is taken; what failed stays for the download. */
    cells: jsonb('cells').$type<string[]>().notNull(),
    outcome: text('outcome').$type<'created' | 'updated' | 'skipped' | 'failed'>(),
    errors: jsonb('errors').$type<string[]>(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.importId, t.number] }),
    foreignKey({ columns: [t.orgId, t.importId], foreignColumns: [imports.orgId, imports.id] }).onDelete('cascade'),
  ],
);

/** Whom an import made or changed, so that they can be shown. Ids only: they stay when the rows go. */
export const importContacts = pgTable(
  'import_contacts',
  {
    orgId: orgId(),
    importId: uuid('import_id').notNull(),
    contactId: uuid('contact_id').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.importId, t.contactId] }),
    index('import_contacts_contact').on(t.orgId, t.contactId),
    foreignKey({ columns: [t.orgId, t.importId], foreignColumns: [imports.orgId, imports.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);

/** Whom the rows of a check stand for, while it runs: two rows of one person are told, however far they are apart. */
export const importAddresses = pgTable(
  'import_addresses',
  {
    orgId: orgId(),
    importId: uuid('import_id').notNull(),
    kind: text('kind').$type<'phone' | 'email'>().notNull(),
    value: text('value').notNull(),
    /** One that is there, or one that would be made. */
    contactId: uuid('contact_id').notNull(),
    /** Whether that one would have a phone number by then. */
    withPhone: boolean('with_phone').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.importId, t.kind, t.value] }),
    foreignKey({ columns: [t.orgId, t.importId], foreignColumns: [imports.orgId, imports.id] }).onDelete('cascade'),
  ],
);

/** A CSV on its way out: a file of the media store, gone after a day. */
export const exports = pgTable(
  'exports',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    filter: jsonb('filter').$type<Record<string, unknown>>().notNull(),
    state: text('state').$type<ExportState>().notNull(),
    rows: integer('rows').notNull().default(0),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    storageKey: text('storage_key'),
    failure: text('failure'),
    createdBy: uuid('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    expiresAt: instant('expires_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('exports_recent').on(t.orgId, t.createdAt),
    index('exports_expiry').on(t.expiresAt),
  ],
);
