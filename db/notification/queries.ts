/** What members are told: one notice of one thing to one member, kept seven days (B-NOTE-1). */
import { and, desc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { NOTICE_KINDS, NOTICE_RULES, type NoticeKind } from '../../domain/notice/notice.ts';
import type { Role } from '../../domain/words.ts';
import { contacts } from '../contact/table.ts';
import { conversations } from '../conversation/table.ts';
import { addressOf } from '../conversation/views.ts';
import type { Tx } from '../database.ts';
import { escalations } from '../escalation/table.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { members } from '../organization/table.ts';
import { noticeChoices, notifications } from './table.ts';

const KEPT_MS = 7 * 86_400_000;

export interface NewNotice {
  orgId: string;
  kind: NoticeKind;
  /** Names the thing for ever: told again, nobody is told twice. */
  thing: string;
  conversationId?: string | null;
  /** Ids and enums only. */
  about?: Record<string, string>;
  urgent?: boolean;
  /** These alone; without them everybody whose role hears of it. */
  memberIds?: string[];
  /** Who did it: nobody is told of what they did themselves. */
  but?: string | null;
  now: number;
}

/** Tells members, as far as they want to hear of it. @returns how many. */
export async function notify(tx: Tx, notice: NewNotice): Promise<number> {
  const { orgId, kind, now } = notice;
  const rule = NOTICE_RULES[kind];
  const rows = await tx
    .select({ id: members.id, inApp: noticeChoices.inApp, push: noticeChoices.push })
    .from(members)
    .leftJoin(
      noticeChoices,
      and(eq(noticeChoices.orgId, members.orgId), eq(noticeChoices.memberId, members.id), eq(noticeChoices.kind, kind)),
    )
    .where(
      and(
        eq(members.orgId, orgId),
        notice.memberIds ? inArray(members.id, notice.memberIds) : inArray(members.role, rule.roles as Role[]),
      ),
    );
  const told = rows.filter(row => row.id !== notice.but && (row.inApp ?? rule.inApp));
  if (told.length === 0) return 0;
  const made = await tx
    .insert(notifications)
    .values(
      told.map(row => ({
        orgId,
        id: newId(),
        memberId: row.id,
        kind,
        about: notice.about ?? {},
        conversationId: notice.conversationId ?? null,
        thing: notice.thing,
        urgent: notice.urgent ?? false,
        // Who wants no push has nothing waiting.
        pushedAt: (row.push ?? rule.push) ? null : now,
        createdAt: now,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: notifications.id });
  if (made.length > 0) await publish(tx, { orgId, kind: 'notification.updated', conversationId: null, now });
  return made.length;
}

interface Mine {
  orgId: string;
  memberId: string;
  now: number;
}

const ofMember = ({ orgId, memberId, now }: Mine) =>
  and(
    eq(notifications.orgId, orgId),
    eq(notifications.memberId, memberId),
    gte(notifications.createdAt, now - KEPT_MS),
  );

/** Notices, with whom they are about. */
export const withWhom = (tx: Tx) =>
  tx
    .select({
      notice: notifications,
      contactName: sql<string | null>`coalesce(${contacts.displayName}, ${contacts.name})`,
      address: addressOf(sql`${contacts.orgId}`, sql`${contacts.id}`),
      /** What the brief says to do, of a notice about an escalation: read with it, so that what was erased is gone (A-ESC-4). */
      action: sql<string | null>`${escalations.brief}->>'recommendedAction'`,
    })
    .from(notifications)
    .leftJoin(
      conversations,
      and(eq(conversations.orgId, notifications.orgId), eq(conversations.id, notifications.conversationId)),
    )
    .leftJoin(
      contacts,
      and(
        eq(contacts.orgId, notifications.orgId),
        eq(contacts.id, sql`coalesce(${conversations.contactId}, (${notifications.about}->>'contactId')::uuid)`),
      ),
    )
    .leftJoin(
      escalations,
      and(
        eq(escalations.orgId, notifications.orgId),
        eq(
          escalations.id,
          sql`case when ${notifications.thing} ~ '^escalation/[0-9a-f-]{36}$' then substr(${notifications.thing}, 12)::uuid end`,
        ),
      ),
    );

/** What a notice's words are made from. */
export const aboutWith = ({
  notice,
  action,
}: {
  notice: Pick<typeof notifications.$inferSelect, 'about'>;
  action: string | null;
}): Record<string, string> => (action === null ? notice.about : { ...notice.about, action });

/** Newest first, with who each is about. */
export function listNotices(tx: Tx, input: Mine & { before: { at: number; id: string } | null; limit: number }) {
  const { before } = input;
  return withWhom(tx)
    .where(
      and(
        ofMember(input),
        before
          ? sql`(${notifications.createdAt}, ${notifications.id}) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(input.limit);
}

export async function countUnread(tx: Tx, mine: Mine): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(notifications)
    .where(and(ofMember(mine), isNull(notifications.readAt)));
  return row?.count ?? 0;
}

/** @param which these, or those of a conversation; all without. */
export async function markRead(
  tx: Tx,
  mine: Mine,
  which: { ids?: string[] | undefined; conversationId?: string | undefined },
): Promise<number> {
  const rows = await tx
    .update(notifications)
    .set({ readAt: mine.now })
    .where(
      and(
        ofMember(mine),
        isNull(notifications.readAt),
        which.ids || which.conversationId
          ? or(
              which.ids && which.ids.length > 0 ? inArray(notifications.id, which.ids) : undefined,
              which.conversationId ? eq(notifications.conversationId, which.conversationId) : undefined,
            )
          : undefined,
      ),
    )
    .returning({ id: notifications.id });
  if (rows.length > 0)
    await publish(tx, { orgId: mine.orgId, kind: 'notification.updated', conversationId: null, now: mine.now });
  return rows.length;
}

export interface Choice {
  kind: NoticeKind;
  inApp: boolean;
  push: boolean;
}

/** What a member hears of: their choice, else the default. */
export async function choicesOf(tx: Tx, { orgId, memberId }: Pick<Mine, 'orgId' | 'memberId'>): Promise<Choice[]> {
  const own = await tx
    .select()
    .from(noticeChoices)
    .where(and(eq(noticeChoices.orgId, orgId), eq(noticeChoices.memberId, memberId)));
  return NOTICE_KINDS.map(kind => {
    const { inApp, push } = own.find(choice => choice.kind === kind) ?? NOTICE_RULES[kind];
    return { kind, inApp, push };
  });
}

export async function saveChoices(
  tx: Tx,
  { orgId, memberId, choices }: Pick<Mine, 'orgId' | 'memberId'> & { choices: Choice[] },
): Promise<void> {
  await tx.delete(noticeChoices).where(and(eq(noticeChoices.orgId, orgId), eq(noticeChoices.memberId, memberId)));
  const own = choices.filter(
    ({ kind, inApp, push }) => inApp !== NOTICE_RULES[kind].inApp || push !== NOTICE_RULES[kind].push,
  );
  if (own.length > 0)
    await tx
      .insert(noticeChoices)
      .values(own.map(choice => ({ ...choice, orgId, memberId })))
      .onConflictDoNothing();
}

/** As the system role. @returns how many. */
export async function deleteNoticesBefore(tx: Tx, before: number): Promise<number> {
  return (await tx.delete(notifications).where(lt(notifications.createdAt, before)).returning({ id: notifications.id }))
    .length;
}
