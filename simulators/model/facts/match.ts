import type { Prompt } from '../prompt/prompt.ts';
import { isAttribute, termsOf } from '../understanding/lexicon.ts';
import type { Question } from '../understanding/questions.ts';
import { type Fact, type FactKind, factsOf } from './facts.ts';

export interface Match {
  fact: Fact;
  /** 0 to 1: how much of the question the fact covers. */
  score: number;
  /** The customer's own words for the thing. */
  topicWords: string[];
}

const WEAK = new Set([
  'accept',
  'included',
  'visit',
  'work',
  'make',
  'use',
  'possibl',
  'available',
  'availabl',
  'place',
  'lagega',
  'lagta',
  'start',
  'today',
  'tomorrow',
  'day',
  'people',
  'someone',
  'guy',
  'free',
]);
const BY_ATTRIBUTE: Record<string, FactKind[]> = {
  price: ['prices'],
  hours: ['hours'],
  location: ['location'],
  link: ['link'],
};
const WEEKDAY =
  /^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(days?)?$|^(weekends?|weekdays?|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|holidays?)$|रविवार|शनिवार|सोमवार/;
const THRESHOLD = 0.45;

/** What the conversation is about lately: topics of the last customer messages and of the slots. */
function contextTopics(prompt: Prompt, question: Question): { term: string; word: string }[] {
  const before = [
    ...prompt.recent.filter(message => message.from === 'customer').slice(-3),
    ...prompt.batch.filter(message => (message.number ?? 0) <= question.messageNumber),
  ];
  const texts = [
    ...prompt.slots.filter(slot => !/day|date|time|name|phone|email/.test(slot.key)).map(slot => slot.value),
    ...before.map(message => message.text),
  ];
  return texts.reverse().flatMap(text => termsOf(text).filter(term => !isAttribute(term.term)));
}

function weights(facts: readonly Fact[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const fact of facts) for (const term of fact.terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return term => (WEAK.has(term) ? 0.25 : 1) * Math.log(1 + (facts.length + 1) / (1 + (counts.get(term) ?? 0)));
}

const SPAN = /\b(\d+|one|two|three|half|an?)[ -]*(min|hour|day|week|month|year)/i;

/** True when the fact names a price or a span of time at all: a topic of before must not pull in a fact about something else. */
function says(fact: Fact, attribute: 'price' | 'duration'): boolean {
  return attribute === 'price' ? fact.money : fact.terms.has('duration') || (SPAN.test(fact.text) && !fact.money);
}

function fits(fact: Fact, attributes: readonly string[]): number {
  let bonus = 0;
  for (const attribute of attributes) {
    if (attribute === 'price') bonus += fact.money ? 0.25 : -0.7;
    else if (fact.kind === attribute || fact.terms.has(attribute)) bonus += 0.25;
    else if (attribute === 'duration') bonus += SPAN.test(fact.text) && !fact.money ? 0.1 : -0.35;
    else if (attribute !== 'booking') bonus -= 0.2;
  }
  if (fact.kind === 'qa') bonus += 0.05;
  if (attributes.length === 0 && fact.kind === 'price') bonus -= 0.15;
  return bonus;
}

/** The fact that answers the question, or null: then nothing in the prompt does. */
export function findFact(question: Question, prompt: Prompt, facts: readonly Fact[] = factsOf(prompt)): Match | null {
  if (facts.length === 0) return null;
  const weigh = weights(facts);
  const own = question.terms.filter(
    term => !isAttribute(term.term) || term.term === 'refund' || term.term === 'discount',
  );
  const strong = own.filter(
    term => !WEAK.has(term.term) && !(WEEKDAY.test(term.word) && question.attributes.includes('hours')),
  );
  // "Kitna profit?" may have an answer that is no price; it must speak of nearly all that is asked.
  const plainMatch = (topics: readonly { term: string; word: string }[]): Match | null => {
    if (!question.attributes.includes('price') || /\b(price|cost|fee|charge|rate|precio|cuesta)/i.test(question.text))
      return null;
    const fact = facts.find(
      one => one.kind === 'qa' && one.terms.has('price') && topics.every(topic => one.terms.has(topic.term)),
    );
    return fact ? { fact, score: 0.6, topicWords: topics.map(topic => topic.word) } : null;
  };
  const score = (topics: readonly { term: string; word: string }[]): Match | null => {
    const total = topics.reduce((sum, topic) => sum + weigh(topic.term), 0);
    let best: Match | null = null;
    for (const fact of facts) {
      const hit = topics.filter(topic => fact.terms.has(topic.term));
      if (!hit.some(topic => !WEAK.has(topic.term))) continue;
      const covered = hit.reduce((sum, topic) => sum + weigh(topic.term), 0) / Math.max(0.01, total);
      const value = covered + fits(fact, question.attributes) + 0.2 * likeness(fact, question);
      if (value >= THRESHOLD && (best === null || value > best.score))
        best = { fact, score: Math.min(1, value), topicWords: hit.map(topic => topic.word) };
    }
    return best;
  };
  if (strong.length > 0) {
    const found = score(own) ?? plainMatch(own);
    if (found || !question.attributes.includes('price')) return found;
    // "What does the course cost?" of a business that sells only courses asks for its price list.
    const trade = new Set(facts.filter(fact => fact.kind === 'offer').flatMap(fact => [...fact.terms]));
    const list = strong.every(term => trade.has(term.term)) ? facts.find(fact => fact.kind === 'prices') : undefined;
    return list ? { fact: list, score: 0.7, topicWords: [] } : null;
  }
  for (const attribute of question.attributes) {
    if (attribute === 'price' || attribute === 'duration') {
      for (const topic of contextTopics(prompt, question)) {
        const match = score([topic]);
        if (match && says(match.fact, attribute)) return match;
      }
    }
    const kinds = BY_ATTRIBUTE[attribute] ?? [];
    const direct =
      facts.find(fact => kinds.includes(fact.kind)) ??
      facts.find(fact => fact.terms.has(attribute) && (attribute !== 'price' || fact.money));
    if (direct) return { fact: direct, score: 0.8, topicWords: [] };
  }
  if (question.attributes.length > 0) return null;
  if (
    /\b(offer|services?|do you (do|have|sell)|provide|about you|tell me (more|about)|more (info|details)|information)\b/i.test(
      question.text,
    )
  ) {
    const offer = facts.find(fact => fact.kind === 'offer');
    if (offer) return { fact: offer, score: 0.7, topicWords: [] };
  }
  return null;
}

function likeness(fact: Fact, question: Question): number {
  if (fact.kind !== 'qa') return 0;
  const theirs = new Set(termsOf(fact.topic).map(term => term.term));
  const ours = new Set(question.terms.map(term => term.term));
  const common = [...ours].filter(term => theirs.has(term)).length;
  return common / Math.max(1, new Set([...ours, ...theirs]).size);
}
