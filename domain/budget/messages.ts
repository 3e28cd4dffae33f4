/** How many messages the agent may leave unanswered (A-BUDGET-1). Binds what it starts by itself; replies are never refused by it. */

export interface BudgetFacts {
  base: number;
  /** Slot `budget` in the organization's currency; null when unknown. */
  customerBudget: number | null;
  responseRate: number | null;
  trend: number;
}

/** base 5; +2 if budget > 10,000; -2 if response rate < 0.3; -1 if the trend falls; at least 1. Engagement has a cap of its own beside it (`proactiveCap`). */
export function unansweredBudget(facts: BudgetFacts): number {
  const rich = facts.customerBudget !== null && facts.customerBudget > 10_000 ? 2 : 0;
  const silent = facts.responseRate !== null && facts.responseRate < 0.3 ? -2 : 0;
  const falling = facts.trend < 0 ? -1 : 0;
  return Math.max(1, facts.base + rich + silent + falling);
}
