import { describe, expect, it } from 'vitest';
import type { Sentiment } from '../words.ts';
import { moodAdvice } from './response.ts';

const moods = (...list: Sentiment[]) => list.map(sentiment => ({ sentiment }));

describe('A-SENT-3: what the mood asks for', () => {
  it('declining: apologize, simplify, clarify', () => {
    expect(moodAdvice(moods('POSITIVE', 'NEUTRAL'))).toMatch(/apologize/);
    expect(moodAdvice(moods('FRUSTRATED'))).toMatch(/apologize/);
  });
  it('improving: a good moment for a call to action', () =>
    expect(moodAdvice(moods('NEUTRAL', 'POSITIVE'))).toMatch(/call to action/));
  it('steady or unknown: nothing', () => {
    expect(moodAdvice(moods('NEUTRAL', 'NEUTRAL'))).toBeNull();
    expect(moodAdvice([])).toBeNull();
  });
});
