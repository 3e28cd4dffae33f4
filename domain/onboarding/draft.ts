/**
 * The five configurations made from the answers in code alone (A-ONB-10 to A-ONB-14): a whole playbook that says nothing the
 * business has not said. A model's proposals go on top of it (`proposals.ts`). Pure.
 */
import { exampleProblems } from '../playbook/examples.ts';
import { type IntakeField, type Playbook, playbookSchema } from '../playbook/playbook.ts';
import { type Problem, playbookProblems } from '../playbook/problems.ts';
import type { Script } from '../playbook/scripts.ts';
import { typedAddress } from '../website/site.ts';
import { type Answers, storedAnswers } from './answers.ts';
import { CTA_LABELS, PHRASES } from './phrases.ts';

const BUDGET_TIMING = { early: 'ask_early', mid: 'ask_mid', late: 'ask_late', never: 'never' } as const;
const SCRIPT_MOST = 300;

/** About four characters a token: exact counting is the worker's business. */
export const roughTokens = (text: string): number => Math.ceil(text.length / 4);

/** Judging every text takes milliseconds: what was judged once is not judged again. */
const judged = new WeakMap<Playbook, Problem[]>();

/** What a playbook cannot go live with; [] when it can. The playbook is not changed afterwards. */
export function draftProblems(playbook: Playbook): Problem[] {
  const known = judged.get(playbook);
  if (known) return known;
  const found = problemsOf(playbook);
  judged.set(playbook, found);
  return found;
}

function problemsOf(playbook: Playbook): Problem[] {
  const { business, checklist, ctas, objections, tone, guardrails } = playbook;
  return playbookProblems(
    playbook,
    JSON.stringify({ business, checklist, ctas, objections, tone, guardrails }),
    roughTokens,
  );
}

const sentence = (label: string, text: string): string =>
  text === '' ? '' : `${label}${text}${/[.!?।]$/.test(text) ? '' : '.'}`;

function offerOf({ offer, customer }: Answers): string {
  return [
    sentence('', offer.products),
    sentence('', offer.usp),
    sentence('For: ', customer.description),
    sentence('Used for: ', customer.useCases.join(', ')),
    sentence('Delivery: ', offer.delivery),
    sentence('Refunds: ', offer.refunds),
  ]
    .filter(part => part !== '')
    .join(' ')
    .slice(0, 1000);
}

function checklistOf({ sales }: Answers): IntakeField[] {
  const asked: IntakeField[] =
    sales.questions.length > 0
      ? sales.questions
      : [
          { key: 'need', question: 'What are you looking for?', type: 'text', choices: [], timing: 'required' },
          { key: 'name', question: 'May I have your name?', type: 'text', choices: [], timing: 'ask_late' },
        ];
  if (asked.some(field => field.key === 'budget')) return asked;
  const timing = BUDGET_TIMING[sales.budget];
  return [...asked, { key: 'budget', question: 'What budget do you have in mind?', type: 'text', choices: [], timing }];
}

const rulesOf = ({ customer, sales, guardrails }: Answers): string[] => [
  ...guardrails.rules,
  ...(guardrails.language === '' ? [] : [`How to speak: ${guardrails.language}`]),
  ...(customer.disqualifiers.length === 0
    ? []
    : [`Not for: ${customer.disqualifiers.join('; ')}. Say so kindly and do not sell.`.slice(0, 300)]),
  ...(sales.hotLead === '' ? [] : [`A lead is hot when: ${sales.hotLead}`]),
];

function scriptsOf(answers: Answers, playbook: Playbook): Script[] {
  const { languages } = answers.tone;
  const fill = (text: string): string =>
    text.replaceAll('{business}', playbook.business.name).replaceAll('{agent}', playbook.agentName);
  const inEach = (kind: 'opener' | 'exit' | 'cta'): Record<string, string> =>
    Object.fromEntries(
      languages.flatMap(language => {
        const phrases = PHRASES[language];
        return phrases ? [[language, fill(phrases[kind])]] : [];
      }),
    );
  const first = languages[0] ?? 'en';
  const scripts: Script[] = [
    { situation: 'opener', about: '', texts: inEach('opener') },
    ...playbook.checklist
      .filter(field => field.timing !== 'never')
      .map((field): Script => ({ situation: 'qualification', about: field.key, texts: { [first]: field.question } })),
    ...playbook.objections.map(
      ({ key, answer }): Script => ({
        situation: 'objection',
        about: key,
        texts: { [first]: (PHRASES[first]?.objection ?? '{answer}').replace('{answer}', () => answer) },
      }),
    ),
    ...playbook.ctas
      .filter(cta => cta.link !== null)
      .map((cta): Script => ({ situation: 'cta', about: cta.type, texts: inEach('cta') })),
    { situation: 'exit', about: '', texts: inEach('exit') },
  ];
  return scripts
    .filter(({ texts }) => Object.values(texts).every(text => text.length <= SCRIPT_MOST))
    .filter(({ texts }) => Object.keys(texts).length > 0)
    .slice(0, 60);
}

