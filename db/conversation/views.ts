/** Conversations as lists and pages show them. */
import { and, asc, desc, eq, ilike, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { users } from '../auth/table.ts';
import { channelAccounts } from '../channel/table.ts';
import { contactIdentities, contacts, leads } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { escalations } from '../escalation/table.ts';
import { drafts, messages } from '../message/table.ts';
import { members } from '../organization/table.ts';
import { conversations } from './table.ts';

export type ListView = 'all' | 'open' | 'needs_human' | 'mine' | 'ai' | 'approval' | 'unread' | 'resolved';

/** An UNKNOWN send is shown to a person after this long: most are settled by their status before. */
export const UNKNOWN_SHOWN_AFTER_MS = 120_000;

const lastMessages = alias(messages, 'last_messages');
const lastMembers = alias(members, 'last_members');
const lastUsers = alias(users, 'last_users');

const pending = (orgColumn: typeof conversations.orgId, idColumn: typeof conversations.id) =>
  sql`exists(select from ${escalations} e where e.org_id = ${orgColumn} and e.conversation_id = ${idColumn} and e.state = 'pending' and e.effect = 'hand_over')`;

const hasDraft = sql<boolean>`exists(select from ${drafts} d where d.org_id = ${conversations.orgId} and d.conversation_id = ${conversations.id} and d.state = 'PENDING' and d.kind = 'APPROVAL')`;

function viewFilter(view: ListView, memberId: string) {
  const open = sql`${conversations.closedAt} is null`;
  switch (view) {
    case 'all':
      return undefined;
    case 'open':
      return open;
    case 'needs_human':
      return and(open, or(eq(conversations.owner, 'HUMAN'), pending(conversations.orgId, conversations.id)));
    case 'mine':
      return and(open, eq(conversations.ownerMemberId, memberId));
    case 'ai':
      return and(open, eq(conversations.owner, 'AI'));
    case 'approval':
      return and(open, hasDraft);
    case 'unread':
      return and(open, sql`${conversations.unread} > 0`);
    case 'resolved':
      return sql`${conversations.closedAt} is not null`;
  }
}

export interface ListInput {
  orgId: string;
  memberId: string;
  view: ListView;
  search: string | undefined;
  /** Rows older than this position. */
  after: { at: number; id: string } | null;
  limit: number;
  now: number;
}

const rowColumns = (now: number) => ({
  conversation: conversations,
  contactName: contacts.name,
  optedOutAt: contacts.optedOutAt,
  channel: channelAccounts.channel,
  leadStatus: leads.status,
  ownerName: users.name,
  address: sql<string>`coalesce((select i.value from ${contactIdentities} i where i.org_id = ${conversations.orgId} and i.contact_id = ${conversations.contactId} order by case i.kind when 'phone' then 0 when 'wa_id' then 1 when 'email' then 2 else 3 end, i.created_at desc limit 1), '')`,
  hasDraft,
  hasUnknown: sql<boolean>`exists(select from messages m where m.org_id = ${conversations.orgId} and m.conversation_id = ${conversations.id} and m.state = 'UNKNOWN' and m.unknown_since < ${new Date(now - UNKNOWN_SHOWN_AFTER_MS).toISOString()}::timestamptz)`,
  escalationPriority: escalations.priority,
  escalationReasons: escalations.reasons,
  escalationEffect: escalations.handsOver,
  escalationBrief: escalations.brief,
  lastText: lastMessages.text,
  lastKind: lastMessages.kind,
  lastDirection: lastMessages.direction,
  lastSender: lastMessages.sender,
  lastState: lastMessages.state,
  lastErrorCode: lastMessages.errorCode,
  lastMemberId: lastMessages.memberId,
  lastMemberName: lastUsers.name,
  lastAt: lastMessages.at,
  lastDeletedAt: lastMessages.deletedAt,
});

function base(tx: Tx, now: number) {
  return tx
    .select(rowColumns(now))
    .from(conversations)
    .innerJoin(contacts, and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId)))
    .innerJoin(
      channelAccounts,
      and(eq(channelAccounts.orgId, conversations.orgId), eq(channelAccounts.id, conversations.channelAccountId)),
    )
    .leftJoin(leads, and(eq(leads.orgId, conversations.orgId), eq(leads.contactId, conversations.contactId)))
    .leftJoin(members, and(eq(members.orgId, conversations.orgId), eq(members.id, conversations.ownerMemberId)))
    .leftJoin(users, eq(users.id, members.userId))
    .leftJoin(
      escalations,
      and(
        eq(escalations.orgId, conversations.orgId),
        eq(escalations.conversationId, conversations.id),
        eq(escalations.state, 'pending'),
      ),
    )
    .leftJoin(
      lastMessages,
      and(eq(lastMessages.orgId, conversations.orgId), eq(lastMessages.id, conversations.lastMessageId)),
    )
    .leftJoin(lastMembers, and(eq(lastMembers.orgId, conversations.orgId), eq(lastMembers.id, lastMessages.memberId)))
    .leftJoin(lastUsers, eq(lastUsers.id, lastMembers.userId))
    .$dynamic();
}

