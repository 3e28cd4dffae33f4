import { findFact } from '../facts/match.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { hasAny, padded, words } from '../prompt/text.ts';
import { askedField, lastOurs } from './asked.ts';
import { type Commitment, findCommitments } from './commitments.ts';
import { CUES, OBJECTIONS } from './cues.ts';
import { type Detected, detectLanguage } from './language.ts';
import { termSet } from './lexicon.ts';
import { moodOf, type Sentiment } from './mood.ts';
import { findQuestions, type Question } from './questions.ts';
import { type FoundSlot, findSlots } from './slots.ts';

export type Intent =
  | 'greeting'
  | 'question'
  | 'pricing'
  | 'booking'
  | 'objection'
  | 'negotiation'
  | 'complaint'
  | 'refund'
  | 'legal'
  | 'human_request'
  | 'opt_out'
  | 'wrong_number'
  | 'thanks'
  | 'smalltalk'
  | 'other';

/** What one batch of customer messages means. */
export interface Understanding {
  text: string;
  language: Detected;
  intent: Intent;
  sentiment: Sentiment;
  sentimentConfidence: number;
  confused: boolean;
  refersToPast: boolean;
  questions: Question[];
  slots: FoundSlot[];
  commitments: Commitment[];
  /** Key as in OBJECTIONS, null when nothing is objected. */
  objection: string | null;
  askedKey: string | null;
  paymentFailed: boolean;
  urgent: boolean;
  notInterested: boolean;
  /** Short yes or no to what we last said. */
  accepts: boolean;
  declines: boolean;
  /** Only thanks or "ok": nothing to answer. */
  closing: boolean;
  /** Says that there are questions, and has not asked one yet. */
  hasQuestions: boolean;
  /** A picture, voice note or file without words, or with words that are about it. */
  unreadable: boolean;
}

function isLegalBusiness(prompt: Prompt): boolean {
  return /\b(law|legal|lawyers?|attorneys?|advocates?|solicitors?|abogad[oa]s?)\b/i.test(
    [...prompt.business.values()].join(' '),
  );
}

function languageOf(prompt: Prompt, text: string): Detected {
  const own = detectLanguage(text);
  if (own.certain && (words(text).length > 2 || own.code !== 'en')) return own;
  for (const message of prompt.recent.toReversed()) {
    const before = detectLanguage(message.text);
    if (before.certain) return { ...before, confidence: 0.6, certain: false };
  }
  if (own.certain) return own;
  return { code: prompt.tone.get('language')?.split(/[\s,]/)[0] || own.code, confidence: 0.5, certain: false };
}

/** A question for a price; "kitna profit?" whose answer is no price is an ordinary question. */
function isPricing(question: Question, prompt: Prompt): boolean {
  if (question.kind !== 'fact' || !question.attributes.includes('price')) return false;
  const other = findFact({ ...question, attributes: [] }, prompt);
  return findFact(question, prompt) !== null || other === null || other.fact.money;
}

/** The intent that matters most for what happens next; earlier lines win. */
function intentOf(
  prompt: Prompt,
  p: string,
  questions: readonly Question[],
  mood: Sentiment,
  objection: string | null,
  answered: boolean,
  accepts: boolean,
): Intent {
  const has = (list: readonly string[]) => hasAny(p, list);
  const identity = questions.some(question => question.kind === 'identity');
  if (CUES.stopWhole.includes(p) || has(CUES.stop)) return 'opt_out';
  if (has(CUES.wrongNumber)) return 'wrong_number';
  if (has(CUES.human) && !identity) return 'human_request';
  if (has(CUES.legalThreat) || (has(CUES.myLawyer) && !isLegalBusiness(prompt))) return 'legal';
  if (has(CUES.refund) || has(CUES.paymentFailed)) return has(CUES.refund) ? 'refund' : 'complaint';
  if (has(CUES.complaint) || mood === 'ANGRY') return 'complaint';
  if (questions.some(question => question.kind === 'negotiation') || has(CUES.negotiation)) return 'negotiation';
  if (objection !== null) return 'objection';
  if (questions.some(question => isPricing(question, prompt))) return 'pricing';
  if (questions.some(question => question.kind === 'booking')) return 'booking';
  if (questions.length > 0) return 'question';
  if (has(CUES.booking) || (accepts && has(CUES.booking))) return 'booking';
  if (answered) return 'other';
  if (has(CUES.thanks)) return 'thanks';
  if (has(CUES.greeting) && words(p).length <= 6) return 'greeting';
  if (CUES.ack.includes(p) || CUES.yes.includes(p)) return 'smalltalk';
  if (termSet(p).has('price')) return 'pricing';
  return words(p).length <= 3 ? 'smalltalk' : 'other';
}

