/** Conversations as lists and pages show them. */
import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { users } from '../auth/table.ts';
import { channelAccounts } from '../channel/table.ts';
import { contactIdentities, contacts, leads } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { escalations } from '../escalation/table.ts';
import { drafts, messages } from '../message/table.ts';
import { members } from '../organization/table.ts';
import { searchInbox } from '../search/queries.ts';
import { conversations } from './table.ts';
import { type ListView, viewFilter } from './view-rules.ts';

/** An UNKNOWN send is shown to a person after this long: most are settled by their status before. */
export const UNKNOWN_SHOWN_AFTER_MS = 120_000;

const lastMessages = alias(messages, 'last_messages');
const lastMembers = alias(members, 'last_members');
const lastUsers = alias(users, 'last_users');
const assignees = alias(members, 'assignees');
const assigneeUsers = alias(users, 'assignee_users');

export interface ListInput {
  orgId: string;
  memberId: string;
  view: ListView;
  search: string | undefined;
  /** These alone, as far as they are in the view. */
  ids?: string[] | undefined;
  /** Rows older than this position. */
  after: { at: number; id: string } | null;
  limit: number;
  now: number;
}

/** Neither what the agent remembers nor what only turns need: that is most of a conversation, and no row shows it. */
const {
  memory: _memory,
  ctas: _ctas,
  campaign: _campaign,
  lastTouch: _lastTouch,
  variants: _variants,
  ...listed
} = getTableColumns(conversations);

/** How a contact is reached: a phone number before anything else; nothing when it is not known. */
export const addressOf = (orgId: SQL, contactId: SQL): SQL<string> =>
  sql<string>`coalesce((select i.value from ${contactIdentities} i where i.org_id = ${orgId} and i.contact_id = ${contactId} order by case i.kind when 'phone' then 0 when 'wa_id' then 1 when 'email' then 2 else 3 end, i.created_at desc limit 1), '')`;

/** The same for queries from `conversations`. */
export const contactAddress = addressOf(sql`${conversations.orgId}`, sql`${conversations.contactId}`);

const rowColumns = (now: number) => ({
  conversation: listed,
  // What people call somebody wins over what the channel says (B-CON-1).
  contactName: sql<string | null>`coalesce(${contacts.displayName}, ${contacts.name})`,
  optedOutAt: contacts.optedOutAt,
  channel: channelAccounts.channel,
  leadStatus: leads.status,
  leadValueMicros: leads.valueMicros,
  ownerName: users.name,
  assigneeName: assigneeUsers.name,
  address: contactAddress,
  hasDraft: conversations.awaitsApproval,
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
  return (
    tx
      .select(rowColumns(now))
      .from(conversations)
      .innerJoin(contacts, and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId)))
      .innerJoin(
        channelAccounts,
        and(eq(channelAccounts.orgId, conversations.orgId), eq(channelAccounts.id, conversations.channelAccountId)),
      )
      // The lead of a contact that was merged into another is that other one's.
      .leftJoin(
        leads,
        and(
          eq(leads.orgId, conversations.orgId),
          eq(leads.contactId, sql`coalesce(${contacts.mergedIntoId}, ${contacts.id})`),
        ),
      )
      .leftJoin(members, and(eq(members.orgId, conversations.orgId), eq(members.id, conversations.ownerMemberId)))
      .leftJoin(users, eq(users.id, members.userId))
      .leftJoin(assignees, and(eq(assignees.orgId, conversations.orgId), eq(assignees.id, conversations.assigneeId)))
      .leftJoin(assigneeUsers, eq(assigneeUsers.id, assignees.userId))
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
      .$dynamic()
  );
}

export type ViewRow = Awaited<ReturnType<typeof listConversations>>[number];

/**
 * The joins of a row are written in the order in which they are cheap. To try the other orders takes the planner thirty times
 * as long as to run the page (measured: 30 ms against 1 ms). For the rest of the transaction.
 */
const planAsWritten = (tx: Tx) => tx.execute(sql`set local join_collapse_limit = 1`);

export async function listConversations(tx: Tx, input: ListInput) {
  await planAsWritten(tx);
  const { orgId, after, search } = input;
  const newestFirst = (condition: SQL | undefined) =>
    base(tx, input.now)
      .where(and(eq(conversations.orgId, orgId), condition))
      .orderBy(desc(conversations.lastActivityAt), desc(conversations.id))
      .limit(input.limit);
  if (input.ids) return newestFirst(and(viewFilter(input.view, input.memberId), inArray(conversations.id, input.ids)));
  if (search) {
    const matches = await searchInbox(tx, { ...input, query: search });
    return matches.length === 0
      ? []
      : newestFirst(
          inArray(
            conversations.id,
            matches.map(match => match.conversationId),
          ),
        );
  }
  const position = after
    ? sql`(${conversations.lastActivityAt}, ${conversations.id}) < (${new Date(after.at).toISOString()}::timestamptz, ${after.id}::uuid)`
    : undefined;
  return newestFirst(and(viewFilter(input.view, input.memberId), position));
}

export async function findConversation(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<ViewRow | null> {
  await planAsWritten(tx);
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

/** Counting stops here: 1,000 says that there are that many or more. */
export const COUNTED = 1_000;

/** How many conversations each view holds, as far as they are counted. */
export async function countViews(tx: Tx, { orgId, memberId }: { orgId: string; memberId: string }) {
  const count = (view: ListView) => sql<number>`(select count(*)::int from (
    select from ${conversations} where ${conversations.orgId} = ${orgId} and ${viewFilter(view, memberId)} limit ${COUNTED}) counted)`;
  const result = await tx.execute<Record<CountedView, number>>(
    sql`select ${sql.join(
      COUNTED_VIEWS.map(view => sql`${count(view)} as ${sql.identifier(view)}`),
      sql`, `,
    )}`,
  );
  return result.rows[0] ?? { open: 0, needs_human: 0, mine: 0, approval: 0, unread: 0 };
}

const COUNTED_VIEWS = ['open', 'needs_human', 'mine', 'approval', 'unread'] as const;
type CountedView = (typeof COUNTED_VIEWS)[number];

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
