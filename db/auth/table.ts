/** Tables of the authentication library (better-auth); names are ours, shapes are its. No organization stands in them. */
import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from '../columns.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
  /** Ours. */
  lastSignInAt: instant('last_sign_in_at'),
});

export const sessions = pgTable('sessions', {
  id: uuid('id').primaryKey(),
  expiresAt: at('expires_at').notNull(),
  token: text('token').notNull().unique(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  userId: uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
  /** Ours: the organization this session works in; the person's first one while it is null. */
  organizationId: uuid('organization_id'),
});

export const authAccounts = pgTable('auth_accounts', {
  id: uuid('id').primaryKey(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  userId: uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: at('access_token_expires_at'),
  refreshTokenExpiresAt: at('refresh_token_expires_at'),
  scope: text('scope'),
  password: text('password'),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

export const verifications = pgTable('verifications', {
  id: uuid('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

/**
 * Failed proofs in a row, by what was to be proven: a keyed hash of an address (also of one that nobody has, so that a lock tells
 * nothing), or a person's second factor. Counted before the proof is looked at: guesses at once are counted like guesses in turn.
 */
export const failedProofs = pgTable('failed_proofs', {
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  lastAt: instant('last_at').notNull(),
  lockedUntil: instant('locked_until'),
});

export type TokenKind = 'reset' | 'verify' | 'second_factor';

/** Tokens that prove something once; only their SHA-256 is kept. */
export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    hash: bytea('hash').primaryKey(),
    kind: text('kind').$type<TokenKind>().notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** Of a sign-in under way: whether the session is to last. */
    remember: boolean('remember').notNull().default(true),
    expiresAt: instant('expires_at').notNull(),
  },
  t => [index('one_time_tokens_user').on(t.userId, t.kind)],
);

/** A person's TOTP secret, sealed; it counts once it is confirmed. */
export const secondFactors = pgTable('second_factors', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  secretSealed: bytea('secret_sealed').notNull(),
  confirmedAt: instant('confirmed_at'),
  /** The newest time step whose code was taken: it and older ones are refused (RFC 6238, 5.2). */
  lastStep: integer('last_step').notNull().default(0),
  createdAt: instant('created_at').notNull(),
});

/** Single-use codes for when the device is lost; only keyed hashes are kept. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    hash: bytea('hash').notNull(),
    usedAt: instant('used_at'),
  },
  t => [primaryKey({ columns: [t.userId, t.hash] })],
);
