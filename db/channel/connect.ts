/** Numbers of an organization: connected by a member, and how they are doing. */
import { and, eq, max } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { derivedId } from '../ids.ts';
import { messages } from '../message/table.ts';
import { channelAccounts } from './table.ts';

export type ChannelRow = typeof channelAccounts.$inferSelect;

export interface NewChannel {
  orgId: string;
  name: string;
  phoneNumberId: string;
  businessAccountId: string;
  displayAddress: string;
  accessTokenSealed: Buffer;
  appSecretSealed: Buffer;
  verifyTokenSealed: Buffer;
  now: number;
}

/** Connects a number, or gives a connected one new secrets. Null when it is another organization's. */
export async function connectNumber(tx: Tx, given: NewChannel): Promise<string | null> {
  const { orgId, name, phoneNumberId, businessAccountId, displayAddress, now, ...sealed } = given;
  const id = derivedId('channel', orgId, phoneNumberId);
  const values = { name, businessId: businessAccountId, displayAddress, ...sealed };
  const [changed] = await tx
    .update(channelAccounts)
    .set(values)
    .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, id)))
    .returning({ id: channelAccounts.id });
  if (changed) return changed.id;
  const [made] = await tx
    .insert(channelAccounts)
    .values({ orgId, id, channel: 'whatsapp', externalId: phoneNumberId, createdAt: now, ...values })
    .onConflictDoNothing()
    .returning({ id: channelAccounts.id });
  return made?.id ?? null;
}

export async function findChannel(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<ChannelRow | null> {
  const [row] = await tx
    .select()
    .from(channelAccounts)
    .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, id)));
  return row ?? null;
}

export interface ChannelSummary {
  row: ChannelRow;
  lastInboundAt: number | null;
  lastOutboundAt: number | null;
}

/** The newest message of each direction says whether it works. */
export async function listChannels(tx: Tx, { orgId }: { orgId: string }): Promise<ChannelSummary[]> {
  const rows = await tx
    .select()
    .from(channelAccounts)
    .where(eq(channelAccounts.orgId, orgId))
    .orderBy(channelAccounts.createdAt);
  const newest = (channelAccountId: string, direction: 'in' | 'out') =>
    tx
      .select({ at: max(messages.at) })
      .from(messages)
      .where(
        and(
          eq(messages.orgId, orgId),
          eq(messages.channelAccountId, channelAccountId),
          eq(messages.direction, direction),
        ),
      );
  const found: ChannelSummary[] = [];
  for (const row of rows) {
    const [inbound] = await newest(row.id, 'in');
    const [outbound] = await newest(row.id, 'out');
    found.push({ row, lastInboundAt: inbound?.at ?? null, lastOutboundAt: outbound?.at ?? null });
  }
  return found;
}
