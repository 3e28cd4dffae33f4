/**
 * What customers ask about (B-AI-8): their questions, put together by the words they share. No model is asked, so that it
 * costs nothing and the same questions always give the same topics. Pure.
 */
import { searchTerms } from '../knowledge/match.ts';
import { foldText } from '../optout/optout.ts';

export interface Question {
  conversationId: string;
  text: string;
  at: number;
}

export interface Topic {
  /** The words that most of its questions share, most telling first. */
  words: string[];
  questions: number;
  conversations: number;
  lastAt: number;
  /** A few of them, newest first, from different conversations. */
  examples: Question[];
}

export interface Topics {
  topics: Topic[];
  /** Questions that are like no other. */
  single: number;
  questions: number;
}

/** From here on two of them are about one thing; cosine of their words, weighted by how rare these are. */
const ALIKE = 0.35;
/** A word that nobody else wrote says little of what a question is about. */
const ALONE = 0.3;
const WORDS = 3;
const EXAMPLES = 3;
const SHOWN = 30;

const ASKS =
  /^(?:how|what|when|where|which|who|why|do|does|did|can|could|is|are|will|would|may|should|have you|any|tell me|i (?:need|want|would like) to know|kitna|kya|kab|kahan|kaise)\b/;

/** Whether a message asks for something, by its sign or its beginning. */
export const asks = (text: string): boolean => /[?？؟]/.test(text) || ASKS.test(foldText(text));

interface Cluster {
  members: { question: Question; terms: string[] }[];
  weights: Map<string, number>;
  norm: number;
}

/** @param questions in any order; those that ask for nothing are left out. */
export function topicsOf(questions: readonly Question[]): Topics {
  const asked = questions
    .filter(question => asks(question.text))
    .map(question => ({ question, terms: [...new Set(searchTerms(question.text))] }))
    .filter(({ terms }) => terms.length > 0)
    .sort((a, b) => a.question.at - b.question.at || (a.question.text < b.question.text ? -1 : 1));
  const frequency = new Map<string, number>();
  for (const { terms } of asked) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const weight = (term: string) => {
    const times = frequency.get(term) ?? 1;
    return times === 1 ? ALONE : Math.log(1 + asked.length / times);
  };

  const clusters: Cluster[] = [];
  for (const member of asked) {
    const own = Math.hypot(...member.terms.map(weight));
    let best: Cluster | null = null;
    let bestScore = ALIKE;
    for (const cluster of clusters) {
      const shared = member.terms.reduce((sum, term) => sum + weight(term) * (cluster.weights.get(term) ?? 0), 0);
      const score = shared / (own * cluster.norm);
      if (score >= bestScore) {
        best = cluster;
        bestScore = score;
      }
    }
    if (best) join(best, member, weight);
    else clusters.push(join({ members: [], weights: new Map(), norm: 0 }, member, weight));
  }
  const topics = clusters.filter(({ members }) => members.length > 1).map(cluster => topicOf(cluster, weight));
  return {
    topics: topics
      .sort((a, b) => b.conversations - a.conversations || b.questions - a.questions || b.lastAt - a.lastAt)
      .slice(0, SHOWN),
    single: clusters.filter(({ members }) => members.length === 1).length,
    questions: asked.length,
  };
}

function join(cluster: Cluster, member: Cluster['members'][number], weight: (term: string) => number): Cluster {
  cluster.members.push(member);
  for (const term of member.terms) cluster.weights.set(term, (cluster.weights.get(term) ?? 0) + weight(term));
  cluster.norm = Math.hypot(...cluster.weights.values());
  return cluster;
}

function topicOf({ members }: Cluster, weight: (term: string) => number): Topic {
  const counts = new Map<string, number>();
  for (const { terms } of members) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const telling = [...counts]
    // What only one of them says is not what they are about.
    .filter(([, count]) => count > 1 && count * 2 >= members.length)
    .sort(([a, countA], [b, countB]) => countB * weight(b) - countA * weight(a) || (a < b ? -1 : 1))
    .slice(0, WORDS)
    .map(([term]) => asWritten(term, members));
  const newest = members.map(({ question }) => question).reverse();
  const examples = newest.filter(
    (question, index) => newest.findIndex(other => other.conversationId === question.conversationId) === index,
  );
  return {
    words: telling,
    questions: members.length,
    conversations: new Set(newest.map(({ conversationId }) => conversationId)).size,
    lastAt: newest[0]?.at ?? 0,
    examples: examples.slice(0, EXAMPLES),
  };
}

/** A term is the beginning of a word: shown is the word that was written most. */
function asWritten(term: string, members: Cluster['members']): string {
  const counts = new Map<string, number>();
  for (const { question } of members)
    for (const word of foldText(question.text).split(' '))
      if (searchTerms(word)[0] === term) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0] ?? term;
}
