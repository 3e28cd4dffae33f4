import { describe, expect, it } from 'vitest';
import { emptyMemory, type Slot } from '../conversation/memory.ts';
import { unsureSlots } from './unsure.ts';

const slot = (patch: Partial<Slot> = {}): Slot => ({
  value: '5000',
  confidence: 0.9,
  sourceMessageId: 'm1',
  setBy: 'agent',
  at: 0,
  ...patch,
});
const memory = (slots: Record<string, Slot>) => ({ ...emptyMemory(), slots });

describe('A-WA-7: what rested on a message that was edited or deleted', () => {
  it('is unsure, and asked about before a major offer', () => {
    const after = unsureSlots(memory({ budget: slot(), name: slot({ sourceMessageId: 'm2' }) }), 'm1', 7);
    expect(after.slots.budget?.confidence).toBe(0.5);
    expect(after.slots.name?.confidence).toBe(0.9);
    expect(after.slotHistory).toEqual([
      { key: 'budget', value: '5000', confidence: 0.9, reason: 'contradiction', at: 7 },
    ]);
  });
  it('nothing rests on it: the same memory', () => {
    const before = memory({ budget: slot() });
    expect(unsureSlots(before, 'other', 7)).toBe(before);
  });
  it('what a person set stays', () => {
    const before = memory({ budget: slot({ setBy: 'person' }) });
    expect(unsureSlots(before, 'm1', 7)).toBe(before);
  });
});
