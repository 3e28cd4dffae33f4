import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { boundSummary, foldDue, foldThrough } from './fold.ts';

const count = (text: string): number => Math.ceil(text.length / 4);
const facts = (handledThrough: number, summaryThrough = 0, foldTriedThrough = 0) => ({
  handledThrough,
  summaryThrough,
  foldTriedThrough,
});

describe('A-MEM-3: when older messages fold', () => {
  it('past ten of the customer, which with their answers are twenty messages', () => {
    expect(foldDue(facts(10))).toBe(false);
    expect(foldDue(facts(11))).toBe(true);
    expect(foldThrough(11)).toBe(5);
    expect(foldDue(facts(11, 5))).toBe(false);
    expect(foldDue(facts(16, 5))).toBe(true);
  });
  it('a failed fold waits until more was said', () => {
    expect(foldDue(facts(11, 0, 11))).toBe(false);
    expect(foldDue(facts(12, 0, 11))).toBe(true);
  });
  it('after folding none is due, and never more than twenty messages stand outside', () => {
    fc.assert(
      fc.property(fc.nat(20_000), handled => {
        expect(foldDue(facts(handled, foldThrough(handled)))).toBe(false);
        expect(handled - foldThrough(handled)).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe('A-MEM-3: the length of the summary', () => {
  it('a short one stays, on one line', () =>
    expect(boundSummary(' Asha\nwants  whitening. ', count)).toBe('Asha wants whitening.'));
  it('a long one ends after a sentence', () =>
    expect(boundSummary('One is here. Two is here. Three is here.', count, 7)).toBe('One is here. Two is here.'));
  it('is never over its tokens, whatever the model wrote', () => {
    fc.assert(
      fc.property(anyText(600), fc.integer({ min: 1, max: 60 }), (text, limit) => {
        const bounded = boundSummary(text, count, limit);
        expect(count(bounded)).toBeLessThanOrEqual(limit);
        expect(bounded).not.toMatch(/[\n\r]/);
      }),
    );
  });
});
