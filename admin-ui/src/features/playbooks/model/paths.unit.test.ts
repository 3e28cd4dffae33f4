import { describe, expect, it } from 'vitest';
import { moved, placeOf, rebased, valueAt, withValue } from './paths.ts';

const config = { tone: { maxWords: 15, emoji: 'never' }, faqs: [{ question: 'a', answer: 'b' }], list: [1, 2] };

describe('places in a configuration', () => {
  it('are read and changed without touching the rest', () => {
    expect(valueAt(config, 'faqs.0.answer')).toBe('b');
    expect(valueAt(config, 'faqs.4.answer')).toBeUndefined();
    const changed = withValue(config, 'faqs.0.answer', 'c');
    expect(changed.faqs).toEqual([{ question: 'a', answer: 'c' }]);
    expect(changed.tone).toBe(config.tone);
    expect(config.faqs[0]?.answer).toBe('b');
  });
  it.each([
    ['body.config.faqs.3.answer', 'faqs.3.answer'],
    ['config.faqs[3].answer', 'faqs.3.answer'],
    ['config', ''],
    ['configuration', 'configuration'],
  ])('%s is %s', (path, place) => expect(placeOf(path)).toBe(place));
  it('entries move by one, not beyond the ends', () => {
    expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  });
});

describe('A-VER-1: my changes on top of theirs', () => {
  it('keeps both where they touch different places', () => {
    const mine = withValue(config, 'tone.maxWords', 12);
    const theirs = withValue(config, 'tone.emoji', 'sparingly');
    expect(rebased(config, mine, theirs)).toEqual({
      config: { ...config, tone: { maxWords: 12, emoji: 'sparingly' } },
      conflicts: [],
    });
  });
  it('names the place that both changed, and keeps mine there', () => {
    const mine = withValue(config, 'tone.maxWords', 12);
    const theirs = withValue(config, 'tone.maxWords', 20);
    const result = rebased(config, mine, theirs);
    expect(result.conflicts).toEqual(['tone.maxWords']);
    expect(valueAt(result.config, 'tone.maxWords')).toBe(12);
  });
  it('a list is one piece', () =>
    expect(rebased(config, { ...config, list: [1] }, { ...config, list: [1, 2, 3] }).conflicts).toEqual(['list']));
});
