import type { PromptMessage } from '../prompt/prompt.ts';
import { hasAny, normalize, padded, phrases, sentences } from '../prompt/text.ts';
import { CUES } from './cues.ts';
import { isAttribute, type Term, termsOf } from './lexicon.ts';
import { findTime } from './time.ts';

export interface Question {
  text: string;
  messageNumber: number;
  terms: readonly Term[];
  /** price, hours, location … when the question is about one of them. */
  attributes: string[];
  kind: 'fact' | 'identity' | 'booking' | 'negotiation';
}

const MAX_QUESTIONS = 12;
const STARTS =
  /^(?:(?:and|also|but|so|hi|hello|hey|ok|okay|please|y|aur|hola|e)[, ]+)*(how|what|what's|whats|when|where|which|who|why|do|does|is|are|can|could|will|would|should|may|any|kya|kitna|kitne|kitni|kab|kahan|kaise|kaun|cuanto|cuanta|cuantos|cual|cuando|donde|como|que|quien|tienen|tiene|aceptan|hay|puedo|pueden|क्या|कितना|कितने|कितनी|कब|कहाँ|कहां|कैसे|कौन)(?![\p{L}\p{M}])/u;
const INSIDE = phrases(
  'kya|kitna|kitne|kitni|kahan|kaise|kab|kaunsa|how much|what is the|tell me about|tell me the|batao|bataiye|i want to know|want to know|wanted to know|wondering if|could you tell|cuanto|cuesta|quiero saber|quisiera saber|dime|digame|क्या|कितना|कितने|कितनी|कब|कहाँ|कहां|कैसे|बताओ|बताइए|बताएं|जानना',
);
const REQUESTS = phrases('talk to|speak to|speak with|hablar con');
/** A joint between two questions in one sentence. */
const JOINT =
  /\s*,?\s+(?:and|also|aur|y|और|plus)\s+(?=(?:also\s+)?(?:how|what|when|where|which|who|do (?:you|i|we)|does|is |are |can |could |will |kya|kitna|kitne|kab|kahan|cu[aá]nto|cu[aá]l|cu[aá]ndo|d[oó]nde|aceptan|tienen|hay |a qu[eé] |qu[eé] |क्या|कितना|कितने|कब|कहाँ|कहां))/i;

function looksLikeQuestion(sentence: string): boolean {
  const text = padded(sentence);
  if (sentence.trim().endsWith('?')) return true;
  if (hasAny(text, CUES.human) || hasAny(text, REQUESTS)) return false;
  if (STARTS.test(normalize(sentence).replace(/^[¿¡\s]+/, '')) || hasAny(text, INSIDE)) return true;
  // "whitening price", "fees please": a few words with a name for a price or an address are a question, too.
  const terms = termsOf(sentence);
  return (
    terms.length <= 4 &&
    terms.some(term => ['price', 'hours', 'location', 'link'].includes(term.term)) &&
    !/\d/.test(sentence)
  );
}

/** A knock at the door, not a question. */
const ANYBODY =
  /^[^\p{L}]*(?:hello|hi|hey|hola|anyone|anybody|someone|somebody|is (?:anyone|anybody|somebody) |are you )?\s*(?:there|here|around|home)?[^\p{L}]*$/iu;
const HOW_TO_BOOK =
  /\b(?:how|where)\s+(?:do|can|could|should|to|would)\b.*\b(?:book|schedule|reserve|sign up|register|enrol|enroll|appointment)\b/;

function kindOf(sentence: string): Question['kind'] {
  const text = padded(sentence);
  if (HOW_TO_BOOK.test(normalize(sentence)) && !/\b(?:cancel|reschedule|change|move)/.test(normalize(sentence)))
    return 'booking';
  if (hasAny(text, CUES.identity)) return 'identity';
  if (hasAny(text, CUES.negotiation)) return 'negotiation';
  if (
    findTime(sentence, null)?.hasDay &&
    /\b(have|available|free|can (?:i|we)|could (?:i|we)|puedo|podemos|hay|aa sakt[aei])\b/.test(normalize(sentence)) &&
    !/\b(open|close|closed|how|what|price|cost)\b/.test(normalize(sentence))
  )
    return 'booking';
  const wantsPlace =
    /\b(can|could|may|puedo|possible|available|free|slots?|kya)\b/.test(normalize(sentence)) || sentence.includes('?');
  const terms = new Set(termsOf(sentence).map(term => term.term));
  if (wantsPlace && /\b(how|what|why|kaise|como)\b/.test(normalize(sentence)) === false) {
    if (
      hasAny(
        text,
        phrases(
          'book|schedule|reserve|appointment|come in|come tomorrow|any slots|slot available|slots available|availability|reservar|agendar|cita',
        ),
      ) &&
      !terms.has('price')
    )
      return 'booking';
  }
  return 'fact';
}

/** The questions of the customer's messages, one for each clause. */
export function findQuestions(messages: readonly PromptMessage[]): Question[] {
  const found: Question[] = [];
  for (const message of messages) {
    if (message.from !== 'customer') continue;
    for (const sentence of sentences(message.text)) {
      const isAsked = looksLikeQuestion(sentence);
      for (const clause of sentence.split(JOINT)) {
        if (clause.trim() === '' || !(isAsked && (looksLikeQuestion(clause) || sentence.split(JOINT).length === 1)))
          continue;
        if (ANYBODY.test(clause)) continue;
        const terms = termsOf(clause);
        const attributes = [...new Set(terms.map(term => term.term).filter(isAttribute))];
        const kind = kindOf(clause);
        if (terms.length === 0 && kind === 'fact' && !/\p{L}/u.test(clause)) continue;
        if (hasAny(padded(clause), CUES.human) && kind !== 'identity') continue;
        if (hasAny(padded(clause), CUES.confused) && terms.length <= 3) continue;
        found.push({ text: clause.trim(), messageNumber: message.number ?? 0, terms, attributes, kind });
      }
    }
  }
  return found.slice(0, MAX_QUESTIONS);
}
