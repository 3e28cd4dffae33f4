/** What was said in a conversation, kept for scrolling up once it has left the recent messages (A-RETR-2, A-MEM-3). */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Memory } from '../../domain/conversation/memory.ts';
import type { MessageKind, Sender } from '../../domain/words.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { mediaFiles, messages } from '../message/table.ts';
import { otherModel } from './queries.ts';
import { messageChunks } from './table.ts';

const MAX_FOLDED = 200;

export interface FoldedMessage {
  id: string;
  number: number | null;
  sender: Sender;
  kind: MessageKind;
  text: string | null;
  replyId: string | null;
  transcript: string | null;
  description: string | null;
  deleted: boolean;
  at: number;
}

/** Inbound numbered in (from, through] and what was answered before the next one, oldest first; of more than 200 the newest. */
export async function messagesToFold(
  tx: Tx,
  { orgId, conversationId, from, through }: { orgId: string; conversationId: string; from: number; through: number },
): Promise<FoldedMessage[]> {
  const bound = (number: number) =>
    sql`(select b.created_at from messages b where b.org_id = ${orgId} and b.conversation_id = ${conversationId} and b.number > ${number} order by b.number limit 1)`;
  const rows = await tx
    .select({
      id: messages.id,
      number: messages.number,
      sender: messages.sender,
      kind: messages.kind,
      text: messages.text,
      replyId: sql<string | null>`${messages.inbound}->>'replyId'`,
      transcript: mediaFiles.transcript,
      description: mediaFiles.description,
      deleted: sql<boolean>`${messages.deletedAt} is not null`,
      at: messages.createdAt,
    })
    .from(messages)
    .leftJoin(mediaFiles, and(eq(mediaFiles.orgId, messages.orgId), eq(mediaFiles.id, messages.mediaId)))
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.conversationId, conversationId),
        sql`((${messages.number} > ${from} and ${messages.number} <= ${through})
          or (${messages.number} is null and ${messages.createdAt} >= ${bound(from)} and ${messages.createdAt} < coalesce(${bound(through)}, 'infinity'::timestamptz)))`,
        sql`(${messages.state} is null or ${messages.state} not in ('FAILED', 'QUEUED'))`,
      ),
    )
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(MAX_FOLDED);
  return rows.reverse();
}

export interface NewMemory {
  messageId: string;
  text: string;
  at: number;
  vector: readonly number[] | null;
}

/** Keeps what was folded searchable. Null vectors are found by their words until they are embedded. */
export async function rememberMessages(
  tx: Tx,
  {
    orgId,
    conversationId,
    model,
    entries,
  }: { orgId: string; conversationId: string; model: string; entries: readonly NewMemory[] },
): Promise<void> {
  if (entries.length === 0) return;
  await tx
    .insert(messageChunks)
    .values(
      entries.map(({ messageId, text, at, vector }) => ({
        orgId,
        messageId,
        conversationId,
        text,
        at,
        embedding: vector ? [...vector] : null,
        embeddingModel: vector ? model : null,
      })),
    )
    .onConflictDoNothing();
}

/**
 * What was said in linked conversations is searched before it folds, or a short talk would never be found from the other
 * (A-RETR-2). Found by its words at once, by its meaning when it is embedded. @returns how many were new, at most `limit`.
 */
export async function rememberLinked(tx: Tx, { orgId, limit }: { orgId: string; limit: number }): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    insert into message_chunks (org_id, message_id, conversation_id, text, at)
    select m.org_id, m.id, m.conversation_id, coalesce(m.text, f.transcript, f.description), m.created_at
    from (
      select first_id as id from conversation_links where org_id = ${orgId}
      union select second_id from conversation_links where org_id = ${orgId}
    ) linked
    join messages m on m.org_id = ${orgId} and m.conversation_id = linked.id
    left join media_files f on f.org_id = m.org_id and f.id = m.media_id
    where m.deleted_at is null
      and (m.state is null or m.state not in ('FAILED', 'QUEUED', 'SENDING'))
      and trim(coalesce(m.text, f.transcript, f.description, '')) <> ''
      and not exists (select from message_chunks k where k.org_id = m.org_id and k.message_id = m.id)
    order by m.created_at desc
    limit ${limit}
    on conflict do nothing`);
  return rowCount ?? 0;
}

/** A message that was edited or deleted is not found by its old words any more. */
export async function forgetMessage(tx: Tx, { orgId, messageId }: { orgId: string; messageId: string }): Promise<void> {
  await tx.delete(messageChunks).where(and(eq(messageChunks.orgId, orgId), eq(messageChunks.messageId, messageId)));
}

/** Remembered messages without a vector of this model (A-RETR-3). */
export async function unembeddedMessages(
  tx: Tx,
  { orgId, model, limit }: { orgId: string; model: string; limit: number },
): Promise<{ id: string; text: string }[]> {
  return tx
    .select({ id: messageChunks.messageId, text: messageChunks.text })
    .from(messageChunks)
    .where(and(eq(messageChunks.orgId, orgId), otherModel(messageChunks.embeddingModel, model)))
    .limit(limit);
}

export async function saveMessageVectors(
  tx: Tx,
  {
    orgId,
    model,
    vectors,
  }: { orgId: string; model: string; vectors: readonly { id: string; vector: readonly number[] }[] },
): Promise<void> {
  for (const { id, vector } of vectors)
    await tx
      .update(messageChunks)
      .set({ embedding: [...vector], embeddingModel: model })
      .where(and(eq(messageChunks.orgId, orgId), eq(messageChunks.messageId, id)));
}

/** Summary and how far it reaches; nothing when the conversation moved past it meanwhile. */
export async function saveSummary(
  tx: Tx,
  {
    orgId,
    conversationId,
    from,
    memory,
  }: { orgId: string; conversationId: string; from: number; memory: Pick<Memory, 'summary' | 'summaryThrough'> },
): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({ memory: sql`${conversations.memory} || ${JSON.stringify(memory)}::jsonb` })
    .where(
      and(
        eq(conversations.orgId, orgId),
        eq(conversations.id, conversationId),
        sql`coalesce((${conversations.memory}->>'summaryThrough')::int, 0) = ${from}`,
      ),
    )
    .returning({ id: conversations.id });
  return rows.length > 0;
}
