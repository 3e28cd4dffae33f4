/** What the mood asks of the next message (A-SENT-3). Pure. */
import type { Sentiment } from '../words.ts';
import { sentimentTrend, trendWord } from './trend.ts';

/** One line for the prompt; null when the mood asks for nothing. */
export function moodAdvice(history: { sentiment: Sentiment }[]): string | null {
  if (history.at(-1)?.sentiment === 'FRUSTRATED' || trendWord(sentimentTrend(history)) === 'declining')
    return 'mood: declining; apologize briefly, keep it simple, clarify, offer nothing';
  if (history.length > 1 && trendWord(sentimentTrend(history)) === 'improving')
    return 'mood: improving; a good moment for a call to action';
  return null;
}
