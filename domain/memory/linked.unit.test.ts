import { describe, expect, it } from 'vitest';
import { type Commitment, emptyMemory, type Memory, type Slot } from '../conversation/memory.ts';
import { withLinked } from './linked.ts';

const slot = (value: string, confidence: number, setBy: Slot['setBy'] = 'agent'): Slot => ({
  ...{ value, confidence, setBy },
  sourceMessageId: `said ${value}`,
  at: 1,
});
const promise = (what: string, closed = false): Commitment => ({
  ...{ by: 'user' as const, what, dueAt: null, confidence: 1, at: 1 },
  ...(closed ? { closed: { at: 2, reason: 'kept' as const } } : {}),
});
const memory = (patch: Partial<Memory>): Memory => ({ ...emptyMemory(), ...patch });

describe('A-UI-15: a linked conversation is remembered', () => {
  it('the surer value stands, with its source; what a person set is surest', () => {
    const own = memory({ slots: { budget: slot('5000', 0.6), city: slot('Pune', 0.9), name: slot('Asha', 0.5) } });
    const other = memory({
      slots: {
        budget: slot('9000', 0.9),
        city: slot('Delhi', 0.9),
        name: slot('Usha', 0.4, 'person'),
        goal: slot('x', 0.3),
      },
    });
    expect(withLinked(own, [other]).slots).toEqual({
      budget: slot('9000', 0.9),
      city: slot('Pune', 0.9),
      name: slot('Usha', 0.4, 'person'),
      goal: slot('x', 0.3),
    });
  });

  it('open promises come before the own ones; kept ones do not come', () => {
    const own = memory({ commitments: [promise('mine')] });
    const others = [
      memory({ commitments: [promise('new'), promise('done', true)] }),
      memory({ commitments: [promise('old')] }),
    ];
    expect(withLinked(own, others).commitments.map(each => each.what)).toEqual(['old', 'new', 'mine']);
  });

  it('the newest summary is told as what it is', () => {
    const others = [memory({}), memory({ summary: 'Asked for braces.' }), memory({ summary: 'Older.' })];
    expect(withLinked(memory({ summary: 'Wants a price.' }), others).summary).toBe(
      'Wants a price.\nEarlier, in another conversation with this customer: Asked for braces.',
    );
  });

  it('nothing is kept of it: the own memory is not changed, and without links it is the own', () => {
    const own = memory({ slots: { city: slot('Pune', 0.2) } });
    const before = structuredClone(own);
    withLinked(own, [memory({ slots: { city: slot('Delhi', 1) } })]);
    expect(own).toEqual(before);
    expect(withLinked(own, [])).toBe(own);
  });
});
