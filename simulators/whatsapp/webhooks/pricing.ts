import type { Json } from '../records.ts';

/** From then on service messages, and utility templates inside the window, are charged too. */
export const SERVICE_CHARGED_FROM = Date.UTC(2026, 9, 1);
const PER_MESSAGE_FROM = Date.UTC(2025, 6, 1);

export interface PricingFacts {
  category: string;
  windowOpen: boolean;
  entryPointOpen: boolean;
  now: number;
}

/** The `pricing` object of a send accepted at `now`. */
export function pricingOf({ category, windowOpen, entryPointOpen, now }: PricingFacts): Json {
  if (now < PER_MESSAGE_FROM) return { billable: !entryPointOpen, pricing_model: 'CBP', category };
  const free = (type: string) => ({ billable: false, pricing_model: 'PMP', type, category });
  if (entryPointOpen) return free('free_entry_point');
  const freeInWindow = category === 'service' || (category === 'utility' && windowOpen);
  if (freeInWindow && now < SERVICE_CHARGED_FROM) return free('free_customer_service');
  return { billable: true, pricing_model: 'PMP', type: 'regular', category };
}
