/**
 * Response time (X-METRIC): from the first unanswered message of the customer to our first message after it, so that a burst
 * counts once. These are the rules as plain code; db/analytics/responses.ts says the same in SQL for a million rows, and a
 * test holds one against the other.
 */

export interface Said {
  direction: 'in' | 'out';
  /** When it was said. */
  at: number;
  by: 'AI' | 'PERSON' | 'CUSTOMER';
}

export interface Answer {
  askedAt: number;
  /** Null while nobody has answered. */
  ms: number | null;
  by: 'AI' | 'PERSON' | null;
}

/** @param talk of one conversation in the order of the record: what asks for an answer, and what left for the customer. */
export function answersOf(talk: readonly Said[]): Answer[] {
  const answers: Answer[] = [];
  let open: Answer | null = null;
  for (const { direction, at, by } of talk) {
    if (direction === 'in') {
      if (open) continue;
      open = { askedAt: at, ms: null, by: null };
      answers.push(open);
    } else if (open && by !== 'CUSTOMER') {
      open.ms = Math.max(0, at - open.askedAt);
      open.by = by;
      open = null;
    }
  }
  return answers;
}

export interface Spread {
  count: number;
  avgMs: number;
  minMs: number;
  maxMs: number;
  p50Ms: number;
  p95Ms: number;
}

/** Percentiles by nearest rank: a length that really occurred. Null when there is none. */
export function spreadOf(lengthsMs: readonly number[]): Spread | null {
  if (lengthsMs.length === 0) return null;
  const sorted = [...lengthsMs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const sum = sorted.reduce((total, each) => total + each, 0);
  return {
    count: sorted.length,
    avgMs: sum / sorted.length,
    minMs: sorted[0] ?? 0,
    maxMs: sorted.at(-1) ?? 0,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  };
}
