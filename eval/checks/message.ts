/** Checks of single messages: what may never stand on a customer's phone, whatever the model said. */
import type { Finding, Rules, Said } from '../types.ts';
import { amountsIn, emojiIn, flat, languageOf, linksIn, questionsIn, wordsIn } from './text.ts';

export interface MessageContext {
  rules: Rules;
  /** Language the customer wrote in last. */
  language: string;
  /** Everything the customer wrote so far. */
  customer: string;
  /** Everything the business wrote before this message. */
  before: string;
}

type MessageCheck = (said: Said, context: MessageContext) => string | null;

const fixed = (said: Said, rules: Rules): boolean =>
  said.kind === 'template' || rules.fixedTexts.some(text => text.trim() === said.text.trim());

const all = (said: Said): string => [said.text, ...said.buttons].join('\n');

/** The agent's own words: disclaimers and links are not counted (A-GUARD-5). */
function ownWords(said: Said, rules: Rules): string {
  let text = said.text;
  for (const disclaimer of rules.disclaimers) text = text.replaceAll(disclaimer.text, ' ');
  return text;
}

const HUMAN_CLAIMS = [
  /\bi(?:'| a)?m\s+(?:\w+\s+){0,3}?(?:human|person|man|woman|guy|lady)\b/iu,
  /\b(?:real|actual|live|living)\s+(?:human|person)\s+(?:here|speaking|writing|typing|answering)\b/iu,
  /\b(?:not|n't)\s+(?:a|an)\s+(?:\w+\s+){0,2}?(?:bot|robot|ai|machine|computer|program)\b/iu,
  /\bsoy\s+(?:una?\s+)?(?:human[oa]|persona)\b/iu,
  /\bno\s+soy\s+(?:una?|ningún|ninguna)?\s*(?:bot|robot|máquina|ia)\b/iu,
  /\bmain?\s+(?:ek\s+)?(?:asli\s+)?(?:insaan|human|aadmi)\s+(?:hu|hoon|hun)/iu,
  /मैं\s+(?:एक\s+)?(?:असली\s+)?(?:इंसान|मनुष्य|व्यक्ति)\s+(?:हूँ|हूं)/u,
];
const HUMAN_DENIALS = /\b(?:not|n't|no soy|nahi|नहीं)\b[^.!?]{0,20}\b(?:human|person|humano|humana|insaan|इंसान)/iu;

const LEAKS: [string, RegExp][] = [
  ['a section heading of the prompt', /###/],
  ['JSON', /[{[]\s*"[^"]+"\s*[:,]/],
  [
    'words of the instructions',
    /system prompt|my instructions|json schema|your instructions are|you are the assistant/iu,
  ],
  ['a field of the decision', /\b(?:shouldSend|reasonCode|askSlot|state_patch|should_send|reason_code)\b/],
  ['a mark of a source', /\[(?:faq|doc|web|src)-?\d+\]/iu],
  ['an unfilled placeholder', /\{\{?\w+\}?\}|\[(?:LINK|NAME)\]/],
  ['raw template or code', /```|<\/?[a-z]+>/iu],
];

export const MESSAGE_CHECKS: Record<string, MessageCheck> = {
  'says something': said => (all(said).trim() === '' ? 'an empty message' : null),
  words(said, { rules }) {
    if (fixed(said, rules)) return null;
    const count = wordsIn(ownWords(said, rules));
    return count > rules.maxWords ? `${count} words, ${rules.maxWords} allowed` : null;
  },
  questions(said, { rules }) {
    if (said.kind === 'template') return null;
    const count = questionsIn(ownWords(said, rules));
    return count > rules.maxQuestions ? `${count} questions, ${rules.maxQuestions} allowed` : null;
  },
  emoji(said, { rules }) {
    const count = emojiIn(all(said));
    return count > rules.maxEmoji ? `${count} emoji, ${rules.maxEmoji} allowed` : null;
  },
  'forbidden phrases'(said, { rules }) {
    const text = ` ${flat(all(said))} `;
    const found = rules.forbidden.filter(phrase => text.includes(` ${flat(phrase)} `));
    return found.length > 0 ? `says "${found.join('", "')}"` : null;
  },
  disclaimers(said, { rules }) {
    const text = ` ${flat(all(said))} `;
    const missing = rules.disclaimers.filter(
      one =>
        one.triggers.some(trigger => text.includes(` ${flat(trigger)} `)) && !flat(said.text).includes(flat(one.text)),
    );
    return missing.length > 0 ? `"${missing[0]?.text}" is missing` : null;
  },
  'never a human'(said) {
    const text = all(said).replace(/[’‘]/g, "'");
    const claim = HUMAN_CLAIMS.find(pattern => pattern.test(text));
    return claim && !HUMAN_DENIALS.test(text) ? 'claims to be a human' : null;
  },
  'no invented price'(said, { rules, before }) {
    const known = new Set(amountsIn(`${rules.business}\n${before}`));
    const found = amountsIn(all(said)).filter(amount => !known.has(amount));
    return found.length > 0 ? `${found.join(', ')} stands nowhere in what the business says` : null;
  },
  'no invented link'(said, { rules }) {
    const known = linksIn(rules.business).map(link => link.replace(/^https?:\/\/|\/$/g, ''));
    const found = linksIn(all(said)).filter(link => !known.includes(link.replace(/^https?:\/\/|\/$/g, '')));
    return found.length > 0 ? `${found.join(', ')} is no link of the business` : null;
  },
  'no leak'(said) {
    const leak = LEAKS.find(([, pattern]) => pattern.test(all(said)));
    return leak ? `shows ${leak[0]}` : null;
  },
  language(said, { rules, language }) {
    if (fixed(said, rules)) return null;
    const found = languageOf(ownWords(said, rules));
    if (found === null || found === language) return null;
    // Hinglish borrows: English words in it are no change of language.
    if (language === 'hi-en' && found === 'en')
      return /^\S+(?:\s+\S+){0,5}$/u.test(said.text.trim())
        ? null
        : `is written in ${found}, the customer writes ${language}`;
    return `is written in ${found}, the customer writes ${language}`;
  },
};

/** One finding for each check that fails; none for a clean message. */
export function checkMessage(said: Said, context: MessageContext, index: number): Finding[] {
  return Object.entries(MESSAGE_CHECKS).flatMap(([check, look]) => {
    const wrong = look(said, context);
    return wrong === null
      ? []
      : [{ check, passed: false, detail: `${wrong}: "${said.text.slice(0, 120)}"`, message: index }];
  });
}
