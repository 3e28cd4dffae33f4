import type { Phrasebook } from '../phrases/phrasebook.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { pick } from '../prompt/random.ts';
import { capitalize, countWords, sentences, stopped } from '../prompt/text.ts';
import { detectLanguage } from '../understanding/language.ts';
import type { Question } from '../understanding/questions.ts';
import { MONEY } from '../understanding/values.ts';
import type { Fact } from './facts.ts';
import { findFact, type Match } from './match.ts';
import { hasMoney, priceItems } from './prices.ts';

/** One question answered: the same answer from longest to shortest. */
export interface Answer {
  variants: string[];
  sources: string[];
  known: boolean;
}

const HEDGE =
  /\b(but|except|unless|only|not|no|if|until|subject|excluding|however|never|cannot|can't|don't|without)\b/i;

/** Shorter ways to say a sentence that never cut off what limits it ("… but not on Sundays"). */
export function shorten(sentence: string, keepMoney: boolean): string[] {
  const shorter: string[] = [];
  const add = (text: string) => {
    const done = stopped(capitalize(text.trim().replace(/[,;:–—-]+$/, '')));
    if (countWords(done) >= 2 && (!keepMoney || hasMoney(done))) shorter.push(done);
  };
  const plain = sentence.replace(/\s*\([^)]*\)/g, '').trim();
  if (plain !== sentence && !HEDGE.test(sentence.slice(sentence.indexOf('('), sentence.indexOf(')') + 1))) add(plain);
  for (const cut of [
    /\s*;\s+/,
    /\s+[–—]\s+/,
    /,\s+(?:which|including|so|and|with)\s+/,
    /,\s+/,
    /\s+(?:which|including|so that|because|while)\s+/,
    /\s+and\s+/,
  ]) {
    const at = plain.search(cut);
    if (at > 0 && !HEDGE.test(plain.slice(at))) add(plain.slice(0, at));
  }
  return shorter.sort((a, b) => countWords(b) - countWords(a));
}

function sameLanguage(text: string, code: string): boolean {
  const found = detectLanguage(text);
  return found.code === code || (!found.certain && !hasMoney(text)) || (code === 'en' && !found.certain);
}

function priceWords(text: string): string {
  const money = [...text.matchAll(MONEY)].map(match => match[0].trim().replace(/[.,]$/, ''));
  return [...new Set(money)].slice(0, 3).join(' / ');
}

function spoken(match: Match, question: Question, book: Phrasebook, prompt: Prompt): string[] {
  const { fact } = match;
  const theirWords = [...new Set(match.topicWords)].join(' ');
  switch (fact.kind) {
    case 'price': {
      const topic = book.code === 'en' ? capitalize(fact.topic) : theirWords || fact.topic;
      const price = book.code === 'en' ? fact.text : /^(from|starting)/i.test(fact.text) ? fact.text : fact.text;
      return [capitalize(book.priceIs(topic, price)), `${capitalize(topic)}: ${priceWords(fact.text)}${book.stop}`];
    }
    case 'prices': {
      const items = priceItems(prompt).map(item => `${item.topic} ${item.price}`);
      const list = items.length > 0 ? items : [fact.text];
      return [
        ...[4, 3, 2, 1]
          .filter(n => n <= list.length)
          .map(n => book.ourPrices(list.slice(0, n).join(', ').replace(/\.$/, ''))),
        `${list[0]}${book.stop}`,
      ];
    }
    case 'hours':
      return [book.hoursAre(fact.text.replace(/\.$/, '')), `${fact.text.replace(/\.$/, '')}${book.stop}`];
    case 'location':
      return [book.located(fact.text.replace(/\.$/, '')), `${fact.text.replace(/\.$/, '')}${book.stop}`];
    case 'link':
      return [book.linkIs(fact.text), fact.text];
    case 'offer':
      return book.code === 'en'
        ? [
            `We offer ${lowerFirst(fact.text.replace(/\.$/, ''))}.`,
            ...shorten(`We offer ${lowerFirst(fact.text)}`, false),
          ]
        : [book.quote(fact.text)];
    case 'line':
      return [`${capitalize(fact.topic)}: ${stopped(fact.text)}`, ...shorten(fact.text, false)];
    default:
      return quoted(fact, question, theirWords, book);
  }
}

function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? (text[0] ?? '').toLowerCase() + text.slice(1) : text;
}

function quoted(fact: Fact, question: Question, theirWords: string, book: Phrasebook): string[] {
  const asksPrice = question.attributes.includes('price');
  if (!sameLanguage(fact.text, book.code) && asksPrice && fact.money) {
    const topic = theirWords || fact.topic;
    return [capitalize(book.priceIs(topic, priceWords(fact.text)))];
  }
  const parts = sentences(fact.text).filter(part => !part.endsWith('?'));
  const terms = new Set(question.terms.map(term => term.term));
  const first = (asksPrice ? parts.find(hasMoney) : undefined) ?? parts[0] ?? fact.text;
  const all = [stopped(parts.join(' ')), stopped(first), ...shorten(first, asksPrice && hasMoney(first))];
  const variants = terms.size === 0 ? all : all.filter((text, index) => all.indexOf(text) === index);
  return sameLanguage(fact.text, book.code) || book.code === 'en' ? variants : variants.map(text => book.quote(text));
}

/** Answers one question from the prompt's facts, or says honestly that it will check. Never invents. */
export function answerTo(question: Question, prompt: Prompt, book: Phrasebook, facts: readonly Fact[]): Answer {
  if (question.kind === 'identity') return { variants: book.identity, sources: [], known: true };
  const clean = facts.filter(
    fact => !prompt.neverSay.some(phrase => fact.text.toLowerCase().includes(phrase.toLowerCase())),
  );
  const match = findFact(question, prompt, clean);
  if (match)
    return {
      variants: spoken(match, question, book, prompt),
      sources: match.fact.id ? [match.fact.id] : [],
      known: true,
    };
  if (question.kind === 'negotiation') return { variants: book.noDiscount, sources: [], known: false };
  const spread = [pick(book.unknown, question.text), ...book.unknown];
  return { variants: [...new Set(spread)].sort((a, b) => countWords(b) - countWords(a)), sources: [], known: false };
}
