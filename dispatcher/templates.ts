/** Mirrors message templates and the numbers' limits from the provider (A-PRICE-3, A-PRICE-5). */
import { sql } from 'drizzle-orm';
import type { Ports } from '../activities/ports.ts';
import { saveTier } from '../db/channel/tier.ts';
import { syncTemplates } from '../db/template/queries.ts';

export async function syncAllTemplates(ports: Ports): Promise<void> {
  const accounts = await ports.db.withSystem(tx =>
    tx.execute<{ org_id: string; id: string }>(sql`select org_id, id from channel_accounts order by id`),
  );
  for (const account of accounts.rows) {
    try {
      const credentials = await ports.credentials(account.org_id, account.id);
      // The first webhook tells it.
      if (credentials.businessAccountId === '') continue;
      const found = await ports.channels.whatsapp.listTemplates(credentials);
      await ports.db.withOrg(account.org_id, tx =>
        syncTemplates(tx, { orgId: account.org_id, channelAccountId: account.id, found, now: ports.clock.now() }),
      );
      const limits = await ports.channels.whatsapp.limits?.(credentials);
      if (limits)
        await ports.db.withOrg(account.org_id, tx =>
          saveTier(tx, { orgId: account.org_id, id: account.id, ...limits, now: ports.clock.now() }),
        );
    } catch (error) {
      ports.log.warn({ err: error, channelAccountId: account.id }, 'templates could not be synced');
    }
  }
}
