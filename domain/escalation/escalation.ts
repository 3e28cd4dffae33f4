/** Escalation: reasons, priorities and effects as X-ESC settles them. */
import type { ScoreParts } from '../lead/score.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { EscalationEffect, EscalationReason, Priority } from '../words.ts';

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
  /** Name of the playbook's own rule, for `rule`. */
  rule?: string;
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

type Rules = Pick<Playbook, 'escalation'>;

const changeOf = (reason: EscalationReason, { escalation }: Rules) =>
  escalation.changes.find(change => change.reason === reason);

/** The priority in this playbook (A-ESC-2). */
export const priorityIn = (playbook: Rules, reason: EscalationReason): Priority =>
  changeOf(reason, playbook)?.priority ?? priorityOf(reason);

/** The effect in this playbook. A second failure of the model in a row hands over whatever it says (X-FAIL). */
export function effectIn(playbook: Rules, reason: EscalationReason, aiFailuresInARow: number): EscalationEffect {
  const settled = effectOf(reason, aiFailuresInARow);
  if (reason === 'ai_failure' && settled === 'hand_over') return settled;
  return changeOf(reason, playbook)?.effect ?? settled;
}

/** Whether the reason hands the conversation to a person, or only tells one. The first ai_failure only tells; the second in a row hands over. */
export function effectOf(reason: EscalationReason, aiFailuresInARow: number): EscalationEffect {
  if (reason === 'hot_lead' || reason === 'urgent' || reason === 'too_long') return 'notify';
  if (reason === 'ai_failure') return aiFailuresInARow >= 2 ? 'hand_over' : 'notify';
  return 'hand_over';
}
