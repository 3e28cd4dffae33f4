import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrated, hybridScore, rankKnowledge, rankMemory, recency } from './rank.ts';

const DAY_MS = 86_400_000;
const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('B-DEC-20: scores calibrated per embedding model', () => {
  it.each([
    ['text-embedding-3-small', 0.4, 0.75],
    ['text-embedding-3-small', 0.1, 0],
    ['openai/text-embedding-3-small', 0.75, 1],
    ['another', 0.6, 0.6],
    ['another', -1, 0],
  ])('%s: a cosine of %d is %d', (model, cosine, score) => expect(calibrated(model, cosine)).toBeCloseTo(score, 9));
  it('never leaves 0 to 1 and never falls as the cosine grows', () => {
    const model = fc.constantFrom('text-embedding-3-small', 'nomic-embed-text', 'parley-demo', 'x');
    const cosine = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(model, cosine, cosine, (name, a, b) => {
        const [low, high] = [calibrated(name, Math.min(a, b)), calibrated(name, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });
  it('NaN is nothing', () => expect(calibrated('x', Number.NaN)).toBe(0));
});

describe('X-KNOW: knowledge', () => {
  it('five at most, best first, none below the cut-off', () => {
    const hits = [0.2, 0.8, 0.76, 0.9, 0.74, 0.78, 0.99, 0.95].map(meaning => ({ meaning, words: 0 }));
    expect(rankKnowledge(hits).map(hit => hit.score)).toEqual([0.99, 0.95, 0.9, 0.8, 0.78]);
  });
  it('A-RETR-3: words alone count where nothing is embedded', () =>
    expect(
      rankKnowledge([
        { meaning: null, words: 0.6 },
        { meaning: null, words: 0.1 },
      ]),
    ).toHaveLength(1));
  it('words never make it worse', () => {
    fc.assert(
      fc.property(unit, unit, (meaning, words) => {
        expect(hybridScore({ meaning, words })).toBeGreaterThanOrEqual(meaning);
        expect(hybridScore({ meaning, words })).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('A-RETR-2: scrolling up', () => {
  it('recency halves every 7 days', () => {
    expect(recency(0)).toBe(1);
    expect(recency(7 * DAY_MS)).toBeCloseTo(0.5, 9);
    expect(recency(14 * DAY_MS)).toBeCloseTo(0.25, 9);
  });
  it('three at most, above 0.7, by 0.7 of the score and 0.3 of recency', () => {
    const now = 100 * DAY_MS;
    const hits = [
      { id: 'old and close', meaning: 0.95, words: 0, at: 0 },
      { id: 'new and close', meaning: 0.9, words: 0, at: now },
      { id: 'new', meaning: 0.75, words: 0, at: now },
      { id: 'at the cut-off', meaning: 0.7, words: 0, at: now },
      { id: 'a week old', meaning: 0.8, words: 0, at: now - 7 * DAY_MS },
    ];
    expect(rankMemory(hits, now).map(hit => hit.id)).toEqual(['new and close', 'new', 'a week old']);
  });
});
