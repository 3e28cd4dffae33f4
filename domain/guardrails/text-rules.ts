/**
 * Rules on the final text, in code (A-GUARD-3, A-GUARD-5, design.md promise 6): whatever the model says, text that breaks
 * one never leaves. Each rule answers what is wrong in words that a rewrite can follow.
 */

import { foldText } from '../optout/optout.ts';
import type { Playbook } from '../playbook/playbook.ts';

export interface RuleResult {
  rule: string;
  passed: boolean;
  detail: string | null;
}

const CLAIMS_HUMAN = [
  /\bi(?:\s+a|['’])?m\s+(?:a\s+|an\s+)?(?:real\s+|actual\s+)?(?:human|person|man|woman|live\s+agent|human\s+being)\b/i,
  /\b(?:not|no)\s+(?:a\s+)?(?:bot|robot|ai|machine)\b/i,
  /\b(?:yes|sure|of course)[,!. ]+(?:i(?:\s+a|['’])?m\s+)(?:human|real)\b/i,
  /मैं\s+(?:एक\s+)?(?:इंसान|मनुष्य|असली)/,
  /\bmain\s+(?:ek\s+)?(?:insaan|insan|asli)\b/i,
];
const LEAKS = [
  /###\s*\w+/,
  /\bsystem prompt\b/i,
  /\bmy instructions\b/i,
  /\bas an? (?:ai|language) model\b/i,
  /\b(?:reasonCode|shouldSend|json_schema)\b/,
  /^\s*[{[].*["':].*[}\]]\s*$/s,
  /\[(?:faq|doc)-\d+\]/,
];
const EMOJI = /\p{Extended_Pictographic}/gu;
const LINK = /https?:\/\/\S+|\bwww\.\S+/gi;
const PRICE =
  /(?:[$€£₹]|\b(?:rs\.?|inr|usd|eur|gbp)\s?)\s?\d[\d,]*(?:\.\d+)?|\b\d[\d,]*(?:\.\d+)?\s?(?:dollars?|rupees?|euros?|usd|inr|eur)\b|(?<![\d.])\d{1,3}(?:\.\d+)?\s?%/gi;

/** The agent's own prose: links and required disclaimers do not count (A-GUARD-5). */
export function prose(text: string, playbook: Playbook): string {
  let rest = text.replace(LINK, ' ');
  for (const disclaimer of playbook.guardrails.disclaimers) rest = rest.split(disclaimer.text).join(' ');
  return rest;
}

export const countWords = (text: string): number => text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
/** Questions, by runs of question marks of any script. */
export const countQuestions = (text: string): number => (text.match(/[?？؟]+/g) ?? []).length;

const digits = (text: string): string =>
  text
    .replace(/,/g, '')
    .match(/\d+(?:\.\d+)?/)?.[0]
    ?.replace(/\.0+$/, '') ?? '';

/** Prices and percentages in the text that stand in none of the sources. */
export function unsourcedPrices(text: string, sources: string): string[] {
  const known = new Set((sources.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map(digits));
  return (text.match(PRICE) ?? []).filter(price => !known.has(digits(price)));
}

/** Disclaimers the text needs and does not hold yet. */
export function missingDisclaimers(text: string, playbook: Playbook): string[] {
  const folded = foldText(text);
  return playbook.guardrails.disclaimers
    .filter(
      disclaimer =>
        disclaimer.triggers.some(trigger => ` ${folded} `.includes(` ${foldText(trigger)} `)) &&
        !text.includes(disclaimer.text),
    )
    .map(disclaimer => disclaimer.text);
}

const script = (text: string): 'devanagari' | 'latin' | 'other' => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return 'latin';
  if ((text.match(/\p{Script=Devanagari}/gu)?.length ?? 0) / letters > 0.5) return 'devanagari';
  if ((text.match(/\p{Script=Latin}/gu)?.length ?? 0) / letters > 0.5) return 'latin';
  return 'other';
};

/** All rules on one outgoing text. `sources` is everything the model was given as fact; `language` is what was asked for. */
export function checkText(
  text: string,
  playbook: Playbook,
  context: { sources: string; language: string },
): RuleResult[] {
  const own = prose(text, playbook);
  const { tone, guardrails } = playbook;
  const results: RuleResult[] = [];
  const rule = (name: string, detail: string | null): void => {
    results.push({ rule: name, passed: detail === null, detail });
  };
  const folded = ` ${foldText(text)} `;
  const forbidden = guardrails.forbiddenPhrases.filter(phrase => folded.includes(` ${foldText(phrase)} `));
  const words = countWords(own);
  const questions = countQuestions(own);
  const emojis = own.match(EMOJI)?.length ?? 0;
  const maxEmojis = tone.emoji === 'never' ? 0 : tone.emoji === 'sparingly' ? 1 : 5;
  const prices = unsourcedPrices(text, context.sources);
  const missing = missingDisclaimers(text, playbook);
  const leak = LEAKS.find(pattern => pattern.test(text));

  rule('not_empty', text.trim() === '' ? 'the text is empty' : null);
  rule('never_claims_human', CLAIMS_HUMAN.some(pattern => pattern.test(text)) ? 'it claims to be a human' : null);
  rule('forbidden_phrases', forbidden.length > 0 ? `it says: ${forbidden.join(', ')}` : null);
  rule('disclaimers', missing.length > 0 ? `missing: ${missing.join(' ')}` : null);
  rule('max_words', words > tone.maxWords ? `words: ${words} of ${tone.maxWords} allowed` : null);
  rule(
    'max_questions',
    questions > tone.maxQuestions ? `questions: ${questions} of ${tone.maxQuestions} allowed` : null,
  );
  rule('emoji', emojis > maxEmojis ? `emoji: ${emojis} of ${maxEmojis} allowed` : null);
  rule('no_leak', leak ? 'it shows instructions or raw data' : null);
  rule('sourced_prices', prices.length > 0 ? `not in any source: ${prices.join(', ')}` : null);
  const expected = context.language === 'hi' ? 'devanagari' : 'latin';
  const known = ['en', 'hi', 'hi-en', 'es', 'fr', 'de', 'pt', 'it'].includes(context.language);
  rule('language', known && script(own) !== expected ? `it must be written in ${context.language}` : null);
  return results;
}
