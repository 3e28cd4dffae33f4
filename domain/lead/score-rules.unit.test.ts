import { describe, expect, it } from 'vitest';
import type { Slot } from '../conversation/memory.ts';
import { ruleHolds, rulePoints, ruleProblem, type ScoreRule } from './score-rules.ts';

const rule = (patch: Partial<ScoreRule>): ScoreRule => ({
  ...{ name: 'a rule', fact: 'budget', test: 'known' as const, value: '', points: 10 },
  ...patch,
});
const slot = (value: string, confidence = 0.9): Slot => ({
  ...{ value, confidence, sourceMessageId: null, setBy: 'agent' as const, at: 1 },
});
const slots = { budget: slot('around 10k a month'), city: slot('  PUNE '), urgency: slot('this week', 0.5) };

describe('C-LEAD-4: rules add or take points', () => {
  it.each([
    [rule({}), true],
    [rule({ fact: 'urgency' }), false],
    [rule({ fact: 'decision_maker' }), false],
    [rule({ fact: 'constructor' }), false],
    [rule({ fact: 'city', test: 'is', value: 'pune' }), true],
    [rule({ fact: 'city', test: 'is', value: 'Pun' }), false],
    [rule({ test: 'contains', value: 'Month' }), true],
    [rule({ test: 'contains', value: ' ' }), false],
    [rule({ test: 'at_least', value: '10,000' }), true],
    [rule({ test: 'at_least', value: '10001' }), false],
    [rule({ test: 'at_most', value: '10k' }), true],
    [rule({ fact: 'city', test: 'at_most', value: '5' }), false],
  ])('%o holds: %s', (given, holds) => expect(ruleHolds(given, slots)).toBe(holds));

  it('all that hold count together', () =>
    expect(rulePoints([rule({}), rule({ fact: 'city', points: -25 }), rule({ fact: 'gone' })], slots)).toBe(-15));

  it.each([
    [rule({}), null],
    [rule({ test: 'is' }), 'Say what the fact is compared with.'],
    [rule({ test: 'at_least', value: 'much' }), 'It is compared as a number: write one, like 5000.'],
    [rule({ test: 'at_most', value: '5,000' }), null],
  ])('one that could never hold is told: %o', (given, problem) => expect(ruleProblem(given)).toBe(problem));
});
