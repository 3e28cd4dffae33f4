/** A fact that a person types in: it wins over whatever the agent learns later (A-UI-7, X-SLOT). Pure. */
import type { Memory } from '../conversation/memory.ts';

const HISTORY = 50;

/** What stood there is kept as history. @param value null takes the fact away; the agent may learn it anew. */
export function setByPerson(memory: Memory, key: string, value: string | null, now: number): Memory {
  const { [key]: before, ...rest } = memory.slots;
  const known = Object.hasOwn(memory.slots, key) ? before : undefined;
  if (known === undefined && value === null) return memory;
  const replaced = known && known.value !== value;
  return {
    ...memory,
    slots:
      value === null
        ? rest
        : { ...memory.slots, [key]: { value, confidence: 1, sourceMessageId: null, setBy: 'person', at: now } },
    slotHistory: replaced
      ? [
          { key, value: known.value, confidence: known.confidence, reason: 'replaced' as const, at: now },
          ...memory.slotHistory,
        ].slice(0, HISTORY)
      : memory.slotHistory,
  };
}