/** How it may sound, made of sentences that promise nothing: as far as they keep to the tone that was asked for. */
function examplesOf({ tone }: Answers, playbook: Playbook): string[] {
  const phrases = PHRASES[tone.languages[0] ?? 'en'];
  if (!phrases) return [];
  return [phrases.opener, phrases.fallback, phrases.exit]
    .map(text => text.replaceAll('{business}', playbook.business.name).replaceAll('{agent}', playbook.agentName))
    .filter(text => exampleProblems(text, playbook).length === 0);
}

/** Leaves out scripts that may not be said as they are: what they say stands elsewhere too. */
export function withoutBadScripts(playbook: Playbook): Playbook {
  const bad = new Set(
    draftProblems(playbook).flatMap(({ path }) => {
      const found = /^scripts\[(\d+)\]/.exec(path);
      return found ? [Number(found[1])] : [];
    }),
  );
  return bad.size === 0 ? playbook : { ...playbook, scripts: playbook.scripts.filter((_, index) => !bad.has(index)) };
}

/** A whole playbook from complete answers. @throws ZodError when the answers are too incomplete to make one. */
export function draftFrom(given: Answers): Playbook {
  const answers = storedAnswers(given);
  const { business, offer, sales, tone, guardrails } = answers;
  const website = typedAddress(business.website) ?? '';
  const [first = 'en', ...others] = tone.languages;
  const texts = PHRASES[first] ?? PHRASES.en;
  const translations = Object.fromEntries(
    others.flatMap(language => {
      const own = PHRASES[language];
      return own
        ? [[language, { humanEscalation: own.humanEscalation, fallback: own.fallback, optedOut: own.optedOut }]]
        : [];
    }),
  );
  const playbook = playbookSchema.parse({
    business: {
      name: business.name,
      industry: business.industry,
      city: business.city,
      offer: offerOf(answers),
      prices: offer.prices,
      hours: business.hours,
      phone: business.phone,
      email: business.email,
      website,
    },
    agentName: tone.agentName,
    checklist: checklistOf(answers),
    ctas: sales.ctas.map(({ type, label, link }) => ({
      type,
      label: label === '' ? CTA_LABELS[type] : label,
      link: link !== '' ? link : type === 'VISIT_WEBSITE' && website !== '' ? website : null,
      repeatable: type === 'VISIT_WEBSITE',
    })),
    objections: sales.objections,
    escalation: {
      rules:
        sales.atOnce.length === 0
          ? []
          : [
              {
                name: sales.atOnce.length === 2 ? 'Objection or negotiation' : `Any ${sales.atOnce[0]}`,
                when: { intents: sales.atOnce },
                priority: 'HIGH',
                effect: 'hand_over',
              },
            ],
    },
    tone: {
      languages: tone.languages,
      formality: tone.formality,
      persuasion: tone.persuasion,
      emoji: tone.emoji,
      maxWords: tone.maxWords,
      maxQuestions: tone.maxQuestions,
      honorifics: tone.honorifics,
    },
    guardrails: {
      forbiddenPhrases: guardrails.forbidden,
      disclaimers: guardrails.disclaimers,
      rules: rulesOf(answers),
    },
    texts: {
      humanEscalation: texts?.humanEscalation,
      fallback: texts?.fallback,
      optedOut: texts?.optedOut,
      translations,
    },
    followUp: { preset: sales.ladder },
  });
  const escalateOn = [...new Set([...playbook.escalateOn, ...sales.triggers])];
  return withoutBadScripts({
    ...playbook,
    escalateOn,
    tone: { ...playbook.tone, examples: examplesOf(answers, playbook) },
    scripts: scriptsOf(answers, playbook),
  });
}
