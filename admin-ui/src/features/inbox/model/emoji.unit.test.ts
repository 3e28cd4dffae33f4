import { describe, expect, it } from 'vitest';
import { EMOJI, emojiFor, withRecent } from './emoji.ts';

describe('B-UI-6: emoji', () => {
  it('each stands once, with words to find it by', () => {
    expect(EMOJI.length).toBeGreaterThanOrEqual(180);
    expect(new Set(EMOJI.map(({ sign }) => sign)).size).toBe(EMOJI.length);
    for (const { sign, words } of EMOJI) expect([sign, words !== '', /^[a-z]/.test(sign)]).toEqual([sign, true, false]);
  });
  it('are found by the beginnings of their words', () => {
    expect(emojiFor('Thumbs u').map(({ sign }) => sign)).toEqual(['👍']);
    expect(emojiFor('  ')).toHaveLength(EMOJI.length);
    expect(emojiFor('zzz')).toEqual([]);
  });
  it('used last come first, sixteen at most', () => {
    expect(withRecent(['🙏', '👍'], '👍')).toEqual(['👍', '🙏']);
    expect(
      withRecent(
        EMOJI.map(({ sign }) => sign),
        '👍',
      ),
    ).toHaveLength(16);
  });
});
