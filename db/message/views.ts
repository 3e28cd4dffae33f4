/** Messages as the thread shows them. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { members } from '../organization/table.ts';
import { mediaFiles, messages } from './table.ts';

const replied = alias(messages, 'replied');

function base(tx: Tx) {
  return tx
    .select({
      message: messages,
      media: mediaFiles,
      senderName: users.name,
      repliedId: replied.id,
      repliedText: replied.text,
      repliedSender: replied.sender,
      repliedDeletedAt: replied.deletedAt,
    })
    .from(messages)
    .leftJoin(mediaFiles, and(eq(mediaFiles.orgId, messages.orgId), eq(mediaFiles.id, messages.mediaId)))
    .leftJoin(members, and(eq(members.orgId, messages.orgId), eq(members.id, messages.memberId)))
    .leftJoin(users, eq(users.id, members.userId))
    .leftJoin(replied, and(eq(replied.orgId, messages.orgId), eq(replied.id, messages.replyToId)))
    .$dynamic();
}

export type MessageViewRow = Awaited<ReturnType<typeof messagesBefore>>[number];

/** One page of a thread, newest last; `before` is a position of an earlier answer. */
export async function messagesBefore(
  tx: Tx,
  {
    orgId,
    conversationId,
    before,
    limit,
  }: { orgId: string; conversationId: string; before: { at: number; id: string } | null; limit: number },
) {
  const position = before
    ? sql`(${messages.createdAt}, ${messages.id}) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id}::uuid)`
    : undefined;
  const rows = await base(tx)
    .where(and(eq(messages.orgId, orgId), eq(messages.conversationId, conversationId), position))
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(limit);
  return rows.reverse();
}

export async function findMessage(
  tx: Tx,
  { orgId, messageId }: { orgId: string; messageId: string },
): Promise<MessageViewRow | null> {
  const [row] = await base(tx).where(and(eq(messages.orgId, orgId), eq(messages.id, messageId)));
  return row ?? null;
}

export async function findMedia(tx: Tx, { orgId, mediaId }: { orgId: string; mediaId: string }) {
  const [row] = await tx
    .select()
    .from(mediaFiles)
    .where(and(eq(mediaFiles.orgId, orgId), eq(mediaFiles.id, mediaId)));
  return row ?? null;
}
