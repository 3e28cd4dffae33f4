import { describe, expect, it } from 'vitest';
import { type MarketingFacts, marketingRefusal } from './marketing.ts';

const allowed: MarketingFacts = {
  optedInAt: 1,
  stoppedAt: null,
  temperature: 'hot',
  highValue: false,
  sentUnanswered: 0,
};

describe('A-PRICE-3, A-PRICE-4, X-BUDGET: marketing messages', () => {
  it('only with a recorded opt-in, to a hot lead or one that a person marked', () => {
    expect(marketingRefusal(allowed)).toBeNull();
    expect(marketingRefusal({ ...allowed, optedInAt: null })).toBe('no_opt_in');
    expect(marketingRefusal({ ...allowed, stoppedAt: 2 })).toBe('marketing_stopped');
    for (const temperature of ['unscored', 'cold', 'warm'] as const) {
      expect(marketingRefusal({ ...allowed, temperature })).toBe('marketing_low_value');
      expect(marketingRefusal({ ...allowed, temperature, highValue: true })).toBeNull();
    }
  });
  it.each([
    [0, null],
    [1, null],
    [2, 'marketing_cap'],
    [3, 'marketing_cap'],
  ])('%i sent in 24 h without a reply', (sentUnanswered, refused) =>
    expect(marketingRefusal({ ...allowed, sentUnanswered })).toBe(refused),
  );
});
