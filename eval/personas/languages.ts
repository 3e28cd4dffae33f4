/** People who write in another language than the playbook. */
import type { Persona } from '../types.ts';
import type { Scenario } from './scenario.ts';

export const languages = (s: Scenario): Persona[] => [
  {
    key: 'spanish',
    title: 'Writes Spanish',
    about: 'Is answered in Spanish, with the right price.',
    name: 'Lucía Ramos',
    steps: [
      { do: 'say', text: s.local.es.price },
      { do: 'say', text: s.local.es.thanks, silenceIsFine: true },
    ],
    expect: { language: 'es', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'hindi',
    title: 'Writes Hindi',
    about: 'Is answered in Devanagari.',
    name: 'अमित शर्मा',
    steps: [
      { do: 'say', text: s.local.hi.price },
      { do: 'say', text: s.local.hi.thanks, silenceIsFine: true },
    ],
    expect: { language: 'hi', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'hinglish',
    title: 'Writes Hinglish',
    about: 'Is answered in Hinglish, in Latin letters.',
    name: 'Priya Nair',
    steps: [
      { do: 'say', text: s.local['hi-en'].price },
      { do: 'say', text: s.local['hi-en'].thanks, silenceIsFine: true },
    ],
    expect: { language: 'hi-en', says: [{ pattern: s.price.pattern, what: 'the price' }] },
  },
  {
    key: 'foreign',
    title: 'Writes a language that is not offered',
    about: 'French is not among the allowed languages: the first allowed one is used.',
    name: 'Claire Dubois',
    steps: [{ do: 'say', text: 'Bonjour, quels sont vos prix et vos horaires ?' }],
    expect: { language: 'en' },
  },
];
