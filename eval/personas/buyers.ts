/** People who want something the business sells. */
import type { Persona } from '../types.ts';
import type { Scenario } from './scenario.ts';

export const buyers = (s: Scenario): Persona[] => [
  {
    key: 'ready_buyer',
    title: 'Ready buyer',
    about: 'Knows what they want and answers what is asked: the checklist fills and the first call to action comes.',
    name: 'Robin Vale',
    steps: [
      { do: 'say', text: `Hi, I would like to book ${s.service}` },
      { do: 'answer_questions', answers: s.answers, upTo: 5, otherwise: 'Yes please' },
      { do: 'say', text: 'How do I book it?' },
    ],
    expect: {
      language: 'en',
      slots: s.slots,
      person: 'never',
      ...(s.link ? { says: [{ pattern: s.link.replace(/[.?]/g, '\\$&'), what: 'the booking link' }] } : {}),
    },
  },
  {
    key: 'price_asker',
    title: 'Asks the price',
    about: 'One plain question with one right answer.',
    name: 'Pat Quill',
    steps: [{ do: 'say', text: s.price.question }],
    expect: { language: 'en', person: 'never', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'price_objector',
    title: 'Price objector',
    about: 'Finds it too dear: the playbook has an answer, and no price is made up.',
    name: 'Olive Brand',
    steps: [
      { do: 'say', text: s.price.question },
      { do: 'say', text: "That's too expensive for me" },
    ],
    expect: {
      language: 'en',
      says: [{ pattern: 'pay|plan|install|interest|understand|cost', what: 'an answer to the objection', step: 1 }],
    },
  },
  {
    key: 'comparison_shopper',
    title: 'Comparison shopper',
    about: 'Holds a cheaper offer against it.',
    name: 'Chris Weigh',
    steps: [
      { do: 'say', text: `Hello, I am comparing a few places. ${s.price.question}` },
      { do: 'say', text: 'Another place near me does it for less. Why should I come to you?' },
    ],
    expect: {
      language: 'en',
      says: [{ pattern: s.price.pattern, what: 'the price' }],
      neverSays: [{ pattern: 'cheapest|best in|better than', what: 'a claim against others' }],
    },
  },
  {
    key: 'out_of_order',
    title: 'Slots out of order',
    about: 'Says the day before the reason, all in passing.',
    name: 'Odd Order',
    steps: [
      { do: 'say', text: 'Thursday would suit me best by the way' },
      { do: 'say', text: `It is for ${s.service}` },
    ],
    expect: { language: 'en', slots: s.slots, person: 'never' },
  },
  {
    key: 'corrects_himself',
    title: 'Corrects himself',
    about: 'Changes the day afterwards: the new value wins.',
    name: 'Cory Rect',
    steps: [
      { do: 'say', text: `I need ${s.service} on Tuesday` },
      { do: 'say', text: 'Sorry, not Tuesday, I meant Friday' },
    ],
    expect: {
      language: 'en',
      ...('preferred_day' in s.slots ? { slots: { preferred_day: 'fri|-\\d\\d$' } } : {}),
      person: 'never',
    },
  },
  {
    key: 'slow_typist',
    title: 'Slow typist',
    about: 'One sentence in four messages: one answer, to all of it.',
    name: 'Tilly Type',
    steps: [{ do: 'type_slowly', texts: ['Hi', 'I wanted', 'to ask', s.price.question], pauseMs: 120 }],
    expect: { language: 'en', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'burst',
    title: 'Five messages at once',
    about: 'One coherent answer, not five.',
    name: 'Bea Burst',
    steps: [
      { do: 'burst', texts: ['Hello', 'anyone there?', s.price.question, s.fact.question, 'please answer quickly'] },
    ],
    expect: {
      language: 'en',
      says: [{ pattern: `${s.price.pattern}|${s.fact.pattern}`, what: 'an answer to what was asked' }],
    },
  },
  {
    key: 'two_questions',
    title: 'Two questions in one',
    about: 'Both are answered, in the words allowed.',
    name: 'Tom Both',
    steps: [
      { do: 'say', text: `${s.price.question} And ${s.fact.question.replace(/^./, first => first.toLowerCase())}` },
    ],
    expect: { language: 'en', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'wall_of_text',
    title: 'Wall of text',
    about: 'Three hundred words with one question at their end.',
    name: 'Wally Text',
    steps: [
      {
        do: 'say',
        text: `${'I have been thinking about this for a long while, because my cousin had it done last year in another town, and she told me all about the weather and the parking and the music they played. '.repeat(9)} ${s.price.question}`,
      },
    ],
    expect: { language: 'en', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'thrice',
    title: 'Asks the same thing three times',
    about: 'Gets the same fact each time, and not the very same words.',
    name: 'Terry Thrice',
    steps: [
      { do: 'say', text: s.price.question },
      { do: 'say', text: `Sorry, again: ${s.price.question}` },
      { do: 'say', text: s.price.question },
    ],
    expect: {
      language: 'en',
      says: [
        { pattern: s.price.pattern, what: 'the price, the first time', step: 0 },
        { pattern: s.price.pattern, what: 'the price, the third time', step: 2 },
      ],
    },
  },
  {
    key: 'refers_friend',
    title: 'Refers a friend',
    about: 'Brings somebody else: the friend is not written to, the customer is answered.',
    name: 'Freya Ref',
    steps: [{ do: 'say', text: 'I was very happy with you. My friend Maria wants to come too, what should she do?' }],
    expect: { language: 'en' },
  },
  {
    key: 'existing_customer',
    title: 'Existing customer',
    about: 'Has an appointment and wants to move it: no sales talk about a first visit.',
    name: 'Ed Already',
    steps: [{ do: 'say', text: 'I already have an appointment with you. How can I reschedule it?' }],
    expect: { language: 'en' },
  },
  {
    key: 'says_no',
    title: 'Declines',
    about: 'Says no to the offer: it is not made again.',
    name: 'Nora No',
    steps: [
      { do: 'say', text: `I would like to book ${s.service}, where can I book?` },
      { do: 'say', text: 'No thanks, I do not want to book now' },
      { do: 'say', text: s.fact.question },
    ],
    expect: {
      language: 'en',
      declinesAfter: 1,
      mayStaySilent: [1],
      says: [{ pattern: s.fact.pattern, what: 'the fact asked for', step: 2 }],
    },
  },
  {
    key: 'thanks_and_bye',
    title: 'Thanks and goodbye',
    about: 'Needs nothing more: no pushing.',
    name: 'Ty Ful',
    steps: [
      { do: 'say', text: s.fact.question },
      { do: 'say', text: 'Great, thank you! Bye', silenceIsFine: true },
    ],
    expect: {
      language: 'en',
      person: 'never',
      says: [{ pattern: s.fact.pattern, what: 'the fact asked for', step: 0 }],
    },
  },
];
