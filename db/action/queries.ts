/** What waits for a person: escalations, drafts to approve, sends that are not confirmed. */
import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { PRIORITIES, type Priority } from '../../domain/words.ts';
import { users } from '../auth/table.ts';
import { contacts } from '../contact/table.ts';
import { conversations } from '../conversation/table.ts';
import { contactAddress, UNKNOWN_SHOWN_AFTER_MS } from '../conversation/views.ts';
import type { Tx } from '../database.ts';
import { escalations } from '../escalation/table.ts';
import { drafts, messages } from '../message/table.ts';
import { members } from '../organization/table.ts';

const said = alias(messages, 'said');

/** Of a conversation: who it is with, and their last words. */
const who = {
  contactName: sql<string | null>`coalesce(${contacts.displayName}, ${contacts.name})`,
  address: contactAddress,
  customerSaid: said.text,
  customerSaidAt: said.at,
};
const ofContact = and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId));
const lastSaid = and(
  eq(said.orgId, conversations.orgId),
  eq(said.conversationId, conversations.id),
  eq(said.number, conversations.lastInboundNumber),
  isNull(said.deletedAt),
);

const rank = sql`array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], ${escalations.priority})`;
const open = (orgId: string) => and(eq(escalations.orgId, orgId), eq(escalations.state, 'pending'));

/** Most urgent first, oldest first within one priority (A-ESC-5). */
export async function escalationQueue(
  tx: Tx,
  { orgId, priority, limit }: { orgId: string; priority?: Priority | undefined; limit: number },
) {
  return tx
    .select({
      ...who,
      escalation: escalations,
      owner: conversations.owner,
      ownerId: conversations.ownerMemberId,
      ownerName: users.name,
    })
    .from(escalations)
    .innerJoin(
      conversations,
      and(eq(conversations.orgId, escalations.orgId), eq(conversations.id, escalations.conversationId)),
    )
    .innerJoin(contacts, ofContact)
    .leftJoin(said, lastSaid)
    .leftJoin(members, and(eq(members.orgId, conversations.orgId), eq(members.id, conversations.ownerMemberId)))
    .leftJoin(users, eq(users.id, members.userId))
    .where(priority ? and(open(orgId), eq(escalations.priority, priority)) : open(orgId))
    .orderBy(rank, asc(escalations.createdAt), asc(escalations.id))
    .limit(limit);
}
export type EscalationRow = Awaited<ReturnType<typeof escalationQueue>>[number];

export async function countEscalations(tx: Tx, { orgId }: { orgId: string }): Promise<Record<Priority, number>> {
  const counted = await tx
    .select({ priority: escalations.priority, count: sql<number>`count(*)::int` })
    .from(escalations)
    .where(open(orgId))
    .groupBy(escalations.priority);
  const of = (priority: Priority) => counted.find(row => row.priority === priority)?.count ?? 0;
  return Object.fromEntries(PRIORITIES.map(priority => [priority, of(priority)])) as Record<Priority, number>;
}

const waiting = (orgId: string) =>
  and(
    eq(conversations.orgId, orgId),
    isNull(conversations.closedAt),
    conversations.awaitsApproval,
    eq(drafts.state, 'PENDING'),
    eq(drafts.kind, 'APPROVAL'),
  );
const ofConversation = and(eq(drafts.orgId, conversations.orgId), eq(drafts.conversationId, conversations.id));

/** Drafts to approve, oldest first. */
export async function waitingDrafts(tx: Tx, { orgId, limit }: { orgId: string; limit: number }) {
  return tx
    .select({ ...who, draft: drafts })
    .from(conversations)
    .innerJoin(drafts, ofConversation)
    .innerJoin(contacts, ofContact)
    .leftJoin(said, lastSaid)
    .where(waiting(orgId))
    .orderBy(asc(drafts.createdAt), asc(drafts.id))
    .limit(limit);
}

const unknown = (orgId: string, now: number) =>
  and(
    eq(messages.orgId, orgId),
    eq(messages.state, 'UNKNOWN'),
    lt(messages.unknownSince, now - UNKNOWN_SHOWN_AFTER_MS),
  );
const inConversation = and(eq(conversations.orgId, messages.orgId), eq(conversations.id, messages.conversationId));

/** Sends that nobody can tell about, oldest first. */
export async function unsettledSends(tx: Tx, { orgId, now, limit }: { orgId: string; now: number; limit: number }) {
  return tx
    .select({ ...who, messageId: messages.id, since: messages.unknownSince })
    .from(messages)
    .innerJoin(conversations, inConversation)
    .innerJoin(contacts, ofContact)
    .leftJoin(said, lastSaid)
    .where(unknown(orgId, now))
    .orderBy(asc(messages.unknownSince), asc(messages.id))
    .limit(limit);
}

/** How many of each. */
export async function countActions(tx: Tx, { orgId, now }: { orgId: string; now: number }) {
  const count = sql<number>`count(*)::int`;
  const [called] = await tx.select({ count }).from(escalations).where(open(orgId));
  const [drafted] = await tx
    .select({ count })
    .from(conversations)
    .innerJoin(drafts, ofConversation)
    .where(waiting(orgId));
  const [unsure] = await tx.select({ count }).from(messages).where(unknown(orgId, now));
  return { escalations: called?.count ?? 0, drafts: drafted?.count ?? 0, unsettled: unsure?.count ?? 0 };
}
