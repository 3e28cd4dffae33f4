/** A message was edited or deleted: what was learnt from it is no longer certain (A-WA-7). Pure. */
import type { Memory } from '../conversation/memory.ts';

const GUESSED = 0.5;
const HISTORY = 50;

/** The same memory when nothing rests on the message; a value that a person set stays as it is. */
export function unsureSlots(memory: Memory, messageId: string, now: number): Memory {
  const touched = Object.entries(memory.slots).filter(
    ([, slot]) => slot.sourceMessageId === messageId && slot.setBy === 'agent' && slot.confidence > GUESSED,
  );
  if (touched.length === 0) return memory;
  const unsure = touched.map(([key, slot]) => [key, { ...slot, confidence: GUESSED }] as const);
  const history = touched.map(([key, slot]) => ({
    key,
    value: slot.value,
    confidence: slot.confidence,
    reason: 'contradiction' as const,
    at: now,
  }));
  return {
    ...memory,
    slots: { ...memory.slots, ...Object.fromEntries(unsure) },
    slotHistory: [...history, ...memory.slotHistory].slice(0, HISTORY),
  };
}
