import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeywordRule, keywordRuleSchema } from '../playbook/playbook.ts';
import { OWNERS } from '../words.ts';
import { type RouteFacts, routeOf } from './route.ts';

const rule = (patch: Partial<KeywordRule> = {}): KeywordRule =>
  keywordRuleSchema.parse({
    name: 'parking',
    patterns: ['parking', 'where to park'],
    reply: 'Behind the house.',
    ...patch,
  });
const facts = (patch: Partial<RouteFacts> = {}): RouteFacts => ({
  blocked: false,
  owner: 'AI',
  autoreply: true,
  texts: ['Hello'],
  rules: [rule()],
  ...patch,
});
const PARKING = ['Is there PARKING, please?'];

describe('B-ROUTE-1: the order, the first that fits', () => {
  it.each([
    ['dropped', { blocked: true, owner: 'HUMAN', texts: PARKING }],
    ['dropped', { owner: 'PAUSED', texts: PARKING }],
    ['person', { owner: 'HUMAN', texts: PARKING }],
    ['rule', { texts: PARKING }],
    ['rule', { owner: 'APPROVAL', texts: PARKING }],
    ['rule', { autoreply: false, texts: PARKING }],
    ['flow', { flow: true, texts: PARKING }],
    ['flow', { flow: true, autoreply: false }],
    ['flow', { flow: true, owner: 'APPROVAL' }],
    ['person', { flow: true, owner: 'HUMAN' }],
    ['dropped', { flow: true, blocked: true }],
    ['agent', {}],
    ['agent', { owner: 'APPROVAL' }],
    ['nobody', { autoreply: false }],
  ] as const)('%s', (to, patch) => expect(routeOf(facts(patch)).to).toBe(to));
  it('rules match whole words, a whole message, or its beginning; the first rule wins', () => {
    const to = (given: KeywordRule, text: string) => routeOf(facts({ rules: [given], texts: [text] })).to;
    expect([to(rule(), 'sparking water'), to(rule(), 'So, where  to PARK?')]).toEqual(['agent', 'rule']);
    const exact = rule({ match: 'exact', patterns: ['menu'] });
    expect([to(exact, ' Menu! '), to(exact, 'the menu')]).toEqual(['rule', 'agent']);
    const start = rule({ match: 'starts_with', patterns: ['price'] });
    expect([to(start, 'price of a crown'), to(start, 'prices'), to(start, 'the price')]).toEqual([
      'rule',
      'agent',
      'agent',
    ]);
    const both = routeOf(facts({ rules: [rule({ name: 'a' }), rule({ name: 'b' })], texts: PARKING }));
    expect(both).toMatchObject({ rule: { name: 'a' } });
  });
  it('no text and no rules ever reach past a block or a person', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(...OWNERS),
        (texts, blocked, autoreply, owner) => {
          const { to } = routeOf(facts({ texts, blocked, autoreply, owner }));
          if (blocked || owner === 'PAUSED') expect(to).toBe('dropped');
          else if (owner === 'HUMAN') expect(to).toBe('person');
          else expect(['rule', 'agent', 'nobody']).toContain(to);
        },
      ),
    );
  });
});
