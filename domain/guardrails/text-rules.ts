/**
 * Rules on the final text, in code (A-GUARD-3, A-GUARD-5, design.md promise 6): whatever the model says, text that breaks
 * one never leaves. Each rule answers what is wrong in words that a rewrite can follow.
 */

import { foldText } from '../optout/optout.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { claimsHuman, plainText } from './claims-human.ts';
import { unsourcedContacts, withoutKnownLinks } from './contacts.ts';
import { misplacedPrices, unsourcedPrices } from './prices.ts';
import { otherLanguage } from './spoken-language.ts';

export interface RuleResult {
  rule: string;
  passed: boolean;
  detail: string | null;
}

const LEAKS = [
  /###\s*\w+/,
  /```/,
  /\bsystem prompt\b/i,
  /\bmy instructions\b/i,
  /\bas an? (?:large |artificial |ai |language )*(?:intelligence|model)\b/i,
  /\[(?:\d+|-)\]\s*(?:customer|agent|person)\b/i,
  /\b(?:max (?:words|questions)|never say|must say|escalate when|honorifics|persuasion|formality)\s*:/i,
  /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/i,
  /\b(?:reasonCode|shouldSend|json_schema)\b/,
  /^\s*[{[].*["':].*[}\]]\s*$/s,
  /\[(?:faq|doc)-\d+\]/,
  // A placeholder that nothing filled.
  /\{\{?\s*[a-z0-9_]+\s*\}?\}|\[(?:LINK|NAME|[A-Z]+(?:_[A-Z]+)+)\]/,
];

/**
 * The agent's own prose: links and required disclaimers do not count (A-GUARD-5). Only links that the sources give: no
 * other may carry words past the limit.
 */
export function prose(text: string, playbook: Playbook, sources: string): string {
  let rest = withoutKnownLinks(text, sources);
  for (const disclaimer of playbook.guardrails.disclaimers) rest = rest.split(disclaimer.text).join(' ');
  return rest;
}

/** More parts than this and a hyphen joins no compound any more; longer rows of letters are no word. */
const COMPOUND_PARTS = 3;
const LONG_WORD = 30;
const USUAL_WORD = 6;

/** Words as a reader counts them: what hyphens, slashes or nothing at all string together counts by its parts. */
export const countWords = (text: string): number =>
  text
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}]/u.test(word))
    .reduce((sum, word) => {
      const parts = word.split(/[^\p{L}\p{M}\p{N}'’]+/u).filter(part => part !== '');
      const longest = Math.max(...parts.map(part => part.length));
      if (longest > LONG_WORD) return sum + Math.ceil(word.length / USUAL_WORD);
      // Numbers and times ("8:00-18:00") have signs in them.
      const letters = parts.filter(part => /\p{L}/u.test(part)).length;
      return sum + (letters > COMPOUND_PARTS ? letters : 1);
    }, 0);
/** Questions, by runs of question marks of any script. */
export const countQuestions = (text: string): number =>
  (text.match(/[?\uff1f\u061f\u037e\u055e\u2047\u2048][!?\uff1f\u061f\u2049]*/g) ?? []).length;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Pictures, each sequence (skin tone, flag, family) as one; © ® ™ are letters to a reader. */
export const countEmoji = (text: string): number =>
  [...graphemes.segment(text)].filter(({ segment }) =>
    /[[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]--[©®™‼⁉]]/v.test(segment),
  ).length;

/** Disclaimers that the text or a title sent with it calls for and the text does not hold yet. */
export function missingDisclaimers(text: string, playbook: Playbook, titles: string[] = []): string[] {
  const folded = [text, ...titles].map(foldText);
  return playbook.guardrails.disclaimers
    .filter(
      disclaimer =>
        disclaimer.triggers.some(trigger => folded.some(part => ` ${part} `.includes(` ${foldText(trigger)} `))) &&
        !text.includes(disclaimer.text),
    )
    .map(disclaimer => disclaimer.text);
}

/** "g.u.a.r.a.n.t.e.e.d" as one word: spelt out letters hide a phrase from whoever compares words. */
const joinSpelt = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])(?:\p{L}[^\p{L}\p{N}]{1,2}){3,}\p{L}(?![\p{L}\p{N}])/gu, spelt =>
    spelt.replace(/[^\p{L}]/gu, ''),
  );

/** The script most letters are of; null without letters. */
const script = (text: string): 'devanagari' | 'latin' | 'other' | null => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return null;
  if ((text.match(/[\p{Script=Devanagari}&&\p{L}]/gv)?.length ?? 0) / letters > 0.5) return 'devanagari';
  if ((text.match(/\p{Script=Latin}/gu)?.length ?? 0) / letters > 0.5) return 'latin';
  return 'other';
};
/**
 * Whether most letters are of the script. Names of firms and brands stay as they are written, in a Hindi sentence too;
 * a text of names alone is no sentence, a button's title may be one.
 */
function writtenIn(text: string, expected: 'devanagari' | 'latin', title: boolean): boolean {
  const unnamed = expected === 'devanagari' ? text.replace(/(?<!\p{L})\p{Lu}\p{Script=Latin}*/gu, ' ') : text;
  const found = script(unnamed) ?? (title ? null : script(text));
  return found === null || found === expected;
}
const LATIN = ['en', 'es', 'fr', 'de', 'pt', 'it'];

/**
 * All rules on one outgoing text. `sources` is everything the model was given as fact; `language` is what was asked for;
 * `buttons` are the titles sent with it, which may say nothing that the text may not (they count no words, A-GUARD-5).
 */
export function checkText(
  text: string,
  playbook: Playbook,
  context: { sources: string; language: string; buttons?: string[] },
): RuleResult[] {
  const titles = context.buttons ?? [];
  const whole = [text, ...titles].join('\n');
  const own = prose(text, playbook, context.sources);
  const { tone, guardrails } = playbook;
  const results: RuleResult[] = [];
  const rule = (name: string, detail: string | null): void => {
    results.push({ rule: name, passed: detail === null, detail });
  };
  const folded = [text, ...titles].flatMap(part => [` ${foldText(part)} `, ` ${foldText(joinSpelt(part))} `]);
  const forbidden = guardrails.forbiddenPhrases.filter(phrase =>
    folded.some(part => part.includes(` ${foldText(phrase)} `)),
  );
  const words = countWords(own);
  const questions = countQuestions([own, ...titles].join('\n'));
  const emojis = countEmoji([own, ...titles].join('\n'));
  const maxEmojis = tone.emoji === 'never' ? 0 : tone.emoji === 'sparingly' ? 1 : 5;
  const prices = [...unsourcedPrices(whole, context.sources), ...misplacedPrices(whole, context.sources)];
  const contacts = [text, ...titles].flatMap(part => unsourcedContacts(part, context.sources));
  const missing = missingDisclaimers(text, playbook, titles);
  const leak = LEAKS.find(pattern =>
    [text, ...titles].some(part => pattern.test(part) || pattern.test(plainText(part))),
  );

  rule('not_empty', text.trim() === '' ? 'the text is empty' : null);
  rule('never_claims_human', [text, ...titles].some(claimsHuman) ? 'it claims to be a human' : null);
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
  rule('sourced_contacts', contacts.length > 0 ? `not in any source: ${contacts.join(', ')}` : null);
  const base = context.language.split('-')[0] ?? context.language;
  const latin = context.language === 'hi-en' || LATIN.includes(base);
  const expected = latin ? 'latin' : base === 'hi' ? 'devanagari' : null;
  const foreign = expected !== null && [own, ...titles].some((part, index) => !writtenIn(part, expected, index > 0));
  const other = latin ? otherLanguage(own, context.language) : null;
  rule('language', foreign || other !== null ? `it must be written in ${context.language}` : null);
  return results;
}
