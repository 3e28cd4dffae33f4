import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationState } from '../../test/factories/conversation-state.ts';
import { begin, decide } from '../conversation/decide.ts';
import { emptyMemory, type Memory, type Slot } from '../conversation/memory.ts';
import { afterReading, changeLines, changeToRead, markChanged, toldOfChanges } from './changed.ts';

const slot = (patch: Partial<Slot> = {}): Slot => ({
  value: '5000',
  confidence: 0.5,
  sourceMessageId: 'm1',
  setBy: 'agent',
  at: 0,
  ...patch,
});
const found = (value: string, key = 'budget', confidence = 0.9) => ({
  key,
  value,
  confidence,
  messageNumber: 1,
  correction: false,
});
const edited = (memory: Memory, at = 10) => markChanged(memory, { messageId: 'm1', number: 1, kind: 'edited' }, at);
const readOf = (memory: Memory) => {
  const change = changeToRead(memory);
  if (!change) throw new Error('nothing to read');
  return change;
};

describe('A-WA-7: an answered message that was changed', () => {
  it('waits to be read once, and the newest words win over what it said before', () => {
    const marked = edited({ ...emptyMemory(), slots: { budget: slot() } });
    const after = afterReading(marked, readOf(marked), [found('9000')], 20);
    expect(after.slots.budget).toMatchObject({ value: '9000', sourceMessageId: 'm1', confidence: 0.9 });
    expect(changeToRead(after)).toBeNull();
    expect(changeLines(after).join()).toContain('budget was "5000", is "9000"');
  });
  it('what another message stated stays', () => {
    const stated = slot({ sourceMessageId: 'm2', confidence: 0.9, value: '7000' });
    const marked = edited({ ...emptyMemory(), slots: { budget: stated } });
    expect(afterReading(marked, readOf(marked), [found('9000')], 20).slots.budget).toEqual(stated);
  });
  it('one that was changed again meanwhile is read again', () => {
    const first = edited(emptyMemory(), 10);
    const change = readOf(first);
    const again = edited(first, 15);
    expect(changeToRead(afterReading(again, change, [], 20))?.at).toBe(15);
  });
  it('a deleted one needs no reading, and its words stand in no line', () => {
    const memory = markChanged(emptyMemory(), { messageId: 'm1', number: 4, kind: 'deleted' }, 10);
    expect(changeToRead(memory)).toBeNull();
    expect(changeLines(memory)).toEqual([expect.stringMatching(/^\[4\] was deleted .*confirm/)]);
  });
  it('the next turn is told once; what came while it ran is told to the one after', () => {
    const marked = edited(emptyMemory(), 10);
    const read = afterReading(marked, readOf(marked), null, 12);
    expect(toldOfChanges(read, 9).changed).toHaveLength(1);
    expect(toldOfChanges(read, 11).changed).toEqual([]);
    // Unread, it stays until it was read.
    expect(toldOfChanges(marked, 11).changed).toHaveLength(1);
    expect(toldOfChanges(emptyMemory(), 11)).toEqual(emptyMemory());
  });
  it('whatever is changed and read, it ends: every reading takes one away, and the list is bounded', () => {
    const change = fc.record({ id: fc.constantFrom('a', 'b', 'c'), deleted: fc.boolean(), at: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), changes => {
        let memory = emptyMemory();
        for (const { id, deleted, at } of changes)
          memory = markChanged(memory, { messageId: id, number: 1, kind: deleted ? 'deleted' : 'edited' }, at);
        expect((memory.changed ?? []).length).toBeLessThanOrEqual(10);
        for (let left = 3; left >= 0; left--) {
          const next = changeToRead(memory);
          if (!next) return;
          expect(left).toBeGreaterThan(0);
          memory = afterReading(memory, next, null, 200);
        }
      }),
    );
  });
  it('is read before what is due and after what waits for an answer; never for a person, after STOP, or when closed', () => {
    const kindOf = (patch: Parameters<typeof conversationState>[0]) =>
      decide(begin(conversationState({ rereadDue: true, ...patch })), Date.UTC(2030, 0, 1)).type;
    expect(kindOf({})).toBe('reread');
    expect(kindOf({ handledThrough: 0 })).toBe('turn');
    for (const patch of [
      { owner: 'HUMAN' as const },
      { optedOut: true },
      { closed: true },
      { owner: 'PAUSED' as const },
    ])
      expect(kindOf(patch)).not.toBe('reread');
  });
});
