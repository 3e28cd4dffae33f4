/** Why the agent scrolls up or looks facts up by itself (A-RETR-1). Pure. */
import type { Critique, Extraction, Plan } from '../agent/schemas.ts';
import type { Memory } from '../conversation/memory.ts';
import type { IntakeField } from '../playbook/playbook.ts';

export const RETRIEVAL_TRIGGERS = [
  'refers_to_past',
  'slot_missing',
  'contradiction',
  'low_confidence',
  'missing_context',
  'factual_question',
] as const;
export type RetrievalTrigger = (typeof RETRIEVAL_TRIGGERS)[number];

const UNSURE = 0.6;

/** What is known before the plan. */
export function triggersBefore(
  extraction: Extraction | null,
  memory: Memory,
  checklist: readonly IntakeField[],
  now: number,
): RetrievalTrigger[] {
  const missing = checklist.some(
    field => field.timing === 'required' && (memory.slots[field.key]?.confidence ?? 0) < UNSURE,
  );
  // Kept out just now: this turn's merge stamps it with the turn's time.
  const contradicted = memory.slotHistory.some(entry => entry.reason === 'contradiction' && entry.at === now);
  return [
    ...(extraction?.refersToPast ? ['refers_to_past' as const] : []),
    ...(missing ? ['slot_missing' as const] : []),
    ...(contradicted ? ['contradiction' as const] : []),
    ...(extraction?.asksFact ? ['factual_question' as const] : []),
  ];
}

/** What only the plan or the critic says. */
export function triggersAfter(plan: Plan | null, critique: Critique | null): RetrievalTrigger[] {
  return [
    ...(plan && (plan.retrieve || plan.confidence < UNSURE) ? ['low_confidence' as const] : []),
    ...(critique?.issues.some(issue => issue.kind === 'missing_context') ? ['missing_context' as const] : []),
  ];
}
