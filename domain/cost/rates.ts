/**
 * What the provider charges for a message: read from its own pricing object and a dated rate table, never from the window
 * (A-PRICE-1). The table is a first estimate that people edit (A-PRICE-2). Pure.
 */
import { z } from 'zod';

export const rateSchema = z.strictObject({
  category: z.enum(['utility', 'marketing', 'authentication', 'service']),
  /** First day on which it holds, `2026-10-01`. */
  from: z.iso.date(),
  /** Micros of a US dollar for one message. */
  micros: z.int().min(0),
});
export type Rate = z.infer<typeof rateSchema>;

/** Middle of the source's ranges at ₹85 to the dollar; service messages are priced from 2026-10-01. */
export const DEFAULT_RATES: Rate[] = [
  { category: 'utility', from: '2025-07-01', micros: 8_200 },
  { category: 'marketing', from: '2025-07-01', micros: 11_800 },
  { category: 'authentication', from: '2025-07-01', micros: 6_500 },
  { category: 'service', from: '2025-07-01', micros: 0 },
  { category: 'service', from: '2026-10-01', micros: 4_100 },
];

export interface Pricing {
  billable: boolean | null;
  category: string | null;
}

/** Micros; null when the provider said nothing that a price follows from. */
export function messageCostMicros(pricing: Pricing, at: number, rates: readonly Rate[] = DEFAULT_RATES): number | null {
  if (pricing.billable === false) return 0;
  const day = new Date(at).toISOString().slice(0, 10);
  const category = pricing.category?.toLowerCase().replace(/^referral_conversion$/, 'service') ?? null;
  if (category === null) return null;
  const known = rates
    .filter(rate => category.startsWith(rate.category) && rate.from <= day)
    .sort((a, b) => a.from.localeCompare(b.from))
    .at(-1);
  return known?.micros ?? null;
}
