import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asks, type Question, topicsOf } from './topics.ts';

const question = (conversationId: string, text: string, at: number): Question => ({ conversationId, text, at });

const TALKS = [
  question('a', 'How much is a cleaning?', 1),
  question('b', 'what does a cleaning cost?', 2),
  question('c', 'Is there parking near you?', 3),
  question('b', 'And is parking free?', 4),
  question('d', 'Do you have parking?', 5),
  question('e', 'cleaning price?', 6),
  question('f', 'Do you take walk-ins on Sundays?', 7),
  question('g', 'thank you', 8),
  question('h', 'Ok, see you there', 9),
];

describe('B-AI-8: what customers ask about', () => {
  it('puts questions together by what they share, counts people and questions, and names them in their own words', () => {
    const { topics, single, questions } = topicsOf(TALKS);
    expect(questions).toBe(7);
    expect(single).toBe(1);
    expect(topics.map(({ words, questions: asked, conversations }) => [words[0], asked, conversations])).toEqual([
      ['cleaning', 3, 3],
      ['parking', 3, 3],
    ]);
    expect(topics[1]?.examples.map(example => example.conversationId)).toEqual(['d', 'b', 'c']);
    expect(topics[0]?.lastAt).toBe(6);
  });

  it('knows a question by its sign or its beginning, in English and Hinglish', () => {
    for (const text of ['parking?', 'How late are you open', 'kitna lagega', 'Tell me about prices'])
      expect(asks(text)).toBe(true);
    for (const text of ['thanks', 'Tomorrow at ten', '']) expect(asks(text)).toBe(false);
  });

  it('shows a person once among the examples, however often they ask', () => {
    const { topics } = topicsOf([1, 2, 3, 4].map(at => question('a', `Where is parking ${at}?`, at)));
    expect(topics[0]).toMatchObject({ questions: 4, conversations: 1 });
    expect(topics[0]?.examples).toHaveLength(1);
  });

  it('loses no question, and gives the same in any order', () => {
    const words = fc.constantFrom('parking', 'cleaning', 'price', 'Sunday', 'crown', 'veneer', 'garage');
    const some = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.array(words, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0 })),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(some, given => {
        const asked = given.map(([who, said, at]) => question(`c${who}`, `${said.join(' ')}?`, at));
        const { topics, single, questions } = topicsOf(asked);
        expect(topics.reduce((sum, topic) => sum + topic.questions, 0) + single).toBe(questions);
        expect(questions).toBe(asked.length);
        const counts = topicsOf([...asked].reverse()).topics.map(topic => topic.questions);
        expect(counts).toEqual(topics.map(topic => topic.questions));
      }),
    );
  });
});
