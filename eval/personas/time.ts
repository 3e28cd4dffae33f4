/** People who fall silent. Played where time can be moved, from ten in the morning of the business's zone. */
import type { Persona } from '../types.ts';
import type { Scenario } from './scenario.ts';

export const silentOnes = (s: Scenario): Persona[] => [
  {
    key: 'silent',
    title: 'Falls silent',
    about: 'Asks once and never again: the planned follow-ups come, each at its time, and nothing else.',
    name: 'Sy Lent',
    steps: [
      { do: 'say', text: s.price.question },
      { do: 'wait', hours: 96 },
    ],
    expect: { language: 'en', followUps: s.ladder },
  },
  {
    key: 'opts_out_then_silence',
    title: 'Opts out, then time passes',
    about: 'STOP cancels everything planned: three days of silence.',
    name: 'Stella Stop',
    steps: [
      { do: 'say', text: s.price.question },
      { do: 'say', text: 'STOP' },
      { do: 'wait', hours: 96 },
    ],
    expect: { language: 'en', silentAfter: 1, followUps: [] },
  },
  {
    key: 'handed_over_then_silence',
    title: 'Handed over, then time passes',
    about: 'A person has the conversation: the agent does not follow up.',
    name: 'Perry Son',
    steps: [
      { do: 'say', text: 'Please let me speak to a person' },
      { do: 'wait', hours: 30 },
    ],
    expect: { language: 'en', person: { for: ['human_request'] }, followUps: [] },
  },
  {
    key: 'answers_reminder',
    title: 'Answers the reminder',
    about: 'A reply to the first follow-up is answered and starts the ladder anew.',
    name: 'Remy Inder',
    steps: [
      { do: 'say', text: s.price.question },
      { do: 'wait', hours: 3 },
      { do: 'say', text: s.fact.question },
    ],
    expect: {
      language: 'en',
      followUps: s.ladder.filter(step => step.afterHours < 3),
      says: [{ pattern: s.fact.pattern, what: 'the fact asked for', step: 2 }],
    },
  },
  {
    key: 'comes_back',
    title: 'Comes back after five days',
    about: 'Is answered at once, with what was said before still known.',
    name: 'Connie Back',
    steps: [
      { do: 'say', text: `I would like ${s.service} on Thursday` },
      { do: 'wait', hours: 120 },
      { do: 'say', text: `Hi again. ${s.fact.question}` },
    ],
    expect: {
      language: 'en',
      followUps: s.ladder,
      slots: s.slots,
      says: [{ pattern: s.fact.pattern, what: 'the fact asked for', step: 2 }],
    },
  },
];
