import type { Prompt } from '../prompt/prompt.ts';
import type { ChecklistField } from '../prompt/rules.ts';
import { timesAsked } from '../understanding/asked.ts';
import type { Understanding } from '../understanding/understand.ts';

/** The intake field to ask next: required ones first, late ones last, never one asked twice in vain. */
export function nextField(prompt: Prompt, u: Understanding): ChecklistField | null {
  const filled = new Set([
    ...prompt.slots.filter(slot => slot.confidence >= 0.5).map(slot => slot.key),
    ...u.slots.map(slot => slot.key),
  ]);
  const open = prompt.checklist.filter(
    field => !field.never && !filled.has(field.key) && timesAsked(prompt, field) < 2,
  );
  const early = open.filter(field => !field.late);
  return early.find(field => field.required) ?? early[0] ?? open[0] ?? null;
}

/** The wanted CTA when the rules allow it now, else the first that they allow. */
export function allowedCta(prompt: Prompt, wanted: string | null): string | null {
  const allowed = prompt.ctas.filter(rule => rule.allowed);
  return allowed.find(rule => rule.name === wanted)?.name ?? allowed[0]?.name ?? null;
}
