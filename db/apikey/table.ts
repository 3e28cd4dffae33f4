import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Scope } from '../../domain/permission/scopes.ts';
import type { Role } from '../../domain/words.ts';
import { bytea, instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

/** Keys for programs (B-KEY-1). The key itself is kept nowhere; its SHA-256 finds it. */
export const apiKeys = pgTable(
  'api_keys',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    hash: bytea('hash').notNull().unique(),
    /** The first 8 characters, to tell keys apart. */
    prefix: text('prefix').notNull(),
    /** It may what this role may, what its maker may, and what its scopes say: the least of them. */
    role: text('role').$type<Role>().notNull(),
    scopes: jsonb('scopes').$type<Scope[]>().notNull(),
    /** The member who made it; it ends with them. */
    memberId: uuid('member_id').notNull(),
    expiresAt: instant('expires_at'),
    /** Moved at most once a minute. */
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId, t.id] }), index('api_keys_member').on(t.orgId, t.memberId)],
);
