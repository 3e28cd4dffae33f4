/**
 * Messages that the customer changed after they were answered (A-WA-7): an edited one is read again at once, and the next
 * turn is told of both kinds, once. Pure.
 */
import type { ChangedMessage, Memory } from '../conversation/memory.ts';
import { mergeSlots } from '../slots/merge.ts';

const KEPT = 10;
const STATED = 0.8;

export function markChanged(
  memory: Memory,
  change: Pick<ChangedMessage, 'messageId' | 'number' | 'kind'>,
  now: number,
): Memory {
  const others = (memory.changed ?? []).filter(({ messageId }) => messageId !== change.messageId);
  // What is deleted is not read any more.
  const marked = { ...change, at: now, read: change.kind === 'deleted', differs: [] };
  return { ...memory, changed: [...others, marked].slice(-KEPT) };
}

/** The oldest one that waits to be read again. */
export const changeToRead = (memory: Memory): ChangedMessage | null =>
  (memory.changed ?? []).find(({ read }) => !read) ?? null;

type Found = Parameters<typeof mergeSlots>[1][number];

/**
 * The edited message was read again: what it says now stands where it said it before, and what was stated elsewhere stays.
 * Without `found` (no model could read it) it only counts as tried.
 */
export function afterReading(
  memory: Memory,
  change: ChangedMessage,
  found: readonly Found[] | null,
  now: number,
): Memory {
  const own = (found ?? []).filter(({ key }) => {
    const slot = Object.hasOwn(memory.slots, key) ? memory.slots[key] : undefined;
    return !slot || slot.sourceMessageId === change.messageId || slot.confidence < STATED;
  });
  const merged = mergeSlots(memory, own, () => change.messageId, now);
  const differs = Object.entries(merged.slots).flatMap(([key, slot]) => {
    const before = Object.hasOwn(memory.slots, key) ? memory.slots[key] : undefined;
    return before && before.value !== slot.value ? [{ key, from: before.value, to: slot.value }] : [];
  });
  const changed = (memory.changed ?? []).map(entry =>
    // Changed once more meanwhile: that waits to be read itself.
    entry.messageId === change.messageId && entry.at === change.at ? { ...entry, read: true, differs } : entry,
  );
  return { ...merged, changed };
}

/** A turn that began at this time knows of what was changed before: the one after it need not be told again. */
export function toldOfChanges(memory: Memory, turnStartedAt: number): Memory {
  const changed = (memory.changed ?? []).filter(({ at, read }) => !read || at > turnStartedAt);
  return changed.length === (memory.changed ?? []).length ? memory : { ...memory, changed };
}

/** Lines for the prompt of the next turn; none when nothing was changed. */
export const changeLines = (memory: Memory): string[] =>
  (memory.changed ?? []).map(({ number, kind, differs }) =>
    kind === 'deleted'
      ? `[${number}] was deleted by the customer after it was answered: what it said does not count; confirm what rested on it before relying on it.`
      : `[${number}] was changed by the customer after it was answered; "recent" shows the new words.${differs
          .map(
            ({ key, from, to }) =>
              ` ${key.replace(/[^\p{L}\p{N}_ -]/gu, '_')} was ${JSON.stringify(from)}, is ${JSON.stringify(to)}.`,
          )
          .join('')} Where the answer rested on the old words, put it right.`,
  );
