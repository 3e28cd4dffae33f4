import { describe, expect, it } from 'vitest';
import { rankMemory } from '../../domain/knowledge/rank.ts';
import { recallScore } from '../../domain/knowledge/recall.ts';
import { scoredHits } from './find.ts';

const SAID = 'My daughter Mira broke a crown in Lisbon last spring.';

describe('A-RETR-2: what is not embedded yet is found by its words', () => {
  it.each([
    ['Do you remember what I told you about the crown in Lisbon?', SAID],
    ['What did I say about my daughter?', SAID],
    [
      'I told you about the crown in Lisbon: would whitening hurt more, take longer, cost extra or need another appointment?',
      SAID,
    ],
    ['¿Recuerda lo que le dije sobre la corona de mi hija en Lisboa?', 'Mi hija rompió la corona en Lisboa.'],
    ['Maine aapko budget ke baare mein kya bataya tha?', 'Mera budget 5000 hai.'],
    [
      'As I mentioned, my insurance number was 4711, does Delta pay for whitening, and how long would it take?',
      'Delta insurance, 4711',
    ],
  ])('“%s”', (question, text) => {
    expect(recallScore(question, text)).toBeGreaterThanOrEqual(0.3);
    // A talk of one message: nothing there is to be rare against.
    const [hit] = scoredHits(
      { text: question, model: 'parley-demo' },
      [{ id: 'one', messageId: 'one', conversationId: 'c', text, at: 0, cosine: null }],
      each => ({ title: '', text: each.text }),
    );
    expect(hit).toMatchObject({ meaning: null });
    expect(rankMemory(hit ? [hit] : [], 0)).toHaveLength(1);
  });

  it.each([
    ['Do you remember what I told you?', SAID],
    ['Do you remember what I told you about the invoice from March?', SAID],
    ['How much is whitening, and do you take cards on Saturday mornings?', 'See you on Saturday.'],
    ['', SAID],
  ])('and not where they speak of something else: “%s”', (question, text) => {
    expect(recallScore(question, text)).toBeLessThan(0.3);
  });
});
