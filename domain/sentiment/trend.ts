/** Sentiment trend (A-SENT-2): slope of the last three turns, clamped to -1 … +1; fewer than two turns → 0. */
import type { Sentiment } from '../words.ts';

export const VALUE: Record<Sentiment, number> = {
  VERY_POSITIVE: 1,
  POSITIVE: 0.5,
  NEUTRAL: 0,
  FRUSTRATED: -0.5,
  ANGRY: -1,
};

export function sentimentTrend(history: { sentiment: Sentiment }[]): number {
  const values = history.slice(-3).map(entry => VALUE[entry.sentiment]);
  const n = values.length;
  if (n < 2) return 0;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / n;
  let over = 0;
  let under = 0;
  values.forEach((value, x) => {
    over += (x - meanX) * (value - meanY);
    under += (x - meanX) ** 2;
  });
  return Math.max(-1, Math.min(1, over / under));
}

export const trendWord = (trend: number): 'improving' | 'steady' | 'declining' =>
  trend > 0.1 ? 'improving' : trend < -0.1 ? 'declining' : 'steady';
