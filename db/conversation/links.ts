import { and, desc, eq, inArray, ne, or, sql } from 'drizzle-orm';
import type { Memory } from '../../domain/conversation/memory.ts';
import { channelAccounts } from '../channel/table.ts';
import { contacts } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { rememberLinked } from '../knowledge/memory.ts';
import { messages } from '../message/table.ts';
import { conversationLinks, conversations } from './table.ts';

interface Ref {
  orgId: string;
  conversationId: string;
}

const ofOne = ({ orgId, conversationId }: Ref) =>
  and(
    eq(conversationLinks.orgId, orgId),
    or(eq(conversationLinks.firstId, conversationId), eq(conversationLinks.secondId, conversationId)),
  );

/** Ids of the linked ones; null when there is no such conversation. */
export async function linkedConversations(tx: Tx, ref: Ref): Promise<string[] | null> {
  const [known] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, ref.orgId), eq(conversations.id, ref.conversationId)));
  if (!known) return null;
  const rows = await tx.select().from(conversationLinks).where(ofOne(ref));
  return rows.map(row => (row.firstId === ref.conversationId ? row.secondId : row.firstId)).sort();
}

const REMEMBERED = 3;

/** What is remembered of the linked ones, newest activity first. */
export async function linkedMemories(tx: Tx, ref: Ref): Promise<Memory[]> {
  const other = sql`case when ${conversationLinks.firstId} = ${ref.conversationId} then ${conversationLinks.secondId} else ${conversationLinks.firstId} end`;
  const rows = await tx
    .select({ memory: conversations.memory })
    .from(conversationLinks)
    .innerJoin(conversations, and(eq(conversations.orgId, conversationLinks.orgId), eq(conversations.id, other)))
    .where(ofOne(ref))
    .orderBy(desc(conversations.lastActivityAt))
    .limit(REMEMBERED);
  return rows.map(row => row.memory);
}

/** Whether anything at all is linked here: most organizations never ask further. */
export async function hasLinks(tx: Tx, { orgId }: { orgId: string }): Promise<boolean> {
  const rows = await tx
    .select({ id: conversationLinks.firstId })
    .from(conversationLinks)
    .where(eq(conversationLinks.orgId, orgId))
    .limit(1);
  return rows.length > 0;
}

/** The rest is remembered beside the turns. */
const REMEMBERED_AT_ONCE = 500;

/** These and no others; all with the same person, or one person's words would reach another. */
export async function linkConversations(
  tx: Tx,
  { others, memberId, now, ...ref }: Ref & { others: string[]; memberId: string; now: number },
): Promise<'linked' | 'missing' | 'other_contact'> {
  const { orgId, conversationId } = ref;
  const wanted = [conversationId, ...others];
  const found = await tx
    .select({ id: conversations.id, contactId: sql<string>`coalesce(${contacts.mergedIntoId}, ${contacts.id})` })
    .from(conversations)
    .innerJoin(contacts, and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId)))
    .where(and(eq(conversations.orgId, orgId), inArray(conversations.id, wanted)));
  if (found.length < wanted.length) return 'missing';
  if (new Set(found.map(row => row.contactId)).size > 1) return 'other_contact';
  await tx.delete(conversationLinks).where(ofOne(ref));
  if (others.length > 0)
    await tx.insert(conversationLinks).values(
      others.map(other => {
        const [firstId = '', secondId = ''] = [conversationId, other].sort();
        return { orgId, firstId, secondId, linkedBy: memberId, createdAt: now };
      }),
    );
  if (others.length > 0) await rememberLinked(tx, { orgId, limit: REMEMBERED_AT_ONCE });
  return 'linked';
}

const OTHERS = 20;

/** The other conversations with the same contact, newest activity first: those that may be linked. */
export async function othersOfContact(tx: Tx, { orgId, conversationId }: Ref) {
  const [own] = await tx
    .select({ contactId: conversations.contactId })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)));
  if (!own) return [];
  return tx
    .select({
      id: conversations.id,
      channel: channelAccounts.channel,
      channelName: channelAccounts.name,
      stage: conversations.stage,
      lastActivityAt: conversations.lastActivityAt,
      lastText: messages.text,
      lastDeletedAt: messages.deletedAt,
    })
    .from(conversations)
    .innerJoin(
      channelAccounts,
      and(eq(channelAccounts.orgId, conversations.orgId), eq(channelAccounts.id, conversations.channelAccountId)),
    )
    .leftJoin(messages, and(eq(messages.orgId, conversations.orgId), eq(messages.id, conversations.lastMessageId)))
    .where(
      and(
        eq(conversations.orgId, orgId),
        eq(conversations.contactId, own.contactId),
        ne(conversations.id, conversationId),
      ),
    )
    .orderBy(desc(conversations.lastActivityAt))
    .limit(OTHERS);
}
