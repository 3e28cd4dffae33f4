import { integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Role } from '../../domain/words.ts';
import { bytea, instant, orgId } from '../columns.ts';

export const organizations = pgTable('organizations', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  /** IANA zone; the default of every contact. */
  zone: text('zone').notNull(),
  /** ISO 4217. */
  currency: text('currency').notNull(),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
  createdAt: instant('created_at').notNull(),
});

export const members = pgTable(
  'members',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    role: text('role').$type<Role>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), unique('members_user').on(t.orgId, t.userId)],
);

/** Who is asked to join, as what. One open invitation for an address; its token is kept as SHA-256 only. */
export const invitations = pgTable(
  'invitations',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    tokenHash: bytea('token_hash').notNull().unique(),
    invitedBy: uuid('invited_by').notNull(),
    mailId: uuid('mail_id'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), unique('invitations_email').on(t.orgId, t.email)],
);

/**
 * Keys of the installation, wrapped by the master key. One row, `root`: what is derived from it (hashes of provider ids, the
 * secret of sessions, payloads of no organization) stays the same when the master key changes. It also says which master key
 * wraps new keys now.
 */
export const installationKeys = pgTable('installation_keys', {
  use: text('use').primaryKey(),
  wrapped: bytea('wrapped').notNull(),
  masterKeyId: text('master_key_id').notNull(),
  createdAt: instant('created_at').notNull(),
});

/** One data key per organization and generation, wrapped by the master key: seals payloads, secrets and raw updates. */
export const orgKeys = pgTable(
  'org_keys',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull().unique(),
    wrapped: bytea('wrapped').notNull(),
    masterKeyId: text('master_key_id').notNull(),
    generation: integer('generation').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.generation] })],
);
