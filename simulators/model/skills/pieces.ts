/** The parts a written message is put together from, each from longest to shortest. */
import { answerTo, shorten } from '../facts/answers.ts';
import { factsOf } from '../facts/facts.ts';
import type { Phrasebook } from '../phrases/phrasebook.ts';
import type { PlanLine, Prompt } from '../prompt/prompt.ts';
import { pick } from '../prompt/random.ts';
import { capitalize, countWords, normalize, sentences, stopped } from '../prompt/text.ts';
import { lastOurs } from '../understanding/asked.ts';
import { linkFor } from '../understanding/ctas.ts';
import { kindOfField } from '../understanding/fields.ts';
import { detectLanguage } from '../understanding/language.ts';
import type { Understanding } from '../understanding/understand.ts';
import { playbookObjection } from './extraction.ts';

export interface Piece {
  role: 'lead' | 'answer' | 'ask' | 'cta';
  variants: string[];
  sources: string[];
  /** Pieces that may be left out when words run short. */
  optional: boolean;
}

const piece = (role: Piece['role'], variants: readonly string[], optional = false, sources: string[] = []): Piece => ({
  role,
  variants: [...new Set(variants)].filter(text => text !== ''),
  sources,
  optional,
});

export function answerPieces(prompt: Prompt, u: Understanding, book: Phrasebook): Piece[] {
  const facts = factsOf(prompt);
  const known: Piece[] = [];
  const unknown: Piece[] = [];
  const said = new Set<string>();
  for (const question of u.questions) {
    if (question.kind === 'booking') continue;
    const answer = answerTo(question, prompt, book, facts);
    // Asked again who we are: the same answer in other words.
    if (question.kind === 'identity' && (lastOurs(prompt) ?? '').includes(answer.variants[0] ?? '-'))
      answer.variants = answer.variants.slice(1);
    const first = answer.variants[0] ?? '';
    if (said.has(first)) continue;
    said.add(first);
    if (answer.known) known.push(piece('answer', answer.variants, false, answer.sources));
    else if (unknown.length === 0) unknown.push(piece('answer', answer.variants));
  }
  const [open] = unknown;
  if (open && known.length > 0) open.variants.push(`${book.unknownShort}${book.stop}`);
  return [...known, ...unknown];
}

/** What comes first: greeting, sympathy with an objection, thanks for an answer. */
export function leadPieces(prompt: Prompt, u: Understanding, book: Phrasebook, plan: PlanLine): Piece[] {
  const first = lastOurs(prompt) === null;
  const key = `${u.text}|${lastOurs(prompt) ?? ''}`;
  const greets = u.intent === 'greeting' || plan.reason === 'INITIAL_GREETING';
  if (plan.reason === 'NEEDS_HUMAN') return [piece('lead', book.handoff)];
  if (u.intent === 'opt_out') return [piece('lead', [book.stopped])];
  if (u.intent === 'wrong_number') return [piece('lead', book.sorryWrongNumber)];
  if (u.unreadable) return [piece('lead', book.cannotSee)];
  if (u.hasQuestions) return [piece('lead', book.whichQuestion)];
  if (u.confused) {
    const clarified = new Set(book.clarify.map(normalize));
    const before = prompt.recent
      .toReversed()
      .filter(message => message.from === 'agent')
      .flatMap(message => sentences(message.text))
      .find(part => !part.includes('?') && !clarified.has(normalize(part)));
    return [piece('lead', before ? book.clarify.map(text => `${text} ${before}`).concat(before) : book.clarify)];
  }
  const objection =
    u.objection ??
    (plan.reason === 'OBJECTION_HANDLING' && u.questions.length === 0 && u.intent !== 'negotiation' ? 'other' : null);
  if (objection !== null) {
    const sympathy = book.objection[objection] ?? book.objection.other ?? [];
    const ours = playbookObjection(prompt, objection)?.answer;
    if (!ours) return [piece('lead', sympathy)];
    const native = detectLanguage(ours).code === book.code ? ours : book.quote(ours);
    return [
      piece('lead', sympathy, true),
      piece('answer', [stopped(native), ...shorten(sentences(native)[0] ?? native, false)]),
    ];
  }
  if (u.intent === 'negotiation' && u.questions.length === 0) return [piece('lead', book.noDiscount)];
  // A fixed welcome stands before the text already.
  const welcomed = /welcome stands before your text/.test(prompt.timing);
  if (greets && first && welcomed)
    return plan.ask === null && u.questions.length === 0 ? [piece('lead', book.ask.reason)] : [];
  if (greets && first) return [piece('lead', book.greet(prompt.business.get('name') ?? ''), u.questions.length > 0)];
  if (greets) return [piece('lead', book.greetBack, true)];
  if (u.intent === 'thanks') return [piece('lead', book.thanks)];
  if (plan.reason === 'SCHEDULE_FOLLOWUP') return [piece('lead', book.untilThen)];
  const noted =
    u.slots.find(slot => slot.correction) ??
    u.slots.find(slot => slot.key === u.askedKey && slot.confidence >= 0.8) ??
    u.slots.find(slot => slot.confidence >= 0.85);
  if (noted && u.questions.length === 0) {
    const value = noted.value.replace(/\s*\(\d{4}-\d\d-\d\d\)/, '');
    if (value.length <= 40 && !/^(yes|no)$/.test(value))
      return [piece('lead', [pick(book.noted(value), key), book.ack[0] ?? ''], true)];
  }
  if (u.questions.every(question => question.kind === 'booking')) return [piece('lead', [pick(book.ack, key)], true)];
  return [];
}

