import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMemory, type Slot } from '../conversation/memory.ts';
import { playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { CTA_STATES, CTA_TYPES } from '../words.ts';
import { guardPlan } from './guard-plan.ts';
import type { Plan } from './schemas.ts';

const playbook = playbookSchema.parse(dentalClinic);
const plan = (patch: Partial<Plan> = {}): Plan => ({
  shouldSend: true,
  reasonCode: 'CTA_PUSH',
  goal: 'Offer a visit.',
  stage: 'CTA_OFFERED',
  cta: 'BOOK_CALL',
  askSlot: null,
  retrieve: false,
  retrievalQuery: null,
  handoff: null,
  confidence: 0.9,
  ...patch,
});
const slot = (confidence: number): Slot => ({
  value: 'cleaning',
  confidence,
  sourceMessageId: null,
  setBy: 'agent',
  at: 0,
});
const knowing = (confidence: number) => ({
  ...emptyMemory(),
  slots: { reason_for_visit: slot(confidence), preferred_day: slot(0.9) },
});

describe('A-SLOT-3: a needed slot that is not certain is confirmed before a major call to action', () => {
  it.each([0.5, 0.69])('at %d: asked, and nothing is offered yet', confidence => {
    const guarded = guardPlan(plan(), { playbook, ctas: {}, memory: knowing(confidence) });
    expect(guarded).toMatchObject({ cta: null, askSlot: 'reason_for_visit', reasonCode: 'CONFIRMATION' });
    expect(guarded.goal).toContain('cleaning');
  });
  it('at 0.7 it is offered', () =>
    expect(guardPlan(plan(), { playbook, ctas: {}, memory: knowing(0.7) }).cta).toBe('BOOK_CALL'));
  it('not before a minor one', () =>
    expect(guardPlan(plan({ cta: 'VISIT_WEBSITE' }), { playbook, ctas: {}, memory: knowing(0.2) }).cta).toBe(
      'VISIT_WEBSITE',
    ));
});

describe('A-CTA-2: what may be offered', () => {
  it('never one that is completed, declined, clicked or offered twice, and never one the playbook does not have', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CTA_TYPES), fc.constantFrom(...CTA_STATES), (cta, state) => {
        const guarded = guardPlan(plan({ cta }), {
          playbook,
          ctas: { [cta]: { state, changedAt: 0 } },
          memory: knowing(1),
        });
        const has = playbook.ctas.some(entry => entry.type === cta);
        const free = state === 'NOT_OFFERED' || state === 'OFFERED_ONCE';
        expect(guarded.cta).toBe(has && free ? cta : null);
      }),
    );
  });
  it('A-AB-3: late means only when the required fields are known', () => {
    const late = { playbook, ctas: {}, ctaTiming: 'late' as const };
    expect(guardPlan(plan(), { ...late, memory: emptyMemory() }).cta).toBeNull();
    expect(guardPlan(plan(), { ...late, memory: knowing(0.9) }).cta).toBe('BOOK_CALL');
  });
});
