/** When the agent must call a person, decided in code from what was understood and planned (X-ESC, A-ESC-1, A-ESC-7). */
import type { Memory } from '../conversation/memory.ts';
import { effectIn } from '../escalation/escalation.ts';
import { knownObjection, objectionKey } from '../objection/objection.ts';
import { foldText } from '../optout/optout.ts';
import type { EscalationRule, Playbook } from '../playbook/playbook.ts';
import type { EscalationEffect, EscalationReason, Priority } from '../words.ts';
import type { Extraction, Plan } from './schemas.ts';

/** Hands over whatever the playbook lists; these always count, listed or not. */
const ALWAYS: EscalationReason[] = [
  'human_request',
  'legal',
  'complaint',
  'compliance_risk',
  'payment_failure',
  'booking_failure',
];

/** Why a person is called, and what that means in this playbook (A-ESC-2). */
export interface Call {
  reason: EscalationReason;
  effect: EscalationEffect;
  /** The playbook's own rule, for the reason `rule`. */
  rule: { name: string; priority: Priority } | null;
}

/** What the playbook's rules look at beside the reading. */
export interface RuleFacts {
  /** What the customer wrote just now. */
  words: string;
  score: number;
  highValue: boolean;
}

/** The call that counts: one that hands over goes before one that only tells, a reason of X-ESC before a rule. */
export function callFor(
  extraction: Extraction | null,
  plan: Plan | null,
  memory: Memory,
  playbook: Playbook,
  facts: RuleFacts,
): Call | null {
  const reasons = extraction ? handoffReasons(extraction, plan, memory, playbook) : plan?.handoff ? [plan.handoff] : [];
  const calls: Call[] = reasons.map(reason => ({ reason, effect: effectIn(playbook, reason, 0), rule: null }));
  if (extraction)
    for (const rule of playbook.escalation.rules)
      if (applies(rule, extraction, facts)) calls.push({ reason: 'rule', effect: rule.effect, rule });
  return calls.find(call => call.effect === 'hand_over') ?? calls[0] ?? null;
}

function applies({ when }: EscalationRule, extraction: Extraction, facts: RuleFacts): boolean {
  const conditions = [
    when.intents.length === 0 || when.intents.includes(extraction.intent),
    when.sentiments.length === 0 || when.sentiments.includes(extraction.sentiment),
    when.words.length === 0 || when.words.some(word => ` ${foldText(facts.words)} `.includes(` ${foldText(word)} `)),
    when.minScore === null || facts.score >= when.minScore,
    !when.highValue || facts.highValue,
  ];
  return conditions.every(Boolean);
}

/** The first reason that applies, or null. `memory` already holds this extraction. */
export function handoffReason(
  extraction: Extraction,
  plan: Plan | null,
  memory: Memory,
  playbook: Playbook,
): EscalationReason | null {
  return handoffReasons(extraction, plan, memory, playbook)[0] ?? null;
}

function handoffReasons(
  extraction: Extraction,
  plan: Plan | null,
  memory: Memory,
  playbook: Playbook,
): EscalationReason[] {
  const found: EscalationReason[] = [];
  if (extraction.intent === 'human_request') found.push('human_request');
  if (extraction.intent === 'legal') found.push('legal');
  if (extraction.intent === 'complaint' || extraction.intent === 'refund') found.push('complaint');
  if (extraction.sentiment === 'ANGRY' && extraction.sentimentConfidence >= 0.6) found.push('angry_sentiment');
  if (memory.confusedInARow >= 3) found.push('complex_question');
  if (extraction.objection) {
    const key = knownObjection(extraction.objection, Object.keys(memory.objections));
    const said = extraction.objection.toLowerCase().replaceAll(' ', '_');
    const known = playbook.objections.some(
      objection => objectionKey(objection.key) === key || said.includes(objection.key.toLowerCase()),
    );
    // A-ESC-7: one the playbook has no answer for, or one raised for the third time.
    const raised = Object.hasOwn(memory.objections, key) ? (memory.objections[key] ?? 0) : 0;
    if ((!known && playbook.objections.length > 0) || raised >= 3) found.push('objection');
  }
  if (plan?.handoff) found.push(plan.handoff);
  return found.filter(reason => ALWAYS.includes(reason) || playbook.escalateOn.includes(reason));
}
