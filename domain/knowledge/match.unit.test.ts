import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { matchKnowledge } from './match.ts';

const entries = (dentalClinic.faqs ?? []).map((faq, index) => ({
  id: `faq-${index + 1}`,
  title: faq.question,
  text: faq.answer,
}));
const best = (query: string) => matchKnowledge(query, entries, 5)[0]?.title;

describe('matchKnowledge', () => {
  it.each([
    ['how much for a cleaning?', 'How much is a cleaning?'],
    ['WHITENING price', 'How much is teeth whitening?'],
    ['is the cleaning painful', 'Does a cleaning hurt? Is it painful?'],
    ['do you accept my insurance', 'Do you take insurance? Which insurance do you accept?'],
    ['what are the opening hours', 'What are your opening hours? When are you open?'],
    ['do you see kids', 'Do you treat children and kids?'],
    ['where is your address', 'Where are you located? What is your address?'],
    ['i broke a tooth, emergency!', 'Do you handle emergencies such as a broken tooth or toothache?'],
    ['can I reschedule', 'How can I cancel or reschedule my appointment?'],
    ['Cigna?', 'Do you take insurance? Which insurance do you accept?'],
  ])('%j finds %j', (query, title) => expect(best(query)).toBe(title));

  it.each(['hello', 'the of and', '', '🙏', 'quantum chromodynamics'])('%j finds nothing', query =>
    expect(matchKnowledge(query, entries, 5)).toEqual([]),
  );

  it('a word in the title counts more than one in the text', () => {
    const [first] = matchKnowledge(
      'crown',
      [
        { id: 'a', title: 'Fillings', text: 'not a crown' },
        { id: 'b', title: 'A crown', text: 'from $950' },
      ],
      2,
    );
    expect(first?.id).toBe('b');
  });

  it('scores lie in 0-1, best first, at most the limit, none without a common word', () => {
    const words = fc
      .array(fc.constantFrom('cleaning', 'price', 'crown', 'insurance', 'zebra', 'the', 'दाँत', 'día'), { maxLength: 8 })
      .map(list => list.join(' '));
    const documents = fc.array(fc.record({ id: fc.uuid(), title: words, text: words }), { maxLength: 12 });
    fc.assert(
      fc.property(words, documents, fc.integer({ min: 1, max: 5 }), (query, all, limit) => {
        const found = matchKnowledge(query, all, limit);
        expect(found.length).toBeLessThanOrEqual(limit);
        for (const [index, source] of found.entries()) {
          expect(source.score).toBeGreaterThan(0);
          expect(source.score).toBeLessThanOrEqual(1);
          expect(source.score).toBeLessThanOrEqual(found[index - 1]?.score ?? 1);
          expect(query.split(' ').some(word => `${source.title} ${source.text}`.includes(word))).toBe(true);
        }
      }),
    );
  });
});
