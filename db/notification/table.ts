import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { NoticeKind } from '../../domain/notice/notice.ts';
import { sessions } from '../auth/table.ts';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { members } from '../organization/table.ts';

/** What a member is told (B-NOTE-1): kept seven days. It says what kind of thing and where; its words are made when it is read. */
export const notifications = pgTable(
  'notifications',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    memberId: uuid('member_id').notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    /** Ids and enums only. */
    about: jsonb('about').$type<Record<string, string>>().notNull().default({}),
    conversationId: uuid('conversation_id'),
    /** One notice of one thing to one member, however often it is told. */
    thing: text('thing').notNull(),
    urgent: boolean('urgent').notNull().default(false),
    readAt: instant('read_at'),
    /** Pushed to the member's browsers; null while it waits for that. */
    pushedAt: instant('pushed_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('notifications_thing').on(t.orgId, t.memberId, t.thing),
    index('notifications_member').on(t.orgId, t.memberId, t.createdAt, t.id),
    index('notifications_unpushed').on(t.createdAt).where(sql`pushed_at is null`),
    index('notifications_age').on(t.createdAt),
    foreignKey({ columns: [t.orgId, t.memberId], foreignColumns: [members.orgId, members.id] }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
  ],
);

/** Browsers that want to be told (RFC 8030). The address is a secret of the browser: sealed nowhere else, shown to nobody. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    memberId: uuid('member_id').notNull(),
    endpoint: text('endpoint').notNull(),
    /** Signing out, or being signed out, ends it. */
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    /** The browser's public key and its secret (RFC 8291), base64url. */
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('push_subscriptions_endpoint').on(t.orgId, t.memberId, t.endpoint),
    foreignKey({ columns: [t.orgId, t.memberId], foreignColumns: [members.orgId, members.id] }).onDelete('cascade'),
  ],
);

/** For what kinds a member wants to be told, where it is not the default (X-NOTE). */
export const noticeChoices = pgTable(
  'notice_choices',
  {
    orgId: orgId(),
    memberId: uuid('member_id').notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    inApp: boolean('in_app').notNull(),
    push: boolean('push').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.memberId, t.kind] }),
    foreignKey({ columns: [t.orgId, t.memberId], foreignColumns: [members.orgId, members.id] }).onDelete('cascade'),
  ],
);
