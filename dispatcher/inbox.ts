/** What the inbox shows, and people are told, because time has passed. */
import { and, eq, lt, sql } from 'drizzle-orm';
import type { MediaStore } from '../activities/ports.ts';
import { dueToWake, wake } from '../db/conversation/snooze.ts';
import { markUnconfirmed, wronglyMarked } from '../db/conversation/unconfirmed.ts';
import type { Database } from '../db/database.ts';
import { mediaFiles, messages } from '../db/message/table.ts';
import { deleteNoticesBefore, notify } from '../db/notification/queries.ts';
import { deletePresenceBefore } from '../db/presence/queries.ts';

/** One round. @returns how many conversations changed. */
export async function inboxRound(db: Database, now: number): Promise<number> {
  let changed = 0;
  for (const { orgId, conversationId } of await db.withSystem(tx => wronglyMarked(tx, now)))
    await db.withOrg(orgId, async tx => {
      const marked = await markUnconfirmed(tx, { orgId, conversationId, now });
      if (marked === null) return;
      changed += 1;
      if (!marked) return;
      const thing = `unconfirmed/${conversationId}/${now}`;
      await notify(tx, { orgId, kind: 'unconfirmed_send', thing, conversationId, now });
    });
  for (const { orgId, conversationId } of await db.withSystem(tx => dueToWake(tx, now)))
    await db.withOrg(orgId, async tx => {
      const woken = await wake(tx, { orgId, conversationId, now });
      if (!woken) return;
      changed += 1;
      if (woken.snoozedBy) {
        const memberIds = [woken.snoozedBy];
        const thing = `awake/${conversationId}/${now}`;
        await notify(tx, { orgId, kind: 'snooze_over', thing, conversationId, memberIds, now });
      }
    });
  return changed;
}

const DAY_MS = 86_400_000;

/** Notices live seven days; who was there is gone at once; files that were brought and never sent stay a day. */
export async function forgetOld(db: Database, media: MediaStore, now: number): Promise<void> {
  await db.withSystem(async tx => {
    await deleteNoticesBefore(tx, now - 7 * DAY_MS);
    await deletePresenceBefore(tx, now);
  });
  const unsent = sql`${mediaFiles.providerMediaId} is null and not exists (select from ${messages} m where m.org_id = ${mediaFiles.orgId} and m.media_id = ${mediaFiles.id})`;
  const found = await db.withSystem(tx =>
    tx
      .select({ orgId: mediaFiles.orgId, id: mediaFiles.id, storageKey: mediaFiles.storageKey })
      .from(mediaFiles)
      .where(and(eq(mediaFiles.state, 'STORED'), lt(mediaFiles.createdAt, now - DAY_MS), unsent))
      .limit(500),
  );
  for (const { orgId, id, storageKey } of found) {
    const gone = await db.withOrg(orgId, tx =>
      tx
        .delete(mediaFiles)
        .where(and(eq(mediaFiles.orgId, orgId), eq(mediaFiles.id, id), unsent))
        .returning({ id: mediaFiles.id }),
    );
    if (gone.length > 0 && storageKey) await media.delete(storageKey);
  }
}
