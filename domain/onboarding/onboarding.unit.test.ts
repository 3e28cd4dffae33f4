import { describe, expect, it } from 'vitest';
import { checkText } from '../guardrails/text-rules.ts';
import { parseFaqText } from '../knowledge/faq-text.ts';
import { answersSchema, storedAnswers } from './answers.ts';
import { draftFrom, draftProblems } from './draft.ts';
import { missing, missingAnswers } from './missing.ts';
import { STARTING_POINTS } from './starting-points/index.ts';
import { presetOf, TONE_PRESETS } from './tone-presets.ts';

const answersOf = (key: string) => {
  const found = STARTING_POINTS.find(point => point.key === key);
  if (!found) throw new Error(`there is no ${key}`);
  return answersSchema.parse(found.answers);
};

describe('X-DEMO: ready-made starting points', () => {
  it('are the six and two more, each under its own name', () => {
    const keys = STARTING_POINTS.map(point => point.key);
    expect(keys).toEqual(
      expect.arrayContaining([
        'trading_academy',
        'boutique_hotel',
        'dental_clinic',
        'legal',
        'student_presales',
        'real_estate',
      ]),
    );
    expect(new Set(keys).size).toBe(8);
  });
  it.each(STARTING_POINTS)('$key is a full answer set from which an agent can go live', point => {
    const answers = answersSchema.parse(point.answers);
    const faq = parseFaqText(answers.faq.text);
    expect(faq.errors).toEqual([]);
    expect(faq.entries.length).toBeGreaterThanOrEqual(6);
    expect(missingAnswers(answers, faq.entries.length)).toEqual([]);
    const draft = draftFrom(answers);
    expect(draftProblems(draft)).toEqual([]);
    // Nothing of what was prepared may have been left out as unsayable.
    for (const kind of ['opener', 'exit', 'cta', 'qualification'] as const)
      expect([kind, draft.scripts.some(script => script.situation === kind)]).toEqual([kind, true]);
    expect(draft.scripts.filter(script => script.situation === 'objection')).toHaveLength(draft.objections.length);
  });
  it('A-ONB-15: JustStock Academy is what the list says', () => {
    const draft = draftFrom(answersOf('trading_academy'));
    expect(draft.business).toMatchObject({ name: 'JustStock Academy', hours: '9 AM-9 PM IST, Monday to Saturday' });
    expect(draft.business.prices).toMatch(/₹2999.*₹5999.*₹9999/);
    expect(draft.ctas.map(cta => cta.type)).toEqual(['APP_DOWNLOAD', 'BOOK_CALL', 'PAYMENT']);
    expect(draft.tone.languages[0]).toBe('hi-en');
    expect(draft.checklist.map(field => [field.key, field.timing])).toEqual([
      ['experience_level', 'required'],
      ['interest_category', 'required'],
      ['goal', 'required'],
      ['app_download_status', 'required'],
      ['budget', 'ask_late'],
    ]);
    expect(draft.objections.map(objection => objection.key)).toEqual(['no_time', 'too_expensive']);
    expect(draft.guardrails.forbiddenPhrases).toEqual(expect.arrayContaining(['guaranteed returns', 'risk-free']));
    expect(draft.guardrails.rules.join(' ')).toMatch(/under 18.*outside India.*no capital/);
  });
  it('E-ESC-1: real estate hands objections and negotiation to a person at once', () => {
    const draft = draftFrom(answersOf('real_estate'));
    expect(draft.escalation.rules).toEqual([
      expect.objectContaining({
        effect: 'hand_over',
        when: expect.objectContaining({ intents: ['objection', 'negotiation'] }),
      }),
    ]);
    expect(draftFrom(answersOf('dental_clinic')).escalation.rules).toEqual([]);
  });
});

describe('A-ONB-1: what is missing before the agent may run', () => {
  it('of nothing answered: everything that is needed, each by its place', () => {
    const found = missing(storedAnswers({}), { faqEntries: 0, published: false, channels: 0 });
    expect(found.map(each => each.field || each.step)).toEqual([
      'business.name',
      'business.industry',
      'business.website',
      'business.contact',
      'offer.products',
      'offer.prices',
      'customer.description',
      'sales.ctas',
      'faq.text',
      'tone.agentName',
      'draft',
      'channel',
    ]);
  });
  it('of a full set: to publish, and a number; then nothing', () => {
    const answers = answersOf('legal');
    const at = (published: boolean, channels: number) =>
      missing(answers, { faqEntries: 6, published, channels }).map(each => each.step);
    expect(at(false, 0)).toEqual(['draft', 'channel']);
    expect(at(true, 0)).toEqual(['channel']);
    expect(at(true, 1)).toEqual([]);
  });
  it.each([
    ['a website that is none', { business: { website: 'not a site' } }, 'business.website'],
    ['an address that is none', { business: { email: 'me at home' } }, 'business.email'],
    [
      'a link that is none',
      { sales: { ctas: [{ type: 'PAYMENT', label: '', link: 'pay here' }] } },
      'sales.ctas.0.link',
    ],
    [
      'a choice with one choice',
      { sales: { questions: [{ key: 'size', question: 'Which size?', type: 'choice', choices: ['M'] }] } },
      'sales.questions.0.choices',
    ],
    ['a faq.txt with an answer to nothing', { faq: { text: 'A: Yes.' } }, 'faq.text'],
  ])('%s is said at its place', (_what, patch, field) => {
    const answers = answersOf('legal');
    const merged = Object.fromEntries(
      Object.entries(answers).map(([part, value]) => [part, { ...value, ...(patch as Record<string, object>)[part] }]),
    );
    expect(missingAnswers(answersSchema.parse(merged), 6).map(each => each.field)).toContain(field);
  });
});

