import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetState, capState, NO_LIMITS, shortened, tightest } from './caps.ts';
import { monthOf } from './month.ts';

describe('X-BUDGET: caps on money (A-BUDGET-1, A-COST-1)', () => {
  it.each([
    [0, 100, 'free'],
    [79, 100, 'free'],
    [80, 100, 'warn'],
    [99, 100, 'warn'],
    [100, 100, 'spent'],
    [0, 0, 'spent'],
    [1e12, null, 'free'],
  ] as const)('%d of %s is %s', (spent, cap, state) => expect(capState(spent, cap)).toBe(state));
  it('the lowest cap binds', () => {
    const spent = { monthMicros: 10, conversationMicros: 90 };
    expect(budgetState(spent, NO_LIMITS, null)).toBe('free');
    expect(budgetState(spent, { ...NO_LIMITS, monthMicros: 100 }, null)).toBe('free');
    expect(budgetState(spent, { ...NO_LIMITS, monthMicros: 100 }, 100)).toBe('warn');
    expect(budgetState(spent, { monthMicros: 10, conversationMicros: null }, 100)).toBe('spent');
  });
  it('spending more never frees anything', () => {
    const order = ['free', 'warn', 'spent'];
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.option(fc.nat()), (a, b, cap) => {
        const at = (spent: number) => order.indexOf(capState(spent, cap));
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)));
      }),
    );
  });
  it('short of money, the agent is brief', () => {
    expect(shortened(25, 'warn')).toBe(10);
    expect(shortened(8, 'warn')).toBe(8);
    expect(shortened(25, 'free')).toBe(25);
  });
  it('nothing is free', () => expect(tightest([])).toBe('free'));
  it('months are those of UTC', () => {
    expect(monthOf(Date.UTC(2026, 10, 30, 23, 59))).toBe('2026-11');
    expect(monthOf(Date.UTC(2026, 11, 1))).toBe('2026-12');
  });
});
