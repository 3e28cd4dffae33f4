import { describe, expect, it } from 'vitest';
import { type GrowingTopic, mention, nearestTopic, topicTerms, weightsOf, wordsOf } from './grouping.ts';

/** All questions, one after the other, as the chore takes them. */
function grown(texts: readonly string[]): { topics: GrowingTopic[]; of: string[] } {
  const topics: GrowingTopic[] = [];
  const of = texts.map((text, index) => {
    const terms = topicTerms(text);
    let topic = nearestTopic(terms, topics, weightsOf(topics));
    if (!topic) {
      topic = { id: `t${index}`, terms: {}, mentions: 0 };
      topics.push(topic);
    }
    mention(topic, terms);
    return topic.id;
  });
  return { topics, of };
}

describe('B-AN-1: topics grow as customers ask', () => {
  const texts = [
    'What is the price of whitening?',
    'Are you open on Sunday?',
    'whitening price?',
    'price for teeth whitening please?',
    'Is the clinic open sundays?',
    'दांत की सफाई की कीमत क्या है?',
    'सफाई की कीमत क्या है?',
  ];

  it('questions that share telling words are one topic, others are not', () => {
    const { of } = grown(texts);
    expect(of[2]).toBe(of[0]);
    expect(of[3]).toBe(of[0]);
    expect(of[4]).toBe(of[1]);
    expect(of[1]).not.toBe(of[0]);
    expect(of[6]).toBe(of[5]);
    expect(new Set(of).size).toBe(3);
  });

  it('is called by the words they share, as they were written, never by what one person alone said', () => {
    const { topics, of } = grown(texts);
    const topic = topics.find(({ id }) => id === of[0]);
    expect(wordsOf(topic ?? { terms: {} }, texts, weightsOf(topics)).sort()).toEqual(['price', 'whitening']);
  });

  it('figures are no words of a topic', () => {
    expect(topicTerms('Call me at 98765 43210 about 2bhk?')).not.toContain('98765');
    expect(topicTerms('Call me at 98765 43210 about 2bhk?').some(term => /\d/.test(term))).toBe(false);
  });

  it('keeps no more words than it can use', () => {
    const topic: GrowingTopic = { id: 't', terms: {}, mentions: 0 };
    mention(topic, ['price']);
    mention(topic, [
      'price',
      ...Array.from({ length: 100 }, (_none, at) => `word${String.fromCharCode(97 + (at % 26))}${at}`),
    ]);
    expect(Object.keys(topic.terms)).toHaveLength(24);
    expect(topic.terms.price).toBe(2);
  });
});
