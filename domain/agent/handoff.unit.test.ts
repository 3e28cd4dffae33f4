import { describe, expect, it } from 'vitest';
import { emptyMemory, type Memory } from '../conversation/memory.ts';
import { playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { ESCALATION_REASONS, type EscalationReason } from '../words.ts';
import { handoffReason } from './handoff.ts';
import type { Extraction, Plan } from './schemas.ts';

const extraction = (patch: Partial<Extraction> = {}): Extraction => ({
  intent: 'question',
  sentiment: 'NEUTRAL',
  sentimentConfidence: 0.9,
  language: 'en',
  languageConfidence: 0.9,
  confused: false,
  refersToPast: false,
  asksFact: false,
  slots: [],
  commitments: [],
  keptPromises: [],
  ctaSignals: [],
  objection: null,
  ...patch,
});
const plan = (handoff: EscalationReason | null): Plan => ({
  shouldSend: true,
  reasonCode: 'DISCOVERY',
  goal: 'x',
  stage: 'DISCOVERY',
  cta: null,
  askSlot: null,
  retrieve: false,
  retrievalQuery: null,
  handoff,
  confidence: 1,
});
const dental = playbookSchema.parse(dentalClinic);
const listing = (...escalateOn: EscalationReason[]) => ({ ...dental, escalateOn });
const memory = (patch: Partial<Memory> = {}): Memory => ({ ...emptyMemory(), ...patch });

describe('A-ESC-1, B-ROUTE-2: when a person is needed', () => {
  it.each([
    ['human_request', { intent: 'human_request' }],
    ['legal', { intent: 'legal' }],
    ['complaint', { intent: 'complaint' }],
    ['complaint', { intent: 'refund' }],
  ] as const)('%s counts even where the playbook lists nothing', (reason, patch) =>
    expect(handoffReason(extraction(patch), null, memory(), listing())).toBe(reason),
  );

  it('A-SENT-3: angry escalates at once, a guess at it does not', () => {
    const angry = extraction({ sentiment: 'ANGRY', sentimentConfidence: 0.6 });
    expect(handoffReason(angry, null, memory(), dental)).toBe('angry_sentiment');
    expect(handoffReason({ ...angry, sentimentConfidence: 0.59 }, null, memory(), dental)).toBeNull();
    expect(handoffReason(angry, null, memory(), listing())).toBeNull();
  });

  it('three confused exchanges are a complex question, two are not', () => {
    expect(handoffReason(extraction(), null, memory({ confusedInARow: 2 }), dental)).toBeNull();
    expect(handoffReason(extraction(), null, memory({ confusedInARow: 3 }), dental)).toBe('complex_question');
  });

  it('what the plan asks for counts only where the playbook lists it, or always does', () => {
    const always = ['human_request', 'legal', 'complaint', 'compliance_risk', 'payment_failure', 'booking_failure'];
    for (const reason of ESCALATION_REASONS) {
      expect(handoffReason(extraction(), plan(reason), memory(), listing())).toBe(
        always.includes(reason) ? reason : null,
      );
      expect(handoffReason(extraction(), plan(reason), memory(), listing(reason))).toBe(reason);
    }
  });

  it('nothing in sight: nobody is called', () =>
    expect(handoffReason(extraction(), plan(null), memory(), dental)).toBeNull());
});

describe('A-ESC-7: objections', () => {
  const playbook = listing('objection');
  const raised = (objection: string, times: number) =>
    handoffReason(
      extraction({ objection }),
      null,
      memory({ objections: { [objection.toLowerCase()]: times } }),
      playbook,
    );

  it('one the playbook answers is handled by the agent, the third time escalates', () => {
    expect(raised('Too expensive', 1)).toBeNull();
    expect(raised('It is too expensive for me', 2)).toBeNull();
    expect(raised('too_expensive', 1)).toBeNull();
    expect(raised('Too expensive', 3)).toBe('objection');
  });
  it('one it has no answer for escalates', () => expect(raised('my cousin does it', 1)).toBe('objection'));
  it('only where the playbook lists objections as a reason', () =>
    expect(handoffReason(extraction({ objection: 'my cousin does it' }), null, memory(), listing())).toBeNull());
  it('words that every object answers to are no count', () =>
    expect(handoffReason(extraction({ objection: 'constructor' }), null, memory(), listing('objection'))).toBe(
      'objection',
    ));
});
