import { and, desc, eq, inArray, ne, or } from 'drizzle-orm';
import { channelAccounts } from '../channel/table.ts';
import type { Tx } from '../database.ts';
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

/** Whether anything at all is linked here: most organizations never ask further. */
export async function hasLinks(tx: Tx, { orgId }: { orgId: string }): Promise<boolean> {
  const rows = await tx
    .select({ id: conversationLinks.firstId })
    .from(conversationLinks)
    .where(eq(conversationLinks.orgId, orgId))
    .limit(1);
  return rows.length > 0;
}

/** These and no others; all with the same contact, or one person's words would reach another. */
export async function linkConversations(
  tx: Tx,
  { others, memberId, now, ...ref }: Ref & { others: string[]; memberId: string; now: number },
): Promise<'linked' | 'missing' | 'other_contact'> {
  const { orgId, conversationId } = ref;
  const wanted = [conversationId, ...others];
  const found = await tx
    .select({ id: conversations.id, contactId: conversations.contactId })
    .from(conversations)
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
