/** When older messages fold into the rolling summary (A-MEM-3), and how long that may be. Pure. */
import type { CountTokens } from '../agent/prompt.ts';

/** Messages of the customer that stand outside the summary: with their answers they are the 20 that the prompt may show. */
const KEPT_AT_MOST = 10;
const KEPT_AFTER_FOLDING = 6;
export const SUMMARY_TOKENS = 250;

export interface FoldFacts {
  /** Inbound number up to which everything is handled. */
  handledThrough: number;
  /** Up to which the summary reaches. */
  summaryThrough: number;
  /** Up to which a fold was tried and failed; tried again when more was said. */
  foldTriedThrough: number;
}

export const foldDue = ({ handledThrough, summaryThrough, foldTriedThrough }: FoldFacts): boolean =>
  handledThrough - summaryThrough > KEPT_AT_MOST && handledThrough > foldTriedThrough;

/** Up to which inbound number the summary reaches after folding now. */
export const foldThrough = (handledThrough: number): number => Math.max(0, handledThrough - KEPT_AFTER_FOLDING);

/** One line of at most so many tokens: whole sentences from the front while they fit, else words. */
export function boundSummary(text: string, count: CountTokens, limit = SUMMARY_TOKENS): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (count(line) <= limit) return line;
  const keep = (parts: string[]): string => {
    let kept = '';
    for (const part of parts) {
      const longer = kept === '' ? part : `${kept} ${part}`;
      if (count(longer) > limit) break;
      kept = longer;
    }
    return kept;
  };
  const sentences = keep(line.split(/(?<=[.!?।])\s/u));
  if (sentences !== '') return sentences;
  const words = keep(line.split(' '));
  // One word without end.
  let rest = words !== '' ? words : [...line].slice(0, limit).join('');
  while (rest !== '' && count(rest) > limit) rest = [...rest].slice(0, -10).join('');
  return rest;
}
