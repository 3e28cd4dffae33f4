import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Extraction } from '../agent/schemas.ts';
import { emptyMemory, type Memory, type Slot } from '../conversation/memory.ts';
import { keepExisting, mergeExtraction } from './merge.ts';

const NOW = Date.UTC(2026, 10, 21, 15);
type Found = Extraction['slots'][number];

const extraction = (slots: Found[] = [], patch: Partial<Extraction> = {}): Extraction => ({
  intent: 'other',
  sentiment: 'NEUTRAL',
  sentimentConfidence: 1,
  language: 'en',
  languageConfidence: 1,
  confused: false,
  refersToPast: false,
  asksFact: false,
  slots,
  commitments: [],
  keptPromises: [],
  ctaSignals: [],
  objection: null,
  ...patch,
});
const found = (value: string, confidence: number, correction = false, key = 'budget'): Found => ({
  key,
  value,
  confidence,
  messageNumber: 7,
  correction,
});
const slot = (value: string, confidence: number, setBy: Slot['setBy'] = 'agent'): Slot => ({
  value,
  confidence,
  sourceMessageId: 'm1',
  setBy,
  at: NOW - 1,
});
const known = (one: Slot): Memory => ({ ...emptyMemory(), slots: { budget: one } });
const merge = (memory: Memory, ...slots: Found[]) =>
  mergeExtraction(memory, extraction(slots), number => (number === 7 ? 'm7' : null), NOW);

describe('A-SLOT-1: shape', () => {
  it('a new fact holds value, confidence and the message that said it', () =>
    expect(merge(emptyMemory(), found('5000', 0.9)).slots.budget).toEqual({
      value: '5000',
      confidence: 0.9,
      sourceMessageId: 'm7',
      setBy: 'agent',
      at: NOW,
    }));
  it('replaced values are kept as history, newest first', () => {
    const memory = merge(merge(merge(emptyMemory(), found('1', 0.9)), found('2', 0.9)), found('3', 0.9));
    expect(memory.slotHistory.map(entry => [entry.value, entry.reason])).toEqual([
      ['2', 'replaced'],
      ['1', 'replaced'],
    ]);
  });
});

