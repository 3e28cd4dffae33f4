import { describe, expect, it } from 'vitest';
import { critiqueSchema, extractionSchema, planSchema, simpleSchema, summarySchema, writtenSchema } from './schemas.ts';

const SAMPLES = [
  [
    'extraction',
    extractionSchema,
    {
      intent: 'pricing',
      sentiment: 'NEUTRAL',
      sentimentConfidence: 0.5,
      language: 'en',
      languageConfidence: 1,
      confused: false,
      refersToPast: false,
      asksFact: true,
      slots: [{ key: 'name', value: 'Ravi', confidence: 0.9, messageNumber: 1, correction: false }],
      commitments: [{ by: 'user', what: 'call', dueTime: null, confidence: 1 }],
      ctaSignals: [{ cta: 'BOOK_CALL', signal: 'interested' }],
      objection: null,
    },
  ],
  [
    'plan',
    planSchema,
    {
      shouldSend: true,
      reasonCode: 'DISCOVERY',
      goal: 'Ask.',
      stage: 'DISCOVERY',
      cta: null,
      askSlot: null,
      retrieve: false,
      retrievalQuery: null,
      handoff: null,
      confidence: 0.5,
    },
  ],
  ['written', writtenSchema, { text: 'Hi', language: 'en', buttons: [{ id: 'a', title: 'Yes' }], sources: [] }],
  ['critique', critiqueSchema, { ok: true, issues: [], grounding: 1, reason: '' }],
  ['simple', simpleSchema, { action: 'SILENT', text: null }],
  ['summary', summarySchema, { summary: 'Ravi wants whitening.' }],
] as const;

describe('design section 7: all model output is parsed by a strict schema', () => {
  it.each(SAMPLES)('%s: a good answer passes', (_, schema, sample) =>
    expect(schema.safeParse(sample).success).toBe(true),
  );
  it.each(SAMPLES)('%s: every property is required', (_, schema, sample) => {
    for (const key of Object.keys(sample)) {
      const rest = Object.fromEntries(Object.entries(sample).filter(([name]) => name !== key));
      expect([key, schema.safeParse(rest).success]).toEqual([key, false]);
    }
  });
  it.each(SAMPLES)('%s: no property more', (_, schema, sample) =>
    expect(schema.safeParse({ ...sample, extra: 1 }).success).toBe(false),
  );
  it.each([
    [planSchema, SAMPLES[1][2], { confidence: 1.1 }],
    [planSchema, SAMPLES[1][2], { reasonCode: 'WIN' }],
    [writtenSchema, SAMPLES[2][2], { text: '' }],
    [writtenSchema, SAMPLES[2][2], { buttons: [{ id: 'a', title: 'longer than twenty characters' }] }],
    [simpleSchema, SAMPLES[4][2], { action: 'DELETE' }],
  ])('%#: values outside what is known are refused', (schema, sample, patch) =>
    expect(schema.safeParse({ ...sample, ...patch }).success).toBe(false),
  );
});
