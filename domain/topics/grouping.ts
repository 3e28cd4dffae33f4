/**
 * Topics that grow as customers ask (B-AN-1): a question joins the topic whose words it shares, or begins one. The same measure as
 * topics.ts, one question at a time, so that a million messages cost no more than the newest of them. Pure.
 */
import { searchTerms } from '../knowledge/match.ts';
import { foldText } from '../optout/optout.ts';

export interface GrowingTopic {
  id: string;
  /** In how many of its questions each word stands. */
  terms: Record<string, number>;
  mentions: number;
}

/** Cosine of the words, weighted by how rare these are. */
const ALIKE = 0.35;
const ALONE = 0.3;
/** Words kept of a topic: the most frequent. */
const KEPT_TERMS = 24;
const SHOWN_WORDS = 3;

/** Figures are phone numbers, dates and amounts: they tell nothing of what is asked, and something of who asks. */
export const topicTerms = (text: string): string[] => [
  ...new Set(searchTerms(text).filter(term => /^\p{L}[\p{L}\p{M}]+$/u.test(term))),
];

export type Weight = (term: string) => number;

/** How telling a word is among all topics. */
export function weightsOf(topics: readonly GrowingTopic[]): Weight {
  const frequency = new Map<string, number>();
  let whole = 0;
  for (const { terms, mentions } of topics) {
    whole += mentions;
    for (const [term, count] of Object.entries(terms)) frequency.set(term, (frequency.get(term) ?? 0) + count);
  }
  return term => {
    const times = frequency.get(term) ?? 1;
    return times === 1 ? ALONE : Math.log(1 + whole / times);
  };
}

/** The topic a question belongs to; null when there is none like it. */
export function nearestTopic<T extends GrowingTopic>(
  terms: readonly string[],
  topics: Iterable<T>,
  weight: Weight,
): T | null {
  const own = Math.hypot(...terms.map(weight));
  let best: T | null = null;
  let bestScore = ALIKE;
  for (const topic of topics) {
    const shared = terms.reduce((sum, term) => sum + weight(term) ** 2 * (topic.terms[term] ?? 0), 0);
    if (shared === 0) continue;
    const norm = Math.hypot(...Object.entries(topic.terms).map(([term, count]) => weight(term) * count));
    const score = shared / (own * norm);
    if (score >= bestScore) {
      best = topic;
      bestScore = score;
    }
  }
  return best;
}

/** The topic with one more question in it; changed in place. */
export function mention(topic: GrowingTopic, terms: readonly string[]): void {
  topic.mentions += 1;
  for (const term of terms) topic.terms[term] = (topic.terms[term] ?? 0) + 1;
  const kept = Object.entries(topic.terms).sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  topic.terms = Object.fromEntries(kept.slice(0, KEPT_TERMS));
}

/** What a topic is called while nobody named it: the words most of its questions share, as they were written. */
export function wordsOf({ terms }: Pick<GrowingTopic, 'terms'>, texts: readonly string[], weight: Weight): string[] {
  const written = new Map<string, Map<string, number>>();
  for (const word of texts.flatMap(text => foldText(text).split(' '))) {
    const [term] = topicTerms(word);
    if (term === undefined || !Object.hasOwn(terms, term)) continue;
    const forms = written.get(term) ?? new Map<string, number>();
    written.set(term, forms.set(word, (forms.get(word) ?? 0) + 1));
  }
  return (
    Object.entries(terms)
      // What one person alone said may say who that was.
      .filter(([term, count]) => count > 1 && written.has(term))
      .sort(([a, countA], [b, countB]) => countB * weight(b) - countA * weight(a) || (a < b ? -1 : 1))
      .slice(0, SHOWN_WORDS)
      .map(([term]) => [...(written.get(term) ?? [])].sort(([, one], [, other]) => other - one)[0]?.[0] ?? term)
  );
}
