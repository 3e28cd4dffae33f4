import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SENTIMENTS, type Sentiment } from '../words.ts';
import { sentimentTrend, trendWord } from './trend.ts';

const trend = (...sentiments: Sentiment[]) => sentimentTrend(sentiments.map(sentiment => ({ sentiment })));

describe('A-SENT-2: slope of the last three turns', () => {
  it.each([
    [[], 0],
    [['ANGRY'], 0],
    [['NEUTRAL', 'POSITIVE'], 0.5],
    [['NEUTRAL', 'FRUSTRATED'], -0.5],
    [['ANGRY', 'VERY_POSITIVE'], 1],
    [['VERY_POSITIVE', 'NEUTRAL', 'ANGRY'], -1],
    [['FRUSTRATED', 'NEUTRAL', 'POSITIVE'], 0.5],
    [['NEUTRAL', 'ANGRY', 'NEUTRAL'], 0],
    [['POSITIVE', 'POSITIVE', 'NEUTRAL'], -0.25],
    // Only the last three count.
    [['ANGRY', 'ANGRY', 'POSITIVE', 'POSITIVE', 'POSITIVE'], 0],
  ] as [Sentiment[], number][])('%j: %d', (sentiments, value) => expect(trend(...sentiments)).toBeCloseTo(value, 10));

  it('is within -1 … +1, turns its sign with the order, and sees three turns at most', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SENTIMENTS), { maxLength: 8 }), all => {
        const value = trend(...all);
        expect(value).toBeGreaterThanOrEqual(-1);
        expect(value).toBeLessThanOrEqual(1);
        expect(trend(...all.slice(-3))).toBe(value);
        expect(trend(...all.slice(-3).reverse())).toBeCloseTo(-value, 10);
      }),
    );
  });
  it('A-ESC-3: in words', () =>
    expect([0.5, 0.1, 0, -0.1, -0.25].map(trendWord)).toEqual([
      'improving',
      'steady',
      'steady',
      'steady',
      'declining',
    ]));
});
