import { describe, expect, it } from 'vitest';
import { unansweredBudget } from './messages.ts';

const budget = (patch: Partial<Parameters<typeof unansweredBudget>[0]> = {}) =>
  unansweredBudget({ base: 5, customerBudget: null, responseRate: null, trend: 0, ...patch });

describe('A-BUDGET-1: base 5, +2 rich, -2 silent, -1 falling, at least 1', () => {
  it.each([
    [{}, 5],
    [{ customerBudget: 10_000 }, 5],
    [{ customerBudget: 10_001 }, 7],
    [{ responseRate: 0.3 }, 5],
    [{ responseRate: 0.29 }, 3],
    [{ trend: -0.01 }, 4],
    [{ trend: 1 }, 5],
    [{ customerBudget: 20_000, responseRate: 0, trend: -1 }, 4],
    [{ responseRate: 0, trend: -1 }, 2],
    [{ base: 2, responseRate: 0, trend: -1 }, 1],
    [{ base: 1, responseRate: 0, trend: -1 }, 1],
  ])('%j: %i', (facts, messages) => expect(budget(facts)).toBe(messages));
});
