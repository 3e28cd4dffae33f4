/** The mood of many readings as one figure. Pure. */
import type { Sentiment } from '../words.ts';
import { VALUE } from './trend.ts';

/** -1 (angry) to 1 (very positive); null when nothing was read. */
export function averageMood(counts: Readonly<Record<Sentiment, number>>): number | null {
  const words = Object.entries(counts) as [Sentiment, number][];
  const whole = words.reduce((sum, [, count]) => sum + count, 0);
  return whole === 0 ? null : words.reduce((sum, [word, count]) => sum + VALUE[word] * count, 0) / whole;
}
