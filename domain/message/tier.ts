/** How many people a number may write to first in 24 hours (A-PRICE-3). Pure. */

/** Only while the account does not say. */
export const UNKNOWN_TIER_LIMIT = 1_000;

/** `TIER_250`, `TIER_1K`, `TIER_100K`, `TIER_UNLIMITED` … as the provider writes them; null = no limit. */
export function dailyLimitOf(tier: string | null): number | null {
  const found = /^TIER_(?:(UNLIMITED)|(\d+)(K?))$/i.exec(tier?.trim() ?? '');
  if (!found) return UNKNOWN_TIER_LIMIT;
  if (found[1]) return null;
  return Number(found[2]) * (found[3] ? 1_000 : 1);
}
