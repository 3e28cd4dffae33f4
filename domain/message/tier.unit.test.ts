import { expect, it } from 'vitest';
import { dailyLimitOf } from './tier.ts';

it.each([
  ['TIER_250', 250],
  ['TIER_1K', 1_000],
  ['TIER_10K', 10_000],
  ['tier_100k', 100_000],
  ['TIER_UNLIMITED', null],
  ['TIER_NOT_SET', 1_000],
  ['', 1_000],
  [null, 1_000],
])('A-PRICE-3: %s allows %s people a day', (tier, limit) => expect(dailyLimitOf(tier)).toBe(limit));