export function askPiece(prompt: Prompt, book: Phrasebook, plan: PlanLine): Piece | null {
  const field = prompt.checklist.find(one => one.key === plan.ask);
  if (plan.ask === null || prompt.maxQuestions < 1) return null;
  const kind = kindOfField(field ?? { key: plan.ask });
  const own =
    field &&
    field.question !== '' &&
    (book.code === 'en'
      ? detectLanguage(field.question).code === 'en' || !detectLanguage(field.question).certain
      : detectLanguage(field.question).code === book.code)
      ? [field.question]
      : [];
  const generic = kind === 'other' ? [book.askOther(plan.ask.replaceAll('_', ' '))] : book.ask[kind];
  const shorterOnly = own[0] ? generic.filter(text => countWords(text) < countWords(own[0] ?? '')) : generic;
  return piece('ask', [...own, ...shorterOnly], true);
}

export function ctaPiece(prompt: Prompt, book: Phrasebook, plan: PlanLine): Piece | null {
  if (plan.cta === null) return null;
  const words = book.cta[plan.cta];
  const link = linkFor(plan.cta, prompt);
  const pushed = plan.reason === 'CTA_PUSH';
  if (link)
    return piece(
      'cta',
      words ? (pushed ? [`${words.link} ${link}`, link] : [`${words.link} ${link}`]) : [link],
      !pushed,
    );
  return words && prompt.maxQuestions > 0 ? piece('cta', [words.ask], !pushed) : null;
}

/** Follow-ups: nudge, something useful, a clear question, or a kind goodbye. */
export function followUpPieces(prompt: Prompt, book: Phrasebook, plan: PlanLine): Piece[] {
  const about = prompt.slots.find(slot => ['reason'].includes(kindOfField({ key: slot.key })))?.value ?? null;
  if (plan.reason === 'EXIT_GRACEFUL') return [piece('lead', book.exit)];
  if (plan.reason === 'CLARIFICATION_REQUEST') return plan.ask ? [] : [piece('lead', book.softNudge(null))];
  if (plan.reason === 'VALUE_ADD') {
    const facts = factsOf(prompt).filter(
      fact =>
        (fact.kind === 'qa' || fact.kind === 'chunk' || fact.kind === 'offer') &&
        !prompt.recent.some(message => normalize(message.text).includes(normalize(fact.text).slice(0, 40))),
    );
    const fact = facts[0];
    if (fact) {
      const text = fact.kind === 'offer' ? `${capitalize(fact.text)}` : (sentences(fact.text)[0] ?? fact.text);
      const native = book.code === 'en' ? stopped(text) : book.quote(text);
      return [
        piece('lead', book.valueAdd, true),
        piece('answer', [native, ...shorten(native, false)], false, fact.id ? [fact.id] : []),
      ];
    }
  }
  return [piece('lead', book.softNudge(about))];
}
