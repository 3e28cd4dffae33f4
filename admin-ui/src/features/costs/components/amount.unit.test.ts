import { describe, expect, it } from 'vitest';
import { dollars, microsOf } from './amount.ts';

describe('amounts as they are typed', () => {
  it.each([
    ['', null],
    ['25', 25_000_000],
    ['0,0041', 4_100],
    [' 1 250.50 ', 1_250_500_000],
    ['-1', undefined],
    ['1e9', undefined],
    ['ten', undefined],
  ])('%j is %s', (text, micros) => expect(microsOf(text)).toBe(micros));
  it('come back as they were', () => {
    for (const micros of [0, 4_100, 1_250_500_000]) expect(microsOf(dollars(micros))).toBe(micros);
    expect(dollars(null)).toBe('');
  });
});
