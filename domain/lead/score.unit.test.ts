import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CTA_STATES, LEAD_STATUSES } from '../words.ts';
import { type ScoreFacts, scoreOf, scoreParts, statusByScore, temperatureOf } from './score.ts';

const facts = (patch: Partial<ScoreFacts> = {}): ScoreFacts => ({
  requiredFields: 2,
  knownFields: 0,
  customerBudget: null,
  lowestPrice: null,
  responseRate: null,
  averageReplyMs: null,
  ctas: {},
  trend: 0,
  ...patch,
});
const best = facts({
  knownFields: 2,
  customerBudget: 500,
  lowestPrice: 120,
  responseRate: 1,
  averageReplyMs: 0,
  ctas: { BOOK_CALL: { state: 'COMPLETED', changedAt: 0 } },
  trend: 1,
});

describe('A-ESC-3, A-PRICE-4: the score by its parts (X-SCORE)', () => {
  it('the best has 100, part by part', () => {
    expect(scoreParts(best)).toEqual({ qualification: 50, budgetFit: 15, engagement: 15, cta: 10, sentiment: 10 });
    expect(scoreOf(scoreParts(best))).toBe(100);
  });
  it('half of the checklist is Potential: 25', () =>
    expect(scoreParts(facts({ knownFields: 1 })).qualification).toBe(25));
  it('a budget below the lowest price does not fit', () =>
    expect(scoreParts(facts({ customerBudget: 50, lowestPrice: 120 })).budgetFit).toBe(0));
  it('stays within 0 and 100, and never falls as more is known', () => {
    fc.assert(
      fc.property(
        fc.record({
          requiredFields: fc.nat(10),
          knownFields: fc.nat(10),
          customerBudget: fc.option(fc.nat()),
          lowestPrice: fc.option(fc.nat()),
          responseRate: fc.option(fc.double({ min: 0, max: 5, noNaN: true })),
          averageReplyMs: fc.option(fc.nat()),
          ctas: fc.constantFrom(...CTA_STATES).map(state => ({ PAYMENT: { state, changedAt: 0 } })),
          trend: fc.double({ min: -2, max: 2, noNaN: true }),
        }),
        given => {
          const score = scoreOf(scoreParts(given));
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(100);
          const more = scoreOf(scoreParts({ ...given, knownFields: given.knownFields + 1 }));
          expect(more).toBeGreaterThanOrEqual(score);
        },
      ),
    );
  });
  it.each([
    [null, 'unscored'],
    [50, 'cold'],
    [51, 'warm'],
    [80, 'warm'],
    [81, 'hot'],
  ] as const)('%s is %s', (score, temperature) => expect(temperatureOf(score)).toBe(temperature));
  it('hot sets HOT from where it may, and falls back to ENGAGED', () => {
    expect(statusByScore('QUALIFIED', false, 90)).toBe('HOT');
    expect(statusByScore('HOT', false, 60)).toBe('ENGAGED');
    for (const status of LEAD_STATUSES) expect(statusByScore(status, true, 90)).toBe(status);
    expect(statusByScore('WON', false, 90)).toBe('WON');
  });
});