describe('A-SLOT-4: overwrite and correction', () => {
  it.each([
    [0.8, 0.69, false, true],
    [0.8, 0.7, false, false],
    [0.79, 0.1, false, false],
    [1, 0.1, true, false],
  ])('existing %d, new %d, correction %s: existing kept is %s', (existing, next, correction, kept) => {
    expect(keepExisting(slot('5000', existing), found('10000', next, correction))).toBe(kept);
    expect(merge(known(slot('5000', existing)), found('10000', next, correction)).slots.budget?.value).toBe(
      kept ? '5000' : '10000',
    );
  });
  it('"was 5000, now 10000": the new one wins, confidence at least 0.8', () => {
    const memory = merge(known(slot('5000', 0.95)), found('10000', 0.4, true));
    expect(memory.slots.budget).toMatchObject({ value: '10000', confidence: 0.8 });
    expect(memory.slotHistory[0]).toMatchObject({ value: '5000', reason: 'replaced' });
  });
  it('a kept-out value is stored as a contradiction', () => {
    const memory = merge(known(slot('5000', 0.9)), found('10000', 0.5));
    expect(memory.slots.budget?.value).toBe('5000');
    expect(memory.slotHistory).toEqual([
      { key: 'budget', value: '10000', confidence: 0.5, reason: 'contradiction', at: NOW },
    ]);
  });
  it('what a person set stays, corrected or said again', () => {
    expect(merge(known(slot('5000', 0.8, 'person')), found('10000', 1, true)).slots.budget?.value).toBe('5000');
    expect(merge(known(slot('5000', 0.8, 'person')), found('5000', 1)).slots.budget?.setBy).toBe('person');
  });
  it('the same value said again only gains confidence', () => {
    expect(merge(known(slot('Monday', 0.9)), found(' monday ', 0.5)).slots.budget).toEqual(slot('Monday', 0.9));
    const surer = merge(known(slot('Monday', 0.6)), found('monday', 0.9));
    expect(surer.slots.budget).toMatchObject({ confidence: 0.9, sourceMessageId: 'm7' });
    expect(surer.slotHistory).toEqual([]);
  });
  it('two finds of one key in one batch: the newest wins', () =>
    expect(merge(emptyMemory(), found('5000', 0.9), found('6000', 0.9)).slots.budget?.value).toBe('6000'));

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('the key %s is a key like any other', key => {
    const memory = mergeExtraction(
      emptyMemory(),
      extraction([found('x', 0.9, false, key)], { objection: key }),
      () => null,
      NOW,
    );
    expect(memory.slots[key]?.value).toBe('x');
    expect(Object.values(memory.objections)).toEqual([1]);
  });

  it('no sequence of finds loses a stated value to a weak one, or mutates what it was given', () => {
    const finds = fc.array(
      fc.record({
        key: fc.constantFrom('budget', 'name'),
        value: fc.constantFrom('a', 'b', 'c'),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        messageNumber: fc.constant(7),
        correction: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(finds, slots => {
        let memory = emptyMemory();
        for (const one of slots) {
          const before = structuredClone(memory);
          const after = merge(memory, one);
          expect(memory).toEqual(before);
          const was = before.slots[one.key];
          const is = after.slots[one.key];
          expect(is).toBeDefined();
          if (was && was.confidence >= 0.8 && one.confidence < 0.7 && !one.correction) expect(is).toEqual(was);
          else expect(is?.value).toBe(one.value);
          if (one.correction && was?.value !== one.value) expect(is?.confidence).toBeGreaterThanOrEqual(0.8);
          memory = after;
        }
      }),
    );
  });
});

describe('A-MEM-5, A-MEM-7: the rest of the memory', () => {
  const promise = (dueTime: string | null) =>
    mergeExtraction(
      emptyMemory(),
      extraction([], { commitments: [{ by: 'user', what: 'call', dueTime, confidence: 0.9 }] }),
      () => null,
      NOW,
    ).commitments[0]?.dueAt;
  it('a due time in the future is kept, with its offset; past, none or nonsense is none', () => {
    expect(promise('2026-11-22T09:00:00+05:30')).toBe(Date.UTC(2026, 10, 22, 3, 30));
    expect(promise('2026-11-20T09:00:00Z')).toBeNull();
    expect(promise('next Tuesday')).toBeNull();
    expect(promise(null)).toBeNull();
  });
  it('objections are counted whatever their wording (A-ESC-7), confusion in a row ends with an understood answer', () => {
    let memory = emptyMemory();
    for (const objection of ['Too expensive', 'it costs too much', null])
      memory = mergeExtraction(memory, extraction([], { objection, confused: objection !== null }), () => null, NOW);
    expect(memory.objections).toEqual({ price: 2 });
    expect(memory.confusedInARow).toBe(0);
  });
  it('A-SENT-1: the mood of each reading joins the timeline, with how sure it is and when', () => {
    let memory = emptyMemory();
    for (const [at, sentiment] of (['POSITIVE', 'ANGRY'] as const).entries())
      memory = mergeExtraction(memory, extraction([], { sentiment, sentimentConfidence: 0.8 }), () => null, NOW + at);
    expect(memory.sentiments).toEqual([
      { sentiment: 'POSITIVE', confidence: 0.8, at: NOW },
      { sentiment: 'ANGRY', confidence: 0.8, at: NOW + 1 },
    ]);
  });
  it('a doubtful language replaces nothing', () => {
    const memory = mergeExtraction(
      { ...emptyMemory(), language: 'hi' },
      extraction([], { languageConfidence: 0.4 }),
      () => null,
      NOW,
    );
    expect(memory.language).toBe('hi');
  });
  it('lists are bounded', () => {
    let memory = emptyMemory();
    for (let turn = 0; turn < 120; turn++)
      memory = mergeExtraction(
        memory,
        extraction([found(`${turn}`, 0.9)], {
          commitments: [{ by: 'agent', what: `${turn}`, dueTime: null, confidence: 1 }],
        }),
        () => null,
        NOW + turn,
      );
    expect([memory.slotHistory.length, memory.sentiments.length, memory.commitments.length]).toEqual([50, 30, 20]);
    expect(memory.commitments.at(-1)?.what).toBe('119');
  });
});
