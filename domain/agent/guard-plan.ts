/** What the model may plan and what not: decided in code (A-CTA-2, A-SLOT-3). Pure. */
import type { Memory } from '../conversation/memory.ts';
import { type CtaRecords, mayOffer } from '../cta/cta.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { IMPLIED } from '../slots/band.ts';
import type { CtaType } from '../words.ts';
import type { Plan } from './schemas.ts';

/** Before these a slot that is not certain is confirmed (A-SLOT-3). */
const MAJOR: readonly CtaType[] = ['BOOK_CALL', 'PAYMENT', 'SCHEDULE_DEMO'];
const CERTAIN = 0.7;

/** The first needed slot that is known but not certain; null when there is none. */
export function slotToConfirm(memory: Memory, playbook: Playbook): string | null {
  const needed = playbook.checklist.filter(field => field.timing === 'required');
  const found = needed.find(field => {
    const slot = Object.hasOwn(memory.slots, field.key) ? memory.slots[field.key] : undefined;
    return slot !== undefined && slot.confidence < CERTAIN;
  });
  return found?.key ?? null;
}

/** Whether every required field is known well enough to offer anything (A-AB-3, call to action late). */
const requiredKnown = (memory: Memory, playbook: Playbook): boolean =>
  playbook.checklist
    .filter(field => field.timing === 'required')
    .every(field => (memory.slots[field.key]?.confidence ?? 0) >= IMPLIED);

export function guardPlan(
  plan: Plan,
  {
    playbook,
    ctas,
    memory,
    ctaTiming = 'early',
  }: { playbook: Playbook; ctas: CtaRecords; memory: Memory; ctaTiming?: 'early' | 'late' },
): Plan {
  const { cta } = plan;
  if (cta === null) return plan;
  const offered = playbook.ctas.some(entry => entry.type === cta);
  const tooEarly = ctaTiming === 'late' && !requiredKnown(memory, playbook);
  if (!offered || tooEarly || !mayOffer(ctas[cta]?.state ?? 'NOT_OFFERED')) return { ...plan, cta: null };
  const unsure = MAJOR.includes(cta) ? slotToConfirm(memory, playbook) : null;
  if (unsure === null) return plan;
  const value = memory.slots[unsure]?.value ?? '';
  return {
    ...plan,
    cta: null,
    askSlot: unsure,
    reasonCode: 'CONFIRMATION',
    goal: `Confirm ${unsure.replaceAll('_', ' ')} (${JSON.stringify(value)}) before anything is offered.`.slice(0, 300),
  };
}
