import { describe, expect, it } from 'vitest';
import type { Critique, Extraction, Plan } from '../agent/schemas.ts';
import { emptyMemory, type Memory } from '../conversation/memory.ts';
import type { IntakeField } from '../playbook/playbook.ts';
import { RETRIEVAL_TRIGGERS, triggersAfter, triggersBefore } from './triggers.ts';

const NOW = Date.UTC(2026, 10, 21, 15);
const extraction = (patch: Partial<Extraction> = {}) =>
  ({ refersToPast: false, asksFact: false, ...patch }) as Extraction;
const checklist = [{ key: 'day', timing: 'required' }] as IntakeField[];
const memory = (patch: Partial<Memory> = {}): Memory => ({ ...emptyMemory(), ...patch });
const known = (confidence: number): Memory =>
  memory({ slots: { day: { value: 'Friday', confidence, sourceMessageId: null, setBy: 'agent', at: 0 } } });
const asked = (...[read, of, fields]: [Extraction | null, Memory, IntakeField[]?]) =>
  triggersBefore(read, of, fields ?? [], NOW);

describe('A-RETR-1: what makes the agent scroll up', () => {
  it('the customer refers to the past, or asks for a fact', () => {
    expect(asked(extraction({ refersToPast: true }), memory())).toEqual(['refers_to_past']);
    expect(asked(extraction({ asksFact: true }), memory())).toEqual(['factual_question']);
    expect(asked(extraction(), memory())).toEqual([]);
  });
  it('a required slot is missing, or not sure', () => {
    expect(asked(null, memory(), checklist)).toEqual(['slot_missing']);
    expect(asked(null, known(0.59), checklist)).toEqual(['slot_missing']);
    expect(asked(null, known(0.6), checklist)).toEqual([]);
  });
  it('a contradiction of just now; not one of an earlier turn', () => {
    const kept = (at: number) =>
      memory({ slotHistory: [{ key: 'day', value: 'Monday', confidence: 0.5, reason: 'contradiction', at }] });
    expect(asked(null, kept(NOW))).toEqual(['contradiction']);
    expect(asked(null, kept(NOW - 1))).toEqual([]);
  });
  it('a plan below 0.6, and a critic that misses context', () => {
    const plan = (confidence: number, retrieve = false) => ({ confidence, retrieve }) as Plan;
    expect(triggersAfter(plan(0.59), null)).toEqual(['low_confidence']);
    expect(triggersAfter(plan(0.6), null)).toEqual([]);
    expect(triggersAfter(plan(0.9, true), null)).toEqual(['low_confidence']);
    const critique = { issues: [{ kind: 'missing_context', detail: 'who is meant' }] } as unknown as Critique;
    expect(triggersAfter(null, critique)).toEqual(['missing_context']);
  });
  it('these six and no others', () => expect(RETRIEVAL_TRIGGERS).toHaveLength(6));
});
