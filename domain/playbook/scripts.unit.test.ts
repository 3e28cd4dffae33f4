import { describe, expect, it } from 'vitest';
import { playbookSchema } from './playbook.ts';
import { playbookProblems } from './problems.ts';
import { type Script, scriptsFor } from './scripts.ts';
import { dentalClinic } from './templates/dental-clinic.ts';

const scripts: Script[] = [
  { situation: 'opener', about: '', texts: { en: 'Hi! What brings you in?', hi: 'नमस्ते! आप किस लिए आ रहे हैं?' } },
  { situation: 'objection', about: '', texts: { en: 'I understand.' } },
  { situation: 'objection', about: 'too_expensive', texts: { en: 'We have plans.', 'hi-en': 'Plans available hain.' } },
  { situation: 'cta', about: 'BOOK_CALL', texts: { en: 'Pick a time: [LINK]' } },
];
const pick = (situation: Script['situation'], about: string, language: string, links = {}) =>
  scriptsFor(scripts, [{ situation, about }], language, links).map(script => script.text);

describe('the script library (A-ONB-14, A-LANG-2)', () => {
  it('is picked from by situation and language; a language falls back to its base, never to another one', () => {
    expect(pick('opener', '', 'en')).toEqual(['Hi! What brings you in?']);
    expect(pick('opener', '', 'hi-en')).toEqual(['नमस्ते! आप किस लिए आ रहे हैं?']);
    expect(pick('opener', '', 'es')).toEqual([]);
    expect(pick('exit', '', 'en')).toEqual([]);
  });
  it('prefers what is about just this, whatever its wording, to what is about anything', () => {
    expect(pick('objection', 'too_expensive', 'en')).toEqual(['We have plans.']);
    expect(pick('objection', 'that is too expensive for me', 'en')).toEqual(['We have plans.']);
    expect(pick('objection', 'no_time', 'en')).toEqual(['I understand.']);
    expect(pick('objection', 'too_expensive', 'hi-en')).toEqual(['Plans available hain.']);
  });
  it('puts the link of the call to action where the mark stands, and says nothing without one', () => {
    expect(pick('cta', 'BOOK_CALL', 'en', { BOOK_CALL: 'https://a.example/book' })).toEqual([
      'Pick a time: https://a.example/book',
    ]);
    expect(pick('cta', 'BOOK_CALL', 'en', { BOOK_CALL: null })).toEqual([]);
  });

  const problems = (added: Script[]) =>
    playbookProblems(playbookSchema.parse({ ...dentalClinic, scripts: added }), '', text => text.length / 4)
      .filter(problem => problem.path.startsWith('scripts'))
      .map(problem => `${problem.path}: ${problem.message}`);
  it.each([
    [
      'a forbidden phrase',
      { situation: 'exit', about: '', texts: { en: 'It is guaranteed.' } },
      /scripts\[0\]\.texts\.en/,
    ],
    ['a claim to be a person', { situation: 'exit', about: '', texts: { en: 'I am a real person.' } }, /texts\.en/],
    ['a price that stands nowhere', { situation: 'exit', about: '', texts: { en: 'Only $17 today.' } }, /texts\.en/],
    [
      'another language than the allowed ones',
      { situation: 'exit', about: '', texts: { fr: 'Merci.' } },
      /texts\.fr.*not among/,
    ],
    ['an objection nobody knows', { situation: 'objection', about: 'no_car', texts: { en: 'Walk.' } }, /about.*no_car/],
    [
      'a call to action without a link',
      { situation: 'cta', about: 'PAYMENT', texts: { en: 'Pay: [LINK]' } },
      /PAYMENT/,
    ],
    ['a link that belongs to nothing', { situation: 'exit', about: '', texts: { en: 'Bye [LINK]' } }, /\[LINK\]/],
  ] satisfies [string, Script, RegExp][])('%s is said by its place', (_what, script, sentence) =>
    expect(problems([script])).toEqual([expect.stringMatching(sentence)]),
  );
  it('two of one kind are one too many', () => {
    const script: Script = { situation: 'exit', about: '', texts: { en: 'Take care.' } };
    expect(problems([script, script])).toEqual([expect.stringContaining('scripts[1]')]);
    expect(problems([script])).toEqual([]);
  });
});
