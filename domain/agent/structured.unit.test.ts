import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMemory, type Memory } from '../conversation/memory.ts';
import { talkFor } from '../cost/caps.ts';
import type { CtaRecords } from '../cta/cta.ts';
import { playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { structuredMove } from './structured.ts';

const dental = playbookSchema.parse(dentalClinic);
const knowing = (slots: Record<string, number>): Memory => ({
  ...emptyMemory(),
  slots: Object.fromEntries(
    Object.entries(slots).map(([key, confidence]) => [
      key,
      { value: 'x', confidence, sourceMessageId: null, setBy: 'agent' as const, at: 0 },
    ]),
  ),
});
const move = (memory: Memory, said: string[] = [], ctas: CtaRecords = {}) =>
  structuredMove({ playbook: dental, memory, ctas, said, stage: 'DISCOVERY', language: 'en' });
const ALL = { reason_for_visit: 1, preferred_day: 1, insurance: 1, name: 1 };

describe('X-BUDGET, C-PLUS-1: structured talk', () => {
  it('asks the checklist in its order and its own words, late fields last, and only what is not certain', () => {
    expect(move(emptyMemory())).toMatchObject({ text: 'What brings you in?', plan: { askSlot: 'reason_for_visit' } });
    expect(move(knowing({ reason_for_visit: 0.9 }))?.plan.askSlot).toBe('preferred_day');
    expect(move(knowing({ reason_for_visit: 0.6, preferred_day: 0.9 }))?.plan.askSlot).toBe('reason_for_visit');
    expect(move(knowing({ reason_for_visit: 1, preferred_day: 1 }))?.plan.askSlot).toBe('insurance');
  });
  it('asks nothing a third time', () =>
    expect(move(emptyMemory(), ['What brings you in?', 'Hi. What brings you in?'])?.plan.askSlot).toBe(
      'preferred_day',
    ));
  it('then offers what may be offered, with its link, and then nothing', () => {
    expect(move(knowing(ALL))).toMatchObject({
      text: 'Book a visit: https://sunsetdental.example/book',
      plan: { cta: 'BOOK_CALL', reasonCode: 'CTA_PUSH' },
    });
    const done = { state: 'COMPLETED' as const, changedAt: 0 };
    expect(move(knowing(ALL), [], { BOOK_CALL: done })?.plan.cta).toBe('VISIT_WEBSITE');
    expect(move(knowing(ALL), [], { BOOK_CALL: done, VISIT_WEBSITE: done })).toBeNull();
  });
  it('begins at 80% of a cap, from a number of messages on, or where the playbook says so', () => {
    const after = { ...dental, budget: { ...dental.budget, structuredAfterMessages: 6 } };
    expect([talkFor(dental, 'free', 99), talkFor(dental, 'warn', 0)]).toEqual(['chat', 'structured']);
    expect([talkFor(after, 'free', 5), talkFor(after, 'free', 6)]).toEqual(['chat', 'structured']);
    expect(talkFor({ ...dental, talk: 'structured' }, 'free', 0)).toBe('structured');
  });
  it('whatever is known, it asks a field or makes one offer, never both, and comes to an end', () => {
    const confidences = fc.record(
      {
        reason_for_visit: fc.double({ min: 0, max: 1, noNaN: true }),
        preferred_day: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(confidences, slots => {
        const said: string[] = [];
        let ctas: CtaRecords = {};
        for (let turn = 0; turn < 20; turn++) {
          const next = move(knowing(slots as Record<string, number>), said, ctas);
          if (!next) return;
          expect(next.plan.askSlot !== null && next.plan.cta !== null).toBe(false);
          said.push(next.text);
          if (next.plan.cta) ctas = { ...ctas, [next.plan.cta]: { state: 'OFFERED_TWICE', changedAt: 0 } };
          else if (next.plan.reasonCode === 'CONFIRMATION') return;
        }
        throw new Error('it never ended');
      }),
    );
  });
});