export type ViewRow = Awaited<ReturnType<typeof listConversations>>[number];

export async function listConversations(tx: Tx, input: ListInput) {
  const { orgId, after, search } = input;
  const pattern = search ? `%${search.replace(/[\\%_]/g, character => `\\${character}`)}%` : null;
  // People write numbers with spaces and brackets, as they are shown; they are stored without.
  const digits = search && /^[+\d\s().-]+$/.test(search) ? search.replace(/[^\d+]/g, '') : '';
  const address = digits.length > 2 ? `%${digits}%` : pattern;
  const matches = pattern
    ? or(
        ilike(contacts.name, pattern),
        sql`exists(select from ${contactIdentities} i where i.org_id = ${conversations.orgId} and i.contact_id = ${conversations.contactId} and i.value ilike ${address})`,
        sql`exists(select from messages m where m.org_id = ${conversations.orgId} and m.conversation_id = ${conversations.id} and m.deleted_at is null and m.text ilike ${pattern})`,
      )
    : undefined;
  const position = after
    ? sql`(${conversations.lastActivityAt}, ${conversations.id}) < (${new Date(after.at).toISOString()}::timestamptz, ${after.id}::uuid)`
    : undefined;
  return base(tx, input.now)
    .where(and(eq(conversations.orgId, orgId), viewFilter(input.view, input.memberId), matches, position))
    .orderBy(desc(conversations.lastActivityAt), desc(conversations.id))
    .limit(input.limit);
}

export async function findConversation(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<ViewRow | null> {
  const [row] = await base(tx, now).where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)));
  return row ?? null;
}

/** Whether the organization has such a conversation. */
export async function hasConversation(
  tx: Tx,
  { orgId, conversationId }: { orgId: string; conversationId: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)));
  return rows.length > 0;
}

/** How many conversations each view holds. */
export async function countViews(tx: Tx, { orgId, memberId }: { orgId: string; memberId: string }) {
  const count = (view: ListView) =>
    sql<number>`count(*) filter (where ${viewFilter(view, memberId) ?? sql`true`})::int`;
  const [row] = await tx
    .select({
      open: count('open'),
      needs_human: count('needs_human'),
      mine: count('mine'),
      approval: count('approval'),
      unread: count('unread'),
    })
    .from(conversations)
    .where(eq(conversations.orgId, orgId));
  return row ?? { open: 0, needs_human: 0, mine: 0, approval: 0, unread: 0 };
}

export async function openDrafts(tx: Tx, { orgId, conversationId }: { orgId: string; conversationId: string }) {
  return tx
    .select()
    .from(drafts)
    .where(and(eq(drafts.orgId, orgId), eq(drafts.conversationId, conversationId), eq(drafts.state, 'PENDING')))
    .orderBy(asc(drafts.createdAt));
}

/** Ids and sources of messages named by slots. */
export async function existingMessages(tx: Tx, { orgId, ids }: { orgId: string; ids: string[] }): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.orgId, orgId), inArray(messages.id, ids), isNotNull(messages.id)));
  return new Set(rows.map(row => row.id));
}
