/** Escalation: reasons, priorities and effects as X-ESC settles them. */
import type { ScoreParts } from '../lead/score.ts';
import type { EscalationReason, Priority } from '../words.ts';

export interface HandoffBrief {
  reason: EscalationReason;
  priority: Priority;
  summary: string;
  keySlots: { key: string; value: string }[];
  sentimentTrend: 'improving' | 'steady' | 'declining';
  recommendedAction: string;
  /** 0-100 (X-SCORE). */
  valueScore: number;
  /** What the score is made of; absent in briefs of an older release. */
  scoreParts?: ScoreParts;
  at: number;
}

/** X-ESC. `rule` carries its rule's priority; `staff_silent` raises the open one. */
const PRIORITY_OF: Record<EscalationReason, Priority> = {
  payment_failure: 'CRITICAL',
  booking_failure: 'CRITICAL',
  compliance_risk: 'CRITICAL',
  human_request: 'HIGH',
  angry_sentiment: 'HIGH',
  complaint: 'HIGH',
  legal: 'HIGH',
  urgent: 'HIGH',
  negotiation: 'HIGH',
  hot_lead: 'HIGH',
  ai_failure: 'HIGH',
  complex_question: 'MEDIUM',
  objection: 'MEDIUM',
  low_confidence: 'MEDIUM',
  stale_knowledge: 'MEDIUM',
  too_long: 'MEDIUM',
  over_budget: 'LOW',
  staff_silent: 'MEDIUM',
  rule: 'MEDIUM',
  other: 'LOW',
};

const ORDER: Priority[] = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

export const priorityOf = (reason: EscalationReason): Priority => PRIORITY_OF[reason];

export const higherPriority = (a: Priority, b: Priority): Priority => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b);

/** One step up, as staff silence does to the open escalation. */
export const raisePriority = (priority: Priority): Priority =>
  ORDER[Math.min(ORDER.indexOf(priority) + 1, ORDER.length - 1)] ?? 'CRITICAL';

/** Whether the reason hands the conversation to a person, or only tells one. The first ai_failure only tells; the second in a row hands over. */
export function effectOf(reason: EscalationReason, aiFailuresInARow: number): 'hand_over' | 'notify' {
  if (reason === 'hot_lead' || reason === 'urgent' || reason === 'too_long') return 'notify';
  if (reason === 'ai_failure') return aiFailuresInARow >= 2 ? 'hand_over' : 'notify';
  return 'hand_over';
}
