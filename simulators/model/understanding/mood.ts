import { countOf, hasAny, padded } from '../prompt/text.ts';
import { CUES } from './cues.ts';

export type Sentiment = 'VERY_POSITIVE' | 'POSITIVE' | 'NEUTRAL' | 'FRUSTRATED' | 'ANGRY';

/** Shouting: at least three words in capitals only. */
function shouts(text: string): boolean {
  return (text.match(/\b[A-Z]{3,}\b/g)?.length ?? 0) >= 3 && /!/.test(text);
}

/** How the customer feels, by counted cues. */
export function moodOf(text: string): { sentiment: Sentiment; confidence: number } {
  const p = padded(text);
  const asksAboutFraud = /\?\s*$/.test(text.trim()) && countOf(p, CUES.angry) <= 1 && /fraud|cheat|scam/i.test(text);
  const anger = asksAboutFraud ? 0 : countOf(p, CUES.angry) + (shouts(text) ? 1 : 0) + (/[😡🤬👿]/u.test(text) ? 2 : 0);
  const frustration = countOf(p, CUES.frustrated) + countOf(p, CUES.complaint);
  if (anger > 0)
    return { sentiment: 'ANGRY', confidence: Math.min(0.95, 0.75 + 0.1 * (anger + (frustration > 0 ? 1 : 0))) };
  if (frustration > 1) return { sentiment: 'ANGRY', confidence: 0.7 };
  if (frustration > 0 || /!!!|\?\?\?/.test(text)) return { sentiment: 'FRUSTRATED', confidence: 0.75 };
  if (hasAny(p, CUES.veryPositive) || /[😍🎉🤩]/u.test(text)) return { sentiment: 'VERY_POSITIVE', confidence: 0.85 };
  if (/\b(not|isn't|no|nahi)\s+(good|great|nice|happy|helpful|accha)/i.test(text))
    return { sentiment: 'FRUSTRATED', confidence: 0.7 };
  if (hasAny(p, CUES.positive) || /[🙂😊👍🙏❤]/u.test(text)) return { sentiment: 'POSITIVE', confidence: 0.75 };
  return { sentiment: 'NEUTRAL', confidence: 0.8 };
}
