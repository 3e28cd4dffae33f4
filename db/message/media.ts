/** Media files that are still to be fetched: leased, so that two workers do not fetch one, and tried again with backoff. */
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { mediaFiles, messages } from './table.ts';

export interface LeasedMedia {
  orgId: string;
  id: string;
  /** This attempt's number, from 1; names the lease too. */
  attempt: number;
}

/** Leases files that are due, in one short system transaction. Whoever dies with a lease gives it back after `leaseMs`. */
export async function leaseMedia(
  tx: Tx,
  { now, leaseMs, limit }: { now: number; leaseMs: number; limit: number },
): Promise<LeasedMedia[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const result = await tx.execute<{ org_id: string; id: string; attempts: number }>(sql`
    update media_files set next_at = ${at(now + leaseMs)}, attempts = attempts + 1
    where (org_id, id) in (select org_id, id from media_files where state = 'PENDING' and (next_at is null or next_at <= ${at(now)})
                           order by coalesce(next_at, created_at) limit ${limit} for update skip locked)
    returning org_id, id, attempts`);
  return result.rows.map(row => ({ orgId: row.org_id, id: row.id, attempt: row.attempts }));
}

/** What is needed to fetch a file; null when it is fetched, given up, or erased. */
export async function pendingMedia(tx: Tx, { orgId, id }: Pick<LeasedMedia, 'orgId' | 'id'>) {
  const [row] = await tx
    .select({
      media: mediaFiles,
      messageId: messages.id,
      kind: messages.kind,
      channelAccountId: messages.channelAccountId,
    })
    .from(mediaFiles)
    .leftJoin(messages, and(eq(messages.orgId, mediaFiles.orgId), eq(messages.mediaId, mediaFiles.id)))
    .where(and(eq(mediaFiles.orgId, orgId), eq(mediaFiles.id, id), eq(mediaFiles.state, 'PENDING')));
  return row ?? null;
}

export type MediaPatch = Partial<typeof mediaFiles.$inferInsert>;

/** Records what became of one attempt. Null when its lease is not the newest any more, else what to publish. */
export async function settleMediaFile(
  tx: Tx,
  { orgId, id, attempt }: LeasedMedia,
  patch: MediaPatch,
): Promise<{ conversationId: string; messageId: string | null } | null> {
  const [row] = await tx
    .update(mediaFiles)
    .set(patch)
    .where(
      and(
        eq(mediaFiles.orgId, orgId),
        eq(mediaFiles.id, id),
        eq(mediaFiles.state, 'PENDING'),
        eq(mediaFiles.attempts, attempt),
      ),
    )
    .returning({ conversationId: mediaFiles.conversationId });
  if (!row) return null;
  const [message] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.orgId, orgId), eq(messages.mediaId, id)));
  return { conversationId: row.conversationId, messageId: message?.id ?? null };
}