describe('a draft made in code (A-ONB-10 to A-ONB-14)', () => {
  it('A-ONB-5: the budget is asked for when the business wants it, and never when it does not', () => {
    const timing = (budget: 'early' | 'mid' | 'late' | 'never') => {
      const answers = answersOf('dental_clinic');
      return draftFrom({ ...answers, sales: { ...answers.sales, budget } }).checklist.find(f => f.key === 'budget')
        ?.timing;
    };
    expect([timing('early'), timing('mid'), timing('late'), timing('never')]).toEqual([
      'ask_early',
      'ask_mid',
      'ask_late',
      'never',
    ]);
  });
  it('A-ONB-4: whom it is for, what for, and for whom it is not, stand in what the agent knows', () => {
    const answers = answersOf('dental_clinic');
    const customer = {
      description: 'Families of the neighbourhood',
      disqualifiers: ['emergencies at night', 'animals'],
      useCases: ['check-ups', 'whitening'],
    };
    const draft = draftFrom({ ...answers, customer });
    expect(draft.business.offer).toContain('For: Families of the neighbourhood.');
    expect(draft.business.offer).toContain('Used for: check-ups, whitening.');
    expect(draft.guardrails.rules).toContain('Not for: emergencies at night; animals. Say so kindly and do not sell.');
    const without = draftFrom({ ...answers, customer: { description: 'Families', disqualifiers: [], useCases: [] } });
    expect(without.guardrails.rules.join()).not.toContain('Not for');
    const unanswered = { ...answers, customer: { ...customer, description: '' } };
    expect(missingAnswers(unanswered, 6).map(each => each.field)).toContain('customer.description');
  });
  it('A-ONB-7: what is never said, what must be, how it may speak and rules of one’s own go into the guardrails', () => {
    const answers = answersOf('dental_clinic');
    const guardrails = {
      forbidden: ['miracle cure'],
      disclaimers: [{ triggers: ['whitening'], text: 'Results differ.' }],
      language: 'no slang',
      rules: ['Ask for no photos.'],
    };
    const { guardrails: made } = draftFrom({ ...answers, guardrails });
    expect(made.forbiddenPhrases).toEqual(['miracle cure']);
    expect(made.disclaimers).toEqual(guardrails.disclaimers);
    expect(made.rules).toEqual(expect.arrayContaining(['Ask for no photos.', 'How to speak: no slang']));
    const said = checkText('This miracle cure is a whitening.', draftFrom({ ...answers, guardrails }), {
      sources: '',
      language: 'en',
    });
    expect(said.filter(rule => !rule.passed).map(rule => rule.rule)).toEqual(['forbidden_phrases', 'disclaimers']);
  });
  it('A-ONB-14: a script that may not be said is left out, and the rest stays', () => {
    const answers = answersOf('dental_clinic');
    const objections = [
      { key: 'too_expensive', answer: 'Today it is only $17.' },
      { key: 'afraid', answer: 'You can pause at any time.' },
    ];
    const draft = draftFrom({ ...answers, sales: { ...answers.sales, objections } });
    expect(draft.scripts.filter(script => script.situation === 'objection').map(script => script.about)).toEqual([
      'afraid',
    ]);
  });
  it('answers of an older release keep the parts that still fit', () => {
    const stored = { business: { name: 'Kept' }, offer: { products: 4 }, gone: true };
    expect(storedAnswers(stored)).toMatchObject({ business: { name: 'Kept' }, offer: { products: '' } });
  });
});

describe('X-TONE, E-PERS-1: presets', () => {
  it('the default is professional, and each is found again by what it says', () => {
    expect(presetOf(storedAnswers({}).tone)).toBe('professional');
    for (const [name, preset] of Object.entries(TONE_PRESETS)) expect(presetOf(preset)).toBe(name);
    expect(presetOf({ ...TONE_PRESETS.casual, maxWords: 11 })).toBeNull();
  });
});
