/** When the agent must call a person, decided in code from what was understood and planned (X-ESC, A-ESC-1, A-ESC-7). */
import type { Memory } from '../conversation/memory.ts';
import { knownObjection, objectionKey } from '../objection/objection.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { EscalationReason } from '../words.ts';
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

/** The first reason that applies, or null. `memory` already holds this extraction. */
export function handoffReason(
  extraction: Extraction,
  plan: Plan | null,
  memory: Memory,
  playbook: Playbook,
): EscalationReason | null {
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
  return found.find(reason => ALWAYS.includes(reason) || playbook.escalateOn.includes(reason)) ?? null;
}
