import { factsOf } from '../facts/facts.ts';
import { findFact } from '../facts/match.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { countQuestions, countWords, hasEmoji, LINK_PATTERN, normalize } from '../prompt/text.ts';
import { lastOurs } from '../understanding/asked.ts';
import { offeredIn } from '../understanding/ctas.ts';
import { detectLanguage } from '../understanding/language.ts';
import { understand } from '../understanding/understand.ts';
import { disclaimersFor } from './compose.ts';

interface Issue {
  kind: 'hallucination' | 'forbidden_claim' | 'tone' | 'cta_spam' | 'missing_context' | 'language';
  detail: string;
}

const CLAIMS_HUMAN =
  /\b(i am|i'm|as) (a )?(real |actual )?(human|person)\b|\bnot a (bot|robot|machine)\b|\bno soy un (bot|robot)\b|\bsoy (una persona|humano)\b|main insaan|मैं इंसान/i;
const CHECKS = /check|pooch|consult|पूछ/i;

/** Numbers as a reader compares them: no separators, no leading zeros. */
function numbersIn(text: string): string[] {
  const plain = text.replace(LINK_PATTERN, ' ');
  return [...plain.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(match =>
    match[0]
      .replace(/,/g, '')
      .replace(/\.0+$/, '')
      .replace(/^0+(?=\d)/, ''),
  );
}

function grounds(prompt: Prompt): Set<string> {
  const names = [
    'business',
    'rules',
    'guardrails',
    'knowledge',
    'summary',
    'slots',
    'memory',
    'recent',
    'batch',
    'timing',
  ];
  return new Set(
    numbersIn(
      names
        .flatMap(name => prompt.sections.get(name) ?? [])
        .map(line => line.replace(/^\[[^\]]*\]/, ''))
        .join('\n'),
    ),
  );
}

/** Numbers of our own facts only: a price that only the customer said proves nothing. */
function priceGrounds(prompt: Prompt): Set<string> {
  return new Set(
    numbersIn(
      ['business', 'rules', 'knowledge', 'guardrails'].flatMap(name => prompt.sections.get(name) ?? []).join('\n'),
    ),
  );
}

/** Answer for `critique`: judges the text against what the prompt holds. */
export function critique(prompt: Prompt): Record<string, unknown> {
  const text = prompt.text ?? '';
  const issues: Issue[] = [];
  const u = understand(prompt);
  const known = grounds(prompt);
  const prices = priceGrounds(prompt);
  const all = numbersIn(text);
  const priced = new Set(
    [...text.matchAll(/[₹$€£]\s?(\d[\d,]*(?:\.\d+)?)/g)].map(match =>
      (match[1] ?? '').replace(/,/g, '').replace(/\.0+$/, ''),
    ),
  );
  const wrong = all.filter(number => !(priced.has(number) ? prices : known).has(number));
  for (const number of new Set(wrong))
    issues.push({ kind: 'hallucination', detail: `The number ${number} stands nowhere in the facts.` });
  const links = text.match(LINK_PATTERN) ?? [];
  const source = prompt.user.split(/^###\s+text/m)[0] ?? '';
  for (const link of links)
    if (!source.includes(link))
      issues.push({ kind: 'hallucination', detail: `The link ${link} is not one of the business.`.slice(0, 300) });
  for (const phrase of prompt.neverSay)
    if (normalize(text).includes(normalize(phrase)))
      issues.push({ kind: 'forbidden_claim', detail: `It says "${phrase}".`.slice(0, 300) });
  if (CLAIMS_HUMAN.test(text)) issues.push({ kind: 'forbidden_claim', detail: 'It claims to be human.' });
  for (const missing of disclaimersFor({ ...prompt, problems: [] }, text, u.text))
    issues.push({ kind: 'forbidden_claim', detail: `The disclaimer is missing: ${missing}`.slice(0, 300) });
  if (/never/i.test(prompt.tone.get('emoji') ?? '') && hasEmoji(text))
    issues.push({ kind: 'tone', detail: 'It uses an emoji.' });
  const own = prompt.mustSay.reduce((rest, rule) => rest.replace(rule.text, ' '), text);
  if (countWords(own) > prompt.maxWords)
    issues.push({ kind: 'tone', detail: `It has ${countWords(own)} words of ${prompt.maxWords}.` });
  if (countQuestions(own) > prompt.maxQuestions)
    issues.push({ kind: 'tone', detail: `It asks ${countQuestions(own)} questions.` });
  const last = lastOurs(prompt);
  const repeated = last === null ? [] : offeredIn(text, prompt).filter(cta => offeredIn(last, prompt).includes(cta));
  const forbiddenCtas = offeredIn(text, prompt).filter(cta =>
    prompt.ctas.some(rule => rule.name === cta && !rule.allowed),
  );
  if (forbiddenCtas.length > 0)
    issues.push({ kind: 'cta_spam', detail: `${forbiddenCtas[0]} may not be offered now.` });
  else if (repeated.length > 0 && u.intent !== 'booking' && !u.questions.some(q => q.attributes.includes('link')))
    issues.push({ kind: 'cta_spam', detail: `${repeated[0]} was offered in the last message.` });
  const spoken = detectLanguage(own);
  const mixed = new Set(['en', 'hi-en']).has(spoken.code) && u.language.code === 'hi-en';
  if (
    !mixed &&
    u.language.certain &&
    spoken.certain &&
    spoken.code !== u.language.code &&
    spoken.confidence > 0.8 &&
    u.language.confidence > 0.8
  ) {
    issues.push({ kind: 'language', detail: `The customer writes ${u.language.code}, the text is ${spoken.code}.` });
  }
  const facts = factsOf(prompt);
  const known_ = u.questions.filter(question => question.kind === 'fact' && findFact(question, prompt, facts) !== null);
  if (known_.length > 0 && known_.length === u.questions.length && CHECKS.test(text) && numbersIn(text).length === 0) {
    issues.push({ kind: 'missing_context', detail: `The facts answer "${known_[0]?.text}".`.slice(0, 300) });
  }
  const hallucinated = issues.filter(issue => issue.kind === 'hallucination').length;
  const grounding = hallucinated === 0 ? 0.95 : Math.max(0.1, 0.5 - 0.2 * hallucinated);
  const kept = issues.slice(0, 6);
  return {
    ok: kept.length === 0,
    issues: kept,
    grounding: Math.round(grounding * 100) / 100,
    reason:
      kept.length === 0
        ? 'Every number and link stands in the facts, and the rules are kept.'
        : (kept[0]?.detail ?? ''),
  };
}
