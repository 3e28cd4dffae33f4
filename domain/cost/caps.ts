/** Caps on money (X-BUDGET): from 80% the agent is brief and people are warned, at 100% no model is called. Pure. */
import { z } from 'zod';
import type { Playbook } from '../playbook/playbook.ts';

/** An organization's own settings (`organizations.settings.budget`); null = no limit. Micros of a US dollar. */
export const budgetSettingsSchema = z.strictObject({
  monthMicros: z.int().min(0).nullable().default(null),
  conversationMicros: z.int().min(0).nullable().default(null),
});
export type BudgetSettings = z.infer<typeof budgetSettingsSchema>;
export const NO_LIMITS: BudgetSettings = { monthMicros: null, conversationMicros: null };

export type CapState = 'free' | 'warn' | 'spent';
const WARN_AT = 0.8;

export function capState(spentMicros: number, capMicros: number | null): CapState {
  if (capMicros === null) return 'free';
  if (spentMicros >= capMicros) return 'spent';
  return spentMicros >= WARN_AT * capMicros ? 'warn' : 'free';
}

const ORDER: readonly CapState[] = ['free', 'warn', 'spent'];

/** The lowest cap binds. */
export const tightest = (states: readonly CapState[]): CapState =>
  ORDER[Math.max(0, ...states.map(state => ORDER.indexOf(state)))] ?? 'free';

export interface Spent {
  monthMicros: number;
  conversationMicros: number;
}

/** @param playbookCapMicros the playbook's own cap for one conversation; the lower of the two counts. */
export function budgetState(spent: Spent, settings: BudgetSettings, playbookCapMicros: number | null): CapState {
  return tightest([
    capState(spent.monthMicros, settings.monthMicros),
    capState(spent.conversationMicros, settings.conversationMicros),
    capState(spent.conversationMicros, playbookCapMicros),
  ]);
}

/** How the agent talks: structured where the playbook says so, from its number of messages on, and from 80% of a cap on. */
export const talkFor = (
  playbook: Pick<Playbook, 'talk' | 'budget'>,
  state: CapState,
  botMessages: number,
): Playbook['talk'] => {
  const after = playbook.budget.structuredAfterMessages;
  return state === 'warn' || (after !== null && botMessages >= after) ? 'structured' : playbook.talk;
};

/** Words a message may have while money is short. */
export const shortened = (maxWords: number, state: CapState): number =>
  state === 'warn' ? Math.min(maxWords, 10) : maxWords;
