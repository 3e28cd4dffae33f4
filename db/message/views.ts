/** Messages as the thread shows them. */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { DeliveryState } from '../../domain/words.ts';
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
      /** The newest reaction of ours, as its own ledger row has it. */
      reacted: sql<{
        emoji: string;
        state: DeliveryState;
      } | null>`(select jsonb_build_object('emoji', r.text, 'state', r.state) from messages r where r.org_id = ${messages.orgId} and r.reply_to_id = ${messages.id} and r.kind = 'SYSTEM' and r.direction = 'out' and r.outbound->>'kind' = 'reaction' order by r.created_at desc limit 1)`,
    })
    .from(messages)
    .leftJoin(mediaFiles, and(eq(mediaFiles.orgId, messages.orgId), eq(mediaFiles.id, messages.mediaId)))
    .leftJoin(members, and(eq(members.orgId, messages.orgId), eq(members.id, messages.memberId)))
    .leftJoin(users, eq(users.id, members.userId))
    .leftJoin(replied, and(eq(replied.orgId, messages.orgId), eq(replied.id, messages.replyToId)))
    .$dynamic();
}

export type MessageViewRow = Awaited<ReturnType<typeof messagesBefore>>[number];

export interface Position {
  at: number;
  id: string;
}

interface PageInput {
  orgId: string;
  conversationId: string;
  limit: number;
}

const place = sql`(${messages.createdAt}, ${messages.id})`;
const at = (position: Position) => sql`(${new Date(position.at).toISOString()}::timestamptz, ${position.id}::uuid)`;
/** Reactions of ours have rows of their own, for the ledger; they are shown on what they react to. */
const inThread = ({ orgId, conversationId }: PageInput) =>
  and(
    eq(messages.orgId, orgId),
    eq(messages.conversationId, conversationId),
    sql`(${messages.kind} <> 'SYSTEM' or ${messages.outbound}->>'kind' is distinct from 'reaction')`,
  );

/** The newest messages of a thread, or those before a position; newest last. */
export async function messagesBefore(tx: Tx, input: PageInput & { before: Position | null }) {
  const rows = await base(tx)
    .where(and(inThread(input), input.before ? sql`${place} < ${at(input.before)}` : undefined))
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(input.limit);
  return rows.reverse();
}

/** Those from a position on, or after it; newest last. */
export function messagesFrom(tx: Tx, input: PageInput & { from: Position; inclusive: boolean }) {
  const position = at(input.from);
  return base(tx)
    .where(and(inThread(input), input.inclusive ? sql`${place} >= ${position}` : sql`${place} > ${position}`))
    .orderBy(asc(messages.createdAt), asc(messages.id))
    .limit(input.limit);
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
