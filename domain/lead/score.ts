/** The lead's score, 0-100, by code with its parts (X-SCORE); the model's opinion is no part of it. */
import type { CtaRecords } from '../cta/cta.ts';
import type { LeadStatus } from '../words.ts';

export interface ScoreFacts {
  /** Required checklist fields, and how many of them are known with confidence 0.6 or more. */
  requiredFields: number;
  knownFields: number;
  /** Amounts in the organization's currency; null when unknown. */
  customerBudget: number | null;
  lowestPrice: number | null;
  /** Null when the agent has not written yet. */
  responseRate: number | null;
  averageReplyMs: number | null;
  ctas: CtaRecords;
  /** -1 … +1. */
  trend: number;
}

export interface ScoreParts {
  qualification: number;
  budgetFit: number;
  engagement: number;
  cta: number;
  sentiment: number;
  /** What the playbook's own rules give or take (C-LEAD-4); absent where it has none. */
  rules?: number;
}

const CTA_POINTS = {
  NOT_OFFERED: 0,
  DECLINED: 0,
  OFFERED_ONCE: 2,
  OFFERED_TWICE: 2,
  CLICKED: 7,
  COMPLETED: 10,
} as const;
const HOUR_MS = 3_600_000;

export function scoreParts(facts: ScoreFacts): ScoreParts {
  const share = facts.requiredFields === 0 ? 0 : facts.knownFields / facts.requiredFields;
  const rate = facts.responseRate === null ? 0.5 : Math.min(1, facts.responseRate);
  // Half for answering at all, a third for answering within the hour, less up to a day.
  const slowness = facts.averageReplyMs === null ? 0.5 : Math.min(1, facts.averageReplyMs / (24 * HOUR_MS));
  const states = Object.values(facts.ctas).map(record => CTA_POINTS[record?.state ?? 'NOT_OFFERED']);
  const fits = facts.customerBudget !== null && facts.lowestPrice !== null && facts.customerBudget >= facts.lowestPrice;
  return {
    qualification: Math.round(50 * Math.min(1, share)),
    budgetFit: fits ? 15 : 0,
    engagement: Math.round(10 * rate + 5 * (1 - slowness)),
    cta: Math.max(0, ...states),
    sentiment: Math.round(5 * (1 + Math.max(-1, Math.min(1, facts.trend)))),
  };
}

export const scoreOf = (parts: ScoreParts): number =>
  Math.max(
    0,
    Math.min(
      100,
      Object.values(parts).reduce((sum: number, part: number) => sum + part, 0),
    ),
  );

export type Temperature = 'unscored' | 'cold' | 'warm' | 'hot';

/** Cold to 50, warm to 80, hot above. */
export function temperatureOf(score: number | null): Temperature {
  if (score === null) return 'unscored';
  return score > 80 ? 'hot' : score > 50 ? 'warm' : 'cold';
}

const MAY_BE_HOT: readonly LeadStatus[] = ['QUALIFYING', 'QUALIFIED', 'ENGAGED'];

/** Hot sets HOT; what cools off falls back to ENGAGED; never over what a person set. */
export function statusByScore(status: LeadStatus, setByPerson: boolean, score: number | null): LeadStatus {
  if (setByPerson) return status;
  const hot = temperatureOf(score) === 'hot';
  if (hot) return MAY_BE_HOT.includes(status) ? 'HOT' : status;
  return status === 'HOT' ? 'ENGAGED' : status;
}
