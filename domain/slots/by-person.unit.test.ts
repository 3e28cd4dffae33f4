import { describe, expect, it } from 'vitest';
import { emptyMemory, type Memory, type Slot } from '../conversation/memory.ts';
import { setByPerson } from './by-person.ts';
import { mergeSlots } from './merge.ts';

const budget: Slot = { value: '5000', confidence: 0.7, sourceMessageId: 'm1', setBy: 'agent', at: 1 };
const known: Memory = { ...emptyMemory(), slots: { budget } };
const heard = [{ key: 'budget', value: '100', confidence: 1, messageNumber: 9, correction: true }];

describe('X-SLOT, A-UI-7: a value typed by a person', () => {
  it('stands as sure, keeps what it replaced, and wins over later ones', () => {
    const set = setByPerson(known, 'budget', '9000', 2);
    expect(set.slots.budget).toEqual({ value: '9000', confidence: 1, sourceMessageId: null, setBy: 'person', at: 2 });
    expect(set.slotHistory).toEqual([{ key: 'budget', value: '5000', confidence: 0.7, reason: 'replaced', at: 2 }]);
    expect(mergeSlots(set, heard, () => 'm9', 3).slots.budget?.value).toBe('9000');
  });
  it('taken away, the agent may learn it anew', () => {
    const without = setByPerson(known, 'budget', null, 2);
    expect(without.slots).toEqual({});
    expect(mergeSlots(without, heard, () => 'm9', 3).slots.budget?.value).toBe('100');
    expect(setByPerson(without, 'city', null, 3)).toBe(without);
  });
  it('a word that every object has is no fact that is known', () =>
    expect(setByPerson(known, 'constructor', null, 2)).toBe(known));
});
