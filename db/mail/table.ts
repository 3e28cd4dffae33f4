import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from '../columns.ts';

export type MailState = 'QUEUED' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN';
export type MailKind = 'reset' | 'verify' | 'known' | 'invitation' | 'password_changed';

/** Mails that are to go out: written in the transaction of what they tell, and sent by the dispatcher. */
export const mails = pgTable(
  'mails',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<MailKind>().notNull(),
    state: text('state').$type<MailState>().notNull().default('QUEUED'),
    /** Address and words, sealed: a link in it opens an account. Gone when the mail is. */
    contentSealed: bytea('content_sealed'),
    attempts: integer('attempts').notNull().default(0),
    dueAt: instant('due_at').notNull(),
    claimedUntil: instant('claimed_until'),
    /** When what it says stops being true; it is not sent after that. */
    expiresAt: instant('expires_at').notNull(),
    /** Why it was refused, as the server said it, without addresses. */
    reason: text('reason'),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  t => [index('mails_due').on(t.state, t.dueAt)],
);
