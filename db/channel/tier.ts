/** The daily limit of a number and how much of it is used (A-PRICE-3). */
import { and, eq, gte, ne, sql } from 'drizzle-orm';
import { dailyLimitOf } from '../../domain/message/tier.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { messages } from '../message/table.ts';
import { channelAccounts } from './table.ts';

const DAY_MS = 86_400_000;

export async function saveTier(
  tx: Tx,
  {
    orgId,
    id,
    messagingTier,
    quality,
    now,
  }: { orgId: string; id: string; messagingTier: string | null; quality: string | null; now: number },
): Promise<void> {
  await tx
    .update(channelAccounts)
    .set({ messagingTier, quality, tierReadAt: now })
    .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, id)));
}

/** Different people who got a template from this number in the last 24 hours; `but` is not counted. */
export async function writtenToFirst(
  tx: Tx,
  { orgId, channelAccountId, now, but }: { orgId: string; channelAccountId: string; now: number; but?: string },
): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(distinct ${conversations.contactId})::int` })
    .from(messages)
    .innerJoin(
      conversations,
      and(eq(conversations.orgId, messages.orgId), eq(conversations.id, messages.conversationId)),
    )
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.channelAccountId, channelAccountId),
        eq(messages.kind, 'TEMPLATE'),
        gte(messages.createdAt, now - DAY_MS),
        sql`${messages.state} is distinct from 'FAILED'`,
        but ? ne(conversations.contactId, but) : undefined,
      ),
    );
  return row?.count ?? 0;
}

/** Whether the number may write first to one more person today. */
export async function dailyLimitReached(
  tx: Tx,
  {
    orgId,
    channelAccountId,
    contactId,
    now,
  }: { orgId: string; channelAccountId: string; contactId: string; now: number },
): Promise<boolean> {
  const [account] = await tx
    .select({ tier: channelAccounts.messagingTier })
    .from(channelAccounts)
    .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, channelAccountId)));
  const limit = dailyLimitOf(account?.tier ?? null);
  if (limit === null) return false;
  return (await writtenToFirst(tx, { orgId, channelAccountId, now, but: contactId })) >= limit;
}
