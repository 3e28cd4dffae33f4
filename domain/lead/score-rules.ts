/** Points a business gives or takes for what is known of a lead (C-LEAD-4, X-SCORE). Pure. */
import { z } from 'zod';
import type { Slot } from '../conversation/memory.ts';
import { amountOf } from '../money/amount.ts';

export const SCORE_TESTS = ['known', 'is', 'contains', 'at_least', 'at_most'] as const;

const written = z.strictObject({
  name: z.string().min(1).max(60),
  /** A key of the checklist, or of any other fact. */
  fact: z.string().min(1).max(60),
  test: z.enum(SCORE_TESTS).default('known'),
  /** Nothing for `known`; a number for `at_least` and `at_most`. */
  value: z.string().max(200).default(''),
  points: z.int().min(-50).max(50),
});
export type ScoreRule = z.infer<typeof written>;

/** Null when the rule can hold; otherwise what is wrong with it. */
export function ruleProblem(rule: ScoreRule): string | null {
  if (rule.test === 'known') return null;
  if (rule.value.trim() === '') return 'Say what the fact is compared with.';
  if ((rule.test === 'at_least' || rule.test === 'at_most') && amountOf(rule.value) === null)
    return 'It is compared as a number: write one, like 5000.';
  return null;
}

export const scoreRuleSchema = written.superRefine((rule, context) => {
  const message = ruleProblem(rule);
  if (message !== null) context.addIssue({ code: 'custom', message, path: ['value'] });
});

/** Guesses give no points (A-SLOT-2). */
const IMPLIED = 0.6;

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

export function ruleHolds(rule: ScoreRule, slots: Readonly<Record<string, Slot>>): boolean {
  const slot = Object.hasOwn(slots, rule.fact) ? slots[rule.fact] : undefined;
  if (!slot || slot.confidence < IMPLIED) return false;
  const said = folded(slot.value);
  const amount = amountOf(slot.value);
  const limit = amountOf(rule.value);
  switch (rule.test) {
    case 'known':
      return said !== '';
    case 'is':
      return said === folded(rule.value);
    case 'contains':
      return rule.value.trim() !== '' && said.includes(folded(rule.value));
    case 'at_least':
      return amount !== null && limit !== null && amount >= limit;
    case 'at_most':
      return amount !== null && limit !== null && amount <= limit;
  }
}

/** What all rules that hold come to. */
export const rulePoints = (rules: readonly ScoreRule[], slots: Readonly<Record<string, Slot>>): number =>
  rules.reduce((sum, rule) => sum + (ruleHolds(rule, slots) ? rule.points : 0), 0);
