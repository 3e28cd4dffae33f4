import type { Database } from '../database.ts';
import type { Keyring } from '../keys/keyring.ts';
import { channelAccounts } from './table.ts';

/** A channel account as the webhook needs it. */
export interface WebhookAccount {
  orgId: string;
  channelAccountId: string;
  externalId: string;
  businessId: string;
  appSecret: string;
  verifyToken: string;
}

/** All WhatsApp numbers with their opened secrets. Secrets are opened outside the transaction: that may read keys. */
export async function webhookAccounts(db: Database, keyring: Keyring): Promise<WebhookAccount[]> {
  const rows = await db.withSystem(tx => tx.select().from(channelAccounts));
  return Promise.all(
    rows.map(async row => ({
      orgId: row.orgId,
      channelAccountId: row.id,
      externalId: row.externalId,
      businessId: row.businessId,
      appSecret: (await keyring.open(row.orgId, 'channel.app_secret', row.appSecretSealed)).toString('utf8'),
      verifyToken: (await keyring.open(row.orgId, 'channel.verify_token', row.verifyTokenSealed)).toString('utf8'),
    })),
  );
}
