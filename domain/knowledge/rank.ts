/**
 * Ranks what search found (X-KNOW, A-RETR-2, B-DEC-20). The raw cosine of an embedding model means something else for each
 * model: cut-offs apply to a score calibrated per model. Search by words counts beside it, and alone where nothing is embedded.
 */

/** Cosines that mean 0, 0.5, 0.75 and 1; read between them in straight lines. */
const CALIBRATION: [model: RegExp, points: [zero: number, half: number, good: number, one: number]][] = [
  [/text-embedding-3-small/, [0.1, 0.28, 0.4, 0.75]],
  [/text-embedding-3-large/, [0.1, 0.3, 0.43, 0.78]],
  [/nomic-embed/, [0.4, 0.58, 0.68, 0.9]],
  [/parley-demo/, [0.02, 0.18, 0.3, 0.8]],
];
const AS_IT_IS: [number, number, number, number] = [0, 0.5, 0.75, 1];
const LEVELS = [0, 0.5, 0.75, 1] as const;

/** A cosine as a score from 0 to 1 that means the same for every model. */
export function calibrated(model: string, cosine: number): number {
  const points = CALIBRATION.find(([name]) => name.test(model))?.[1] ?? AS_IT_IS;
  if (!(cosine > points[0])) return 0;
  for (let index = 1; index < points.length; index++) {
    const high = points[index] ?? 1;
    const low = points[index - 1] ?? 0;
    const from = LEVELS[index - 1] ?? 0;
    const to = LEVELS[index] ?? 1;
    if (cosine <= high) return from + ((cosine - low) / (high - low)) * (to - from);
  }
  return 1;
}

export const KNOWLEDGE_LIMIT = 5;
export const KNOWLEDGE_CUTOFF = 0.75;
export const MEMORY_LIMIT = 3;
export const MEMORY_CUTOFF = 0.7;
/** Words alone are enough from here on: half of what was asked, by rarity. */
const WORDS_CUTOFF = 0.3;
const HALF_LIFE_MS = 7 * 86_400_000;

export interface Found {
  /** Calibrated; null when it was not compared by meaning. */
  meaning: number | null;
  /** Share of the question's words it has, 0-1. */
  words: number;
}

/** By meaning first; words lift it, and carry it where there is no meaning to compare. */
export const hybridScore = ({ meaning, words }: Found): number =>
  meaning === null ? words : Math.min(1, Math.max(meaning, 0.7 * meaning + 0.4 * words));

/** Best first, at most five: by meaning at least 0.75, or by words that say the same. */
export function rankKnowledge<T extends Found>(found: T[]): (T & { score: number })[] {
  return found
    .map(hit => ({ ...hit, score: hybridScore(hit) }))
    .filter(hit => hit.score >= KNOWLEDGE_CUTOFF || hit.words >= WORDS_CUTOFF)
    .sort((a, b) => b.score - a.score)
    .slice(0, KNOWLEDGE_LIMIT);
}

/** recency = 0.5^(age / 7 d). */
export const recency = (ageMs: number): number => 0.5 ** (Math.max(0, ageMs) / HALF_LIFE_MS);

/** Older messages of the conversation: above 0.7, ranked 0.7 of the score and 0.3 of recency, the best three (A-RETR-2). */
export function rankMemory<T extends Found & { at: number }>(
  found: T[],
  now: number,
): (T & { score: number; rank: number })[] {
  return found
    .map(hit => ({ ...hit, score: hybridScore(hit) }))
    .filter(hit => hit.score > MEMORY_CUTOFF || (hit.meaning === null && hit.words >= WORDS_CUTOFF))
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(hit => ({ ...hit, rank: 0.7 * hit.score + 0.3 * recency(now - hit.at) }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MEMORY_LIMIT);
}
