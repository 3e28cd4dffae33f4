import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffConfigs } from './diff.ts';

describe('A-VER-1: what changed between two versions', () => {
  it('names each place, with both values', () =>
    expect(
      diffConfigs(
        { tone: { maxWords: 15, emoji: 'never' }, faqs: [{ question: 'a', answer: 'b' }] },
        {
          tone: { maxWords: 20, emoji: 'never' },
          faqs: [
            { question: 'a', answer: 'c' },
            { question: 'd', answer: 'e' },
          ],
        },
      ),
    ).toEqual([
      { path: 'tone.maxWords', before: 15, after: 20 },
      { path: 'faqs[0].answer', before: 'b', after: 'c' },
      { path: 'faqs[1]', before: undefined, after: { question: 'd', answer: 'e' } },
    ]));
  it('equal ones differ in nothing; others in something, and the same in both directions', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(diffConfigs(a, structuredClone(a))).toEqual([]);
        const forth = diffConfigs(a, b);
        const back = diffConfigs(b, a);
        expect(new Set(forth.map(change => change.path))).toEqual(new Set(back.map(change => change.path)));
        if (JSON.stringify(a) === JSON.stringify(b)) expect(forth).toEqual([]);
      }),
    );
  });
});
