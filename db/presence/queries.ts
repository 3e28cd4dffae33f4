/** Who looks at a conversation right now. Each says so again and again; who stops saying it is gone. */
import { and, eq, gt, lt, ne, sql } from 'drizzle-orm';
import { users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { members } from '../organization/table.ts';
import { presence } from './table.ts';

/** Longer than two times of saying it: one may be lost. */
export const LOOKING_MS = 45_000;
export const TYPING_MS = 6_000;

interface Who {
  orgId: string;
  conversationId: string;
  memberId: string;
  now: number;
}

const mine = ({ orgId, conversationId, memberId }: Who) =>
  and(eq(presence.orgId, orgId), eq(presence.conversationId, conversationId), eq(presence.memberId, memberId));

/** Says that a member is there; the others are told only when that is news. */
export async function bePresent(tx: Tx, who: Who & { typing: boolean }): Promise<void> {
  const { orgId, conversationId, memberId, typing, now } = who;
  const [before] = await tx.select().from(presence).where(mine(who));
  const typingUntil = typing ? now + TYPING_MS : null;
  const values = { lookingUntil: now + LOOKING_MS, typingUntil };
  await tx
    .insert(presence)
    .values({ orgId, conversationId, memberId, ...values })
    .onConflictDoUpdate({ target: [presence.orgId, presence.conversationId, presence.memberId], set: values });
  const wasThere = before !== undefined && before.lookingUntil > now;
  const wasTyping = before?.typingUntil != null && before.typingUntil > now;
  // Still typing is told too: those who watch forget it by themselves.
  if (!wasThere || typing || wasTyping) await publish(tx, { orgId, kind: 'presence.updated', conversationId, now });
}

export async function leave(tx: Tx, who: Who): Promise<void> {
  const gone = await tx.delete(presence).where(mine(who)).returning({ memberId: presence.memberId });
  const { orgId, conversationId, now } = who;
  if (gone.length > 0) await publish(tx, { orgId, kind: 'presence.updated', conversationId, now });
}

/** Everybody else who is there. */
export function othersPresent(tx: Tx, { orgId, conversationId, memberId, now }: Who) {
  return tx
    .select({
      memberId: presence.memberId,
      name: users.name,
      typing: sql<boolean>`coalesce(${presence.typingUntil} > ${new Date(now).toISOString()}::timestamptz, false)`,
    })
    .from(presence)
    .innerJoin(members, and(eq(members.orgId, presence.orgId), eq(members.id, presence.memberId)))
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(presence.orgId, orgId),
        eq(presence.conversationId, conversationId),
        ne(presence.memberId, memberId),
        gt(presence.lookingUntil, now),
      ),
    )
    .orderBy(presence.memberId);
}

/** As the system role. */
export async function deletePresenceBefore(tx: Tx, before: number): Promise<void> {
  await tx.delete(presence).where(lt(presence.lookingUntil, before));
}
