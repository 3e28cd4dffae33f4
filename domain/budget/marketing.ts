/** When a marketing message may go out (A-PRICE-2, A-PRICE-3, A-PRICE-4, X-BUDGET). Pure. */
import type { Temperature } from '../lead/score.ts';

export interface MarketingFacts {
  optedInAt: number | null;
  /** The customer stopped marketing in WhatsApp itself. */
  stoppedAt: number | null;
  temperature: Temperature;
  /** Marked by a person as worth it. */
  highValue: boolean;
  /** Sent to this contact in the last 24 h without a reply since. */
  sentUnanswered: number;
}

export const MARKETING_CAP = 2;

/** The reason as a word for the timeline; null when it may leave. */
export function marketingRefusal(facts: MarketingFacts): string | null {
  if (facts.stoppedAt !== null) return 'marketing_stopped';
  if (facts.optedInAt === null) return 'no_opt_in';
  if (facts.temperature !== 'hot' && !facts.highValue) return 'marketing_low_value';
  return facts.sentUnanswered >= MARKETING_CAP ? 'marketing_cap' : null;
}
