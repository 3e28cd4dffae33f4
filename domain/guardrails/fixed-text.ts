/** Texts that people configure and that leave as they are: hand-off, fallback, opt-out, over budget. They pass the guardrails too (X-FAIL). */
import type { Playbook } from '../playbook/playbook.ts';
import { checkText } from './text-rules.ts';

export const FIXED_TEXTS = [
  'welcome',
  'away',
  'humanEscalation',
  'handOverClosed',
  'fallback',
  'optedOut',
  'overBudget',
] as const;
export type FixedText = (typeof FIXED_TEXTS)[number];

/** Left empty, nothing is said. */
export const MAY_BE_EMPTY: readonly FixedText[] = ['welcome', 'away', 'handOverClosed', 'overBudget'];

/** Words, questions, emoji and language are the author's own choice here (A-GUARD-5); what is never said is never said. */
const BINDING = new Set([
  'not_empty',
  'never_claims_human',
  'forbidden_phrases',
  'no_leak',
  'sourced_prices',
  'sourced_contacts',
]);

/** What is wrong with a configured text, in words that say how to mend it. @param more what its prices and contacts may come from besides the playbook. */
export function fixedTextProblems(text: string, playbook: Playbook, more: unknown = null): string[] {
  const sources = JSON.stringify({ business: playbook.business, faqs: playbook.faqs, ctas: playbook.ctas, more });
  return checkText(text, playbook, { sources, language: 'en' })
    .filter(rule => !rule.passed && BINDING.has(rule.rule))
    .map(rule => rule.detail ?? rule.rule);
}

const PLAIN: Partial<Record<FixedText, string>> = {
  humanEscalation: 'Thank you. A colleague will reply to you here shortly.',
  fallback: 'Thanks for your message. Could you tell me a little more about what you need?',
  optedOut: "You've been unsubscribed.",
};

/**
 * In the customer's language where there is one; a text that breaks a rule gives way to a plain one; null = say nothing.
 * @param fill writes in what a text leaves open; null = it cannot be said.
 */
export function fixedText(
  playbook: Playbook,
  kind: FixedText,
  language: string,
  fill: (text: string) => string | null = text => text,
): string | null {
  const base = language.split('-')[0] ?? language;
  const { translations } = playbook.texts;
  const candidates = [translations[language]?.[kind], translations[base]?.[kind], playbook.texts[kind], PLAIN[kind]];
  for (const candidate of candidates) {
    const text = candidate ? fill(candidate) : null;
    if (text && fixedTextProblems(text, playbook).length === 0) return text;
  }
  return null;
}
