/** What an agent remembers of a conversation that people linked with others of the same person (A-UI-15). Pure. */
import type { Memory, Slot } from '../conversation/memory.ts';

/** The surer of two values; what a person set is surest of all, and of equals the own one stands. */
const surer = (own: Slot | undefined, other: Slot): boolean => {
  if (!own) return true;
  if (own.setBy !== other.setBy) return other.setBy === 'person';
  return other.confidence > own.confidence;
};

const SUMMARY_CHARS = 800;

/**
 * Memory to think with, never to keep: an unlink leaves nothing of it behind. Slots keep the message they came from; open
 * promises go before the own ones, so that the own are the newest.
 * @param others newest first.
 */
export function withLinked(memory: Memory, others: readonly Memory[]): Memory {
  if (others.length === 0) return memory;
  const slots = { ...memory.slots };
  for (const other of others)
    for (const [key, slot] of Object.entries(other.slots))
      if (surer(Object.hasOwn(slots, key) ? slots[key] : undefined, slot)) slots[key] = slot;
  const promises = others.toReversed().flatMap(other => other.commitments.filter(promise => !promise.closed));
  const earlier = others.find(other => other.summary !== null)?.summary ?? null;
  const summary = [
    memory.summary,
    earlier === null ? null : `Earlier, in another conversation with this customer: ${earlier.slice(0, SUMMARY_CHARS)}`,
  ]
    .filter(part => part !== null)
    .join('\n');
  return {
    ...memory,
    slots,
    commitments: [...promises, ...memory.commitments],
    summary: summary === '' ? null : summary,
    language: memory.language ?? others.find(other => other.language !== null)?.language ?? null,
  };
}
