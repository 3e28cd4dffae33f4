/** How extracted facts join what is known (A-SLOT-1 … A-SLOT-4). Pure. */
import type { Extraction } from '../agent/schemas.ts';
import type { Memory, Slot } from '../conversation/memory.ts';
import { closeKept } from '../memory/promises.ts';
import { knownObjection } from '../objection/objection.ts';
import { STATED } from './band.ts';

const WEAK = 0.7;
const HISTORY = 50;
const SENTIMENTS_KEPT = 30;

type Found = Extraction['slots'][number];

/** Which of two values stands: the person's always; a stated one against a weak one unless corrected; else the newest. */
export function keepExisting(existing: Slot, found: Pick<Found, 'confidence' | 'correction'>): boolean {
  if (existing.setBy === 'person') return true;
  return existing.confidence >= STATED && found.confidence < WEAK && !found.correction;
}

/**
 * Facts found by one reading join the slots; what stands against them is kept as history.
 * @param messageIdOf id of the inbound message with this number, or null.
 */
export function mergeSlots(
  memory: Memory,
  slotsFound: readonly Found[],
  messageIdOf: (number: number) => string | null,
  now: number,
): Memory {
  const slots = { ...memory.slots };
  const history = [...memory.slotHistory];
  for (const found of slotsFound) {
    // Keys are a model's words: `constructor` is no slot that exists.
    const existing = Object.hasOwn(slots, found.key) ? slots[found.key] : undefined;
    const same = existing !== undefined && existing.value.trim().toLowerCase() === found.value.trim().toLowerCase();
    if (existing && !same && keepExisting(existing, found)) {
      history.unshift({
        key: found.key,
        value: found.value,
        confidence: found.confidence,
        reason: 'contradiction',
        at: now,
      });
      continue;
    }
    if (existing && same && (existing.setBy === 'person' || existing.confidence >= found.confidence)) continue;
    if (existing && !same)
      history.unshift({
        key: found.key,
        value: existing.value,
        confidence: existing.confidence,
        reason: 'replaced',
        at: now,
      });
    const confidence = found.correction ? Math.max(STATED, found.confidence) : found.confidence;
    slots[found.key] = {
      value: found.value,
      confidence,
      sourceMessageId: messageIdOf(found.messageNumber),
      setBy: 'agent',
      at: now,
    };
  }
  return { ...memory, slots, slotHistory: history.slice(0, HISTORY) };
}

/** @param messageIdOf id of the inbound message with this number, or null. */
export function mergeExtraction(
  memory: Memory,
  extraction: Extraction,
  messageIdOf: (number: number) => string | null,
  now: number,
): Memory {
  // Of an extraction that an older release stored: none.
  const closed = closeKept(memory, extraction.keptPromises ?? [], now);
  const commitments = extraction.commitments.map(({ by, what, dueTime, confidence }) => {
    const dueAt = dueTime === null ? Number.NaN : Date.parse(dueTime);
    return { by, what, dueAt: Number.isFinite(dueAt) && dueAt > now ? dueAt : null, confidence, at: now };
  });
  const objections = { ...memory.objections };
  const objection = extraction.objection ? knownObjection(extraction.objection, Object.keys(objections)) : '';
  if (objection) objections[objection] = (Object.hasOwn(objections, objection) ? (objections[objection] ?? 0) : 0) + 1;
  return {
    ...mergeSlots(memory, extraction.slots, messageIdOf, now),
    commitments: [...closed.commitments, ...commitments].slice(-20),
    sentiments: [
      ...memory.sentiments,
      { sentiment: extraction.sentiment, confidence: extraction.sentimentConfidence, at: now },
    ].slice(-SENTIMENTS_KEPT),
    language: extraction.languageConfidence >= 0.5 ? extraction.language : (memory.language ?? extraction.language),
    lastIntent: extraction.intent,
    confusedInARow: extraction.confused ? memory.confusedInARow + 1 : 0,
    objections,
  };
}