/** "How much for this?" under a picture nobody described. */
const ABOUT_FILE =
  /(?<![\p{L}\p{M}])(?:this|that|these|those|it|photo|picture|image|attached|esto|eso|esta|foto|imagen|ye|yeh|is|iska|यह|ये|इस|इसका|फोटो)(?![\p{L}\p{M}])/iu;

/** Reads the batch with everything the prompt says around it. */
export function understand(prompt: Prompt): Understanding {
  const messages = prompt.batch.filter(message => message.from === 'customer');
  const text = messages
    .map(message => message.text)
    .join('\n')
    .trim();
  const p = padded(text);
  const questions = findQuestions(messages);
  const mood = moodOf(text);
  const slots = findSlots(prompt);
  const asked = askedField(prompt);
  const priceQuestion = questions.some(question => question.kind === 'fact' && question.attributes.length > 0);
  const objection =
    OBJECTIONS.find(([key, list]) => hasAny(p, list) && !(key === 'competitor' && priceQuestion))?.[0] ?? null;
  const short = words(text).length <= 6 && questions.length === 0;
  const declines = short && (CUES.no.some(no => p.startsWith(no)) || hasAny(p, CUES.notInterested));
  const accepts = short && !declines && CUES.yes.some(yes => p.startsWith(yes));
  const answered = asked !== null && slots.some(slot => slot.key === asked.key);
  const pieces = messages.map(message => padded(message.text));
  const isClosing = (piece: string) => {
    let rest = piece;
    for (const cue of [...CUES.thanks, ...CUES.ack].sort((a, b) => b.length - a.length))
      rest = rest.replaceAll(cue, ' ');
    return (
      rest
        .replace(
          / (so|much|very|a lot|you|then|for|your|the|help|all|everything|muchas|mil|bahut|ji|जी|बहुत|that|is|s|it) (?=\S|$)/g,
          ' ',
        )
        .trim()
        .split(/\s+/)
        .filter(word => word !== '').length === 0
    );
  };
  const last = lastOurs(prompt);
  const closing =
    messages.length > 0 &&
    text !== '' &&
    pieces.every(isClosing) &&
    !(last ?? '').includes('?') &&
    questions.length === 0 &&
    last !== null;
  return {
    text,
    language: languageOf(prompt, text),
    intent: intentOf(
      prompt,
      p,
      questions,
      mood.sentiment,
      objection,
      answered || (slots.length > 0 && !hasAny(p, CUES.greeting)),
      accepts,
    ),
    sentiment: mood.sentiment,
    sentimentConfidence: mood.confidence,
    confused: hasAny(p, CUES.confused) && last !== null,
    refersToPast: hasAny(p, CUES.past),
    questions,
    slots,
    commitments: findCommitments(messages, prompt.recent, prompt.now),
    objection,
    askedKey: asked?.key ?? null,
    paymentFailed: hasAny(p, CUES.paymentFailed),
    urgent: hasAny(p, CUES.pain),
    notInterested: hasAny(p, CUES.notInterested),
    accepts,
    declines,
    closing,
    hasQuestions: questions.length === 0 && hasAny(p, CUES.hasQuestions),
    unreadable:
      messages.some(message => message.media !== null) &&
      (text === '' || (ABOUT_FILE.test(text) && messages.some(message => /no description/i.test(message.media ?? '')))),
  };
}
