import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { chunkText } from './chunk.ts';

/** A token for every four characters. */
const count = (text: string): number => Math.ceil(text.length / 4);
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

describe('X-KNOW, B-KB-5: chunks', () => {
  it('a short text is one', () => expect(chunkText('One. Two.', count)).toEqual([{ text: 'One. Two.', tokens: 3 }]));
  it('nothing is none', () => expect(chunkText('  \n ', count)).toEqual([]));
  it('is cut between sentences, and the next begins with the end of the last', () => {
    const sentences = Array.from({ length: 12 }, (_, index) => `This is sentence number ${index}.`);
    const chunks = chunkText(sentences.join(' '), count, { limit: 30, overlap: 6 });
    expect(chunks.length).toBeGreaterThan(2);
    for (const [index, chunk] of chunks.entries()) {
      expect(chunk.text.endsWith('.')).toBe(true);
      const before = chunks[index - 1];
      if (before) expect(before.text.endsWith(chunk.text.split('\n')[0] ?? '')).toBe(true);
    }
  });
  it('a run of letters without end is cut too', () => {
    const chunks = chunkText('x'.repeat(1_000), count, { limit: 20, overlap: 2 });
    expect(chunks.map(chunk => chunk.text.replace(/\s/g, '')).join('').length).toBeGreaterThanOrEqual(1_000);
  });
  it('none is over the limit, and no word is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText(30), fc.constantFrom('word', 'two words.', '\n\n', 'A sentence. ')), {
          maxLength: 60,
        }),
        fc.integer({ min: 4, max: 40 }),
        (parts, limit) => {
          const text = parts.join(' ');
          const chunks = chunkText(text, count, { limit, overlap: Math.floor(limit / 10) });
          for (const chunk of chunks) expect(chunk.tokens).toBeLessThanOrEqual(limit);
          const all = chunks.map(chunk => chunk.text).join(' ');
          for (const word of words(text)) if (count(word) <= limit) expect(words(all)).toContain(word);
        },
      ),
    );
  });
});
