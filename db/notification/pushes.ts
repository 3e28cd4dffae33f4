/** Notices on their way to members' browsers. */
import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { PushAddress } from '../../activities/ports.ts';
import type { NoticeKind } from '../../domain/notice/notice.ts';
import { sessions, users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { members } from '../organization/table.ts';
import { aboutWith, withWhom } from './queries.ts';
import { notifications, pushSubscriptions } from './table.ts';

/** Who subscribes from more browsers than this loses the oldest. */
const MOST_BROWSERS = 10;

interface Mine {
  orgId: string;
  memberId: string;
}

/** Tells this browser from now on; the same one again takes its newest keys. */
export async function subscribe(
  tx: Tx,
  { orgId, memberId, sessionId, address, now }: Mine & { sessionId: string; address: PushAddress; now: number },
): Promise<string> {
  const [row] = await tx
    .insert(pushSubscriptions)
    .values({ orgId, id: newId(), memberId, sessionId, ...address, createdAt: now })
    .onConflictDoUpdate({
      target: [pushSubscriptions.orgId, pushSubscriptions.memberId, pushSubscriptions.endpoint],
      set: { p256dh: address.p256dh, auth: address.auth, sessionId, createdAt: now },
    })
    .returning({ id: pushSubscriptions.id });
  if (!row) throw new Error('the subscription was not stored');
  await tx.execute(
    sql`delete from push_subscriptions where org_id = ${orgId} and member_id = ${memberId} and id not in (select id from push_subscriptions where org_id = ${orgId} and member_id = ${memberId} order by created_at desc, id desc limit ${MOST_BROWSERS})`,
  );
  return row.id;
}

/** @returns whether there was one. */
export async function unsubscribe(tx: Tx, { orgId, memberId, id }: Mine & { id: string }): Promise<boolean> {
  const gone = await tx
    .delete(pushSubscriptions)
    .where(
      and(eq(pushSubscriptions.orgId, orgId), eq(pushSubscriptions.memberId, memberId), eq(pushSubscriptions.id, id)),
    )
    .returning({ id: pushSubscriptions.id });
  return gone.length > 0;
}

/** A browser that takes nothing any more. */
export const forgetBrowser = (tx: Tx, { orgId, id }: { orgId: string; id: string }) =>
  tx.delete(pushSubscriptions).where(and(eq(pushSubscriptions.orgId, orgId), eq(pushSubscriptions.id, id)));

export interface ClaimedPush {
  orgId: string;
  id: string;
  memberId: string;
}

/** As the system role: takes what waits, oldest first, so that nobody else sends it; once taken it is not taken again. */
export async function claimPushes(tx: Tx, { now, limit }: { now: number; limit: number }): Promise<ClaimedPush[]> {
  return tx
    .update(notifications)
    .set({ pushedAt: now })
    .where(
      sql`(${notifications.orgId}, ${notifications.id}) in (select org_id, id from notifications where pushed_at is null order by created_at limit ${limit} for update skip locked)`,
    )
    .returning({ orgId: notifications.orgId, id: notifications.id, memberId: notifications.memberId });
}

export interface Pushed {
  kind: NoticeKind;
  about: Record<string, string>;
  conversationId: string | null;
  urgent: boolean;
  contactName: string | null;
  address: string | null;
  /** Who did it, where that was a member. */
  by: string | null;
  browsers: ({ id: string; sessionId: string } & PushAddress)[];
}

/** What a claimed notice says and to which browsers; null when it was read, is from before `since`, or nobody listens. */
export async function pushOf(
  tx: Tx,
  { orgId, id, memberId, since }: ClaimedPush & { since: number },
): Promise<Pushed | null> {
  const [row] = await withWhom(tx).where(
    and(
      eq(notifications.orgId, orgId),
      eq(notifications.id, id),
      isNull(notifications.readAt),
      gt(notifications.createdAt, since),
    ),
  );
  if (!row) return null;
  const browsers = await tx
    .select({
      id: pushSubscriptions.id,
      endpoint: pushSubscriptions.endpoint,
      p256dh: pushSubscriptions.p256dh,
      auth: pushSubscriptions.auth,
      sessionId: pushSubscriptions.sessionId,
    })
    .from(pushSubscriptions)
    .where(and(eq(pushSubscriptions.orgId, orgId), eq(pushSubscriptions.memberId, memberId)))
    .orderBy(asc(pushSubscriptions.createdAt));
  if (browsers.length === 0) return null;
  const { kind, conversationId, urgent } = row.notice;
  const about = aboutWith(row);
  const [actor] = about.by
    ? await tx
        .select({ name: users.name })
        .from(members)
        .innerJoin(users, eq(users.id, members.userId))
        .where(and(eq(members.orgId, orgId), inArray(members.id, [about.by])))
    : [];
  return {
    kind,
    about,
    conversationId,
    urgent,
    contactName: row.contactName,
    address: row.address,
    by: actor?.name ?? null,
    browsers,
  };
}

/** As the system role: which of these sessions live. Signing out deletes a session, and its subscriptions with it; time only ends it. */
export async function livingSessions(
  tx: Tx,
  { ids, now }: { ids: string[]; now: number },
): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(inArray(sessions.id, ids), gt(sessions.expiresAt, new Date(now))));
  return new Set(rows.map(row => row.id));
}
