import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMemory } from '../conversation/memory.ts';
import { effectIn, priorityIn, priorityOf } from '../escalation/escalation.ts';
import { type Playbook, playbookSchema } from '../playbook/playbook.ts';
import { playbookProblems } from '../playbook/problems.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { ESCALATION_REASONS, PRIORITIES } from '../words.ts';
import { callFor, type RuleFacts } from './handoff.ts';
import type { Extraction } from './schemas.ts';

const playbookWith = (escalation: unknown): Playbook => playbookSchema.parse({ ...dentalClinic, escalation });
const reading = (patch: Partial<Extraction> = {}): Extraction => ({
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
const facts = (patch: Partial<RuleFacts> = {}): RuleFacts => ({ words: '', score: 0, highValue: false, ...patch });
const call = (playbook: Playbook, extraction: Extraction, of: RuleFacts = facts()) =>
  callFor(extraction, null, emptyMemory(), playbook, of);
const rule = (when: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  playbookWith({ rules: [{ name: 'VIP', when, ...more }] });

describe('A-ESC-2: a playbook has its own priorities and effects', () => {
  it('what it does not change is as X-ESC says, for every reason', () => {
    const plain = playbookWith({});
    for (const reason of ESCALATION_REASONS) expect(priorityIn(plain, reason)).toBe(priorityOf(reason));
  });
  it('a changed reason has the priority and effect it was given', () => {
    const playbook = playbookWith({
      changes: [
        { reason: 'complaint', priority: 'CRITICAL', effect: 'notify' },
        { reason: 'negotiation', priority: null, effect: 'notify' },
      ],
    });
    expect(priorityIn(playbook, 'complaint')).toBe('CRITICAL');
    expect(call(playbook, reading({ intent: 'complaint' }))).toMatchObject({ reason: 'complaint', effect: 'notify' });
    expect([priorityIn(playbook, 'negotiation'), effectIn(playbook, 'negotiation', 0)]).toEqual(['HIGH', 'notify']);
  });
  it('a second failure of the model in a row hands over whatever it says', () => {
    const playbook = playbookWith({ changes: [{ reason: 'ai_failure', effect: 'notify' }] });
    expect([effectIn(playbook, 'ai_failure', 1), effectIn(playbook, 'ai_failure', 2)]).toEqual(['notify', 'hand_over']);
  });
});

describe('A-ESC-1, B-ROUTE-3: rules of the business’s own', () => {
  it('by words, however they are written; only whole ones', () => {
    const playbook = rule({ words: ['wedding party'] }, { priority: 'HIGH' });
    expect(call(playbook, reading(), facts({ words: 'We are a WEDDING  party, of nine' }))).toEqual({
      reason: 'rule',
      effect: 'hand_over',
      rule: expect.objectContaining({ name: 'VIP', priority: 'HIGH' }),
    });
    expect(call(playbook, reading(), facts({ words: 'the wedding partying' }))).toBeNull();
  });
  it('by intent, mood, score and value; every condition given must hold', () => {
    const playbook = rule({ intents: ['pricing'], sentiments: ['FRUSTRATED'], minScore: 60, highValue: true });
    const all = facts({ score: 60, highValue: true });
    const said = reading({ intent: 'pricing', sentiment: 'FRUSTRATED' });
    expect(call(playbook, said, all)?.reason).toBe('rule');
    expect(call(playbook, reading({ intent: 'pricing' }), all)).toBeNull();
    expect(call(playbook, said, { ...all, score: 59 })).toBeNull();
    expect(call(playbook, said, { ...all, highValue: false })).toBeNull();
  });
  it('one that hands over goes before one that tells, and a reason of X-ESC before a rule', () => {
    const playbook = playbookWith({
      rules: [
        { name: 'tell', when: { intents: ['pricing', 'complaint'] }, effect: 'notify' },
        { name: 'hand', when: { intents: ['pricing', 'complaint'] } },
      ],
    });
    expect(call(playbook, reading({ intent: 'pricing' }))?.rule?.name).toBe('hand');
    expect(call(playbook, reading({ intent: 'complaint' }))?.reason).toBe('complaint');
  });
  it('a rule without a condition, and a reason changed twice, are refused when the playbook is saved', () => {
    const empty = playbookProblems(rule({}), '', () => 0);
    expect(empty.map(problem => problem.path)).toContain('escalation.rules[0].when');
    const twice = playbookWith({ changes: [{ reason: 'legal' }, { reason: 'legal', priority: 'LOW' }] });
    expect(playbookProblems(twice, '', () => 0).map(problem => problem.path)).toContain('escalation.changes[1].reason');
  });
  it('no rules whatever keep an explicit request for a person from calling one', () => {
    const rules = fc.array(
      fc.record({
        name: fc.constant('r'),
        when: fc.record({ words: fc.constantFrom([], ['hello']), minScore: fc.option(fc.nat(100), { nil: null }) }),
        priority: fc.constantFrom(...PRIORITIES),
        effect: fc.constantFrom('hand_over', 'notify'),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(rules, fc.nat(100), (given, score) => {
        const found = call(playbookWith({ rules: given }), reading({ intent: 'human_request' }), facts({ score }));
        expect(found).toMatchObject({ reason: 'human_request', effect: 'hand_over' });
      }),
    );
  });
});
