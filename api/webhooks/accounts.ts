/** The WhatsApp numbers of this installation, kept in memory and refreshed: a webhook may not wait for a look-up. */
import type { WebhookAccount } from '../../db/channel/queries.ts';

export interface AccountDirectory {
  /** Distinct app secrets: usually one. */
  secrets(): Promise<string[]>;
  /** Whether a verify token is one of ours (compared by the caller's constant-time check). */
  verifyTokens(): Promise<string[]>;
  /** The number an update belongs to; only if its app's secret is the one that matched. */
  find(update: { phoneNumberId: string | null; wabaId: string | null }, secret: string): Promise<WebhookAccount[]>;
}

const TTL_MS = 10_000;

export function createAccountDirectory(load: () => Promise<WebhookAccount[]>): AccountDirectory {
  let cached: { at: number; accounts: Promise<WebhookAccount[]> } | null = null;
  const accounts = (): Promise<WebhookAccount[]> => {
    if (cached && Date.now() - cached.at < TTL_MS) return cached.accounts;
    const previous = cached?.accounts;
    const loading = load();
    // While Postgres is away the last known numbers go on; the INSERT then decides whether the delivery is taken.
    const fresh = previous ? loading.catch(() => previous) : loading;
    cached = { at: Date.now(), accounts: fresh };
    fresh.catch(() => {
      cached = null;
    });
    return fresh;
  };
  return {
    secrets: async () => [...new Set((await accounts()).map(account => account.appSecret))],
    verifyTokens: async () => [...new Set((await accounts()).map(account => account.verifyToken))],
    find: async ({ phoneNumberId, wabaId }, secret) => {
      const known = (await accounts()).filter(account => account.appSecret === secret);
      if (phoneNumberId !== null) return known.filter(account => account.externalId === phoneNumberId);
      return wabaId === null ? [] : known.filter(account => account.businessId === wabaId);
    },
  };
}
