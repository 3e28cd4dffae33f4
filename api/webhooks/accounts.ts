/** The WhatsApp numbers of this installation, kept in memory and refreshed: a webhook may not wait for a look-up. */
import type { WebhookAccount } from '../../db/channel/queries.ts';

export interface AccountDirectory {
  /** Distinct app secrets: usually one. */
  secrets(): Promise<string[]>;
  /** Whether a verify token is one of ours (compared by the caller's constant-time check). */
  verifyTokens(): Promise<string[]>;
  /**
   * The number an update belongs to; only if its app's secret is the one that matched. One that is not known is looked up
   * anew, because it may have been connected a moment ago: a look-up that began after it was asked for, so up to
   * 200 ms later. @throws when that look-up fails.
   */
  find(update: { phoneNumberId: string | null; wabaId: string | null }, secret: string): Promise<WebhookAccount[]>;
}

const TTL_MS = 10_000;
/** Updates for numbers that are nobody's cost one look-up in this time, which all that came meanwhile wait for. */
const FORCED_MS = 200;

interface Cached {
  at: number;
  accounts: Promise<WebhookAccount[]>;
  /** What the look-up itself said; `accounts` may be the numbers known before. */
  loaded: Promise<WebhookAccount[]>;
}

export function createAccountDirectory(load: () => Promise<WebhookAccount[]>): AccountDirectory {
  let cached: Cached | null = null;
  const refresh = (): Cached => {
    const previous = cached?.accounts;
    const loaded = load();
    // While Postgres is away the last known numbers go on; the INSERT then decides whether the delivery is taken.
    const accounts = previous ? loaded.catch(() => previous) : loaded;
    const fresh = { at: performance.now(), accounts, loaded };
    cached = fresh;
    accounts.catch(() => {
      if (cached === fresh) cached = null;
    });
    return fresh;
  };
  const known = () => (cached && performance.now() - cached.at < TTL_MS ? cached : refresh()).accounts;
  let next: Promise<Cached> | null = null;
  /** What was looked up a moment before says nothing of a number that was connected since. */
  const anew = (): Promise<Cached> => {
    const waitMs = cached ? Math.max(0, cached.at + FORCED_MS - performance.now()) : 0;
    next ??= new Promise(resolve => {
      setTimeout(() => {
        next = null;
        resolve(refresh());
      }, waitMs);
    });
    return next;
  };
  return {
    secrets: async () => [...new Set((await known()).map(account => account.appSecret))],
    verifyTokens: async () => [...new Set((await known()).map(account => account.verifyToken))],
    find: async ({ phoneNumberId, wabaId }, secret) => {
      const owners = (accounts: WebhookAccount[]): WebhookAccount[] => {
        const ours = accounts.filter(account => account.appSecret === secret);
        if (phoneNumberId !== null) return ours.filter(account => account.externalId === phoneNumberId);
        return wabaId === null ? [] : ours.filter(account => account.businessId === wabaId);
      };
      const found = owners(await known());
      if (found.length > 0 || (phoneNumberId === null && wabaId === null)) return found;
      return owners(await (await anew()).loaded);
    },
  };
}
