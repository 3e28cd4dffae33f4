import { and, eq } from 'drizzle-orm';
import type { Database, Tx } from '../database.ts';
import { SealError } from '../keys/envelope.ts';
import type { Keyring } from '../keys/keyring.ts';
import { channelAccounts } from './table.ts';

/** A channel account as the webhook needs it. */
export interface WebhookAccount {
  orgId: string;
  channelAccountId: string;
  externalId: string;
  /** Empty while nobody has said it. */
  businessId: string;
  appSecret: string;
  verifyToken: string;
}

/**
 * All WhatsApp numbers with their opened secrets. Secrets are opened outside the transaction: that may read keys.
 * @param onUnreadable hears of a number whose secrets do not open: the others go on without it.
 * @throws SealError when not a single one opens: the master key is wrong, and nothing says that there are no numbers.
 */
export async function webhookAccounts(
  db: Database,
  keyring: Keyring,
  onUnreadable: (channelAccountId: string, error: SealError) => void = () => undefined,
): Promise<WebhookAccount[]> {
  const rows = await db.withSystem(tx => tx.select().from(channelAccounts));
  const accounts: WebhookAccount[] = [];
  let unreadable: SealError | null = null;
  for (const row of rows) {
    try {
      accounts.push({
        orgId: row.orgId,
        channelAccountId: row.id,
        externalId: row.externalId,
        businessId: row.businessId,
        appSecret: (await keyring.open(row.orgId, 'channel.app_secret', row.appSecretSealed)).toString('utf8'),
        verifyToken: (await keyring.open(row.orgId, 'channel.verify_token', row.verifyTokenSealed)).toString('utf8'),
      });
    } catch (error) {
      // Only what will not open is left out; a database that is away says nothing about this number.
      if (!(error instanceof SealError)) throw error;
      unreadable = error;
      onUnreadable(row.id, error);
    }
  }
  if (accounts.length === 0 && unreadable) throw unreadable;
  return accounts;
}

/** The business account of a number that was connected without it; one that is known stays. */
export async function learnBusinessId(
  tx: Tx,
  account: { orgId: string; channelAccountId: string },
  businessId: string,
): Promise<void> {
  await tx
    .update(channelAccounts)
    .set({ businessId })
    .where(
      and(
        eq(channelAccounts.orgId, account.orgId),
        eq(channelAccounts.id, account.channelAccountId),
        eq(channelAccounts.businessId, ''),
      ),
    );
}
