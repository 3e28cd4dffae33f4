import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberRate, recipientRate, takeUnit } from './rate.ts';

const pair = recipientRate('account', 'contact');
const NOW = Date.UTC(2026, 10, 21);

/** Takes as much as it may at each of these instants. */
function take(rate: { intervalMs: number; burst: number }, instants: number[]): { taken: number; tat: number | null } {
  let tat: number | null = null;
  let taken = 0;
  for (const at of instants) {
    const result = takeUnit(tat, at, rate);
    if (result.ok) {
      taken++;
      tat = result.tat;
    }
  }
  return { taken, tat };
}

describe('design section 6: limits (GCRA)', () => {
  it('a fresh recipient gets 10 at once, the 11th waits 6 s', () => {
    const { taken, tat } = take(pair, Array(10).fill(NOW));
    expect(taken).toBe(10);
    expect(takeUnit(tat, NOW, pair)).toEqual({ ok: false, waitMs: 6000 });
    expect(takeUnit(tat, NOW + 5999, pair)).toEqual({ ok: false, waitMs: 1 });
    expect(takeUnit(tat, NOW + 6000, pair).ok).toBe(true);
  });
  it('after a minute of rest the burst is whole again, and no larger', () => {
    const { tat } = take(pair, Array(10).fill(NOW));
    let state = tat;
    let taken = 0;
    for (;;) {
      const result = takeUnit(state, NOW + 3_600_000, pair);
      if (!result.ok) break;
      state = result.tat;
      taken++;
    }
    expect(taken).toBe(10);
  });
  it('80 a second for a number, in the long run', () => {
    const rate = numberRate('account');
    const asked = Array.from({ length: 20_000 }, (_, index) => NOW + index / 2);
    const { taken } = take(rate, asked);
    expect(taken).toBeGreaterThanOrEqual(800);
    expect(taken).toBeLessThanOrEqual(800 + rate.burst);
  });
  it('keys keep numbers and recipients apart', () =>
    expect(
      new Set([numberRate('a').key, numberRate('b').key, recipientRate('a', 'b').key, recipientRate('a', 'c').key])
        .size,
    ).toBe(4));

  it('never lets more through than burst + elapsed / interval; waiting what it says is enough, and no more than needed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 8000 }),
        fc.integer({ min: 1, max: 20 }),
        (gaps, intervalMs, burst) => {
          const rate = { intervalMs, burst };
          let at = NOW;
          let tat: number | null = null;
          let taken = 0;
          for (const gap of gaps) {
            at += gap;
            const result = takeUnit(tat, at, rate);
            if (result.ok) {
              taken++;
              tat = result.tat;
            } else {
              expect(result.waitMs).toBeGreaterThan(0);
              expect(takeUnit(tat, at + result.waitMs, rate).ok).toBe(true);
              expect(takeUnit(tat, at + result.waitMs - 1, rate).ok).toBe(false);
            }
          }
          expect(taken).toBeLessThanOrEqual(burst + Math.floor((at - NOW) / intervalMs));
          expect(taken).toBeGreaterThanOrEqual(Math.min(burst, gaps.length));
        },
      ),
    );
  });
});
