/** The steps of setting an organization up, in their order. */

import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { ANSWER_PARTS, type AnswerPart } from '../../../../../domain/onboarding/answers.ts';
import { t } from '../../../lib/language.ts';

export const STEP_IDS = ['start', ...ANSWER_PARTS, 'draft', 'channel'] as const;
export type StepId = (typeof STEP_IDS)[number];

export const STEPS: Record<StepId, { label: string; about: string }> = {
  start: { label: t('Begin'), about: t('From an industry, with everything filled in, or from an empty page.') },
  business: { label: t('Business'), about: t('Who you are. The agent states these as facts.') },
  offer: { label: t('What you sell'), about: t('What you sell and what it costs. No other price ever leaves.') },
  customer: { label: t('Customers'), about: t('Who it is for, and who not.') },
  sales: { label: t('Sales'), about: t('What the agent finds out, what it leads to, and when it calls a person.') },
  faq: { label: t('Questions'), about: t('What customers ask, with your answers: the agent rests on them.') },
  guardrails: { label: t('Guardrails'), about: t('What is never said, and what must be. Checked in code.') },
  tone: { label: t('Tone'), about: t('How the agent is called and how it sounds.') },
  draft: { label: t('Look and publish'), about: t('What the agent will run on. Read it, change it, go live.') },
  channel: { label: t('WhatsApp number'), about: t('Where customers reach it.') },
};

export const parseStep = (value: unknown): StepId | undefined => STEP_IDS.find(step => step === value);
export const isAnswerPart = (step: StepId): step is AnswerPart => (ANSWER_PARTS as readonly string[]).includes(step);

/** `done`: nothing is missing there; `open`: something is. */
export function stateOf(step: StepId, view: OnboardingView): 'done' | 'open' {
  if (step === 'start') return view.startedFrom !== null || view.answers.business.name !== '' ? 'done' : 'open';
  return view.missing.some(each => each.step === step) ? 'open' : 'done';
}

/** Where to go on: the first step that is open; the first of all when nothing was begun. */
export const nextOpen = (view: OnboardingView): StepId =>
  STEP_IDS.find(step => stateOf(step, view) === 'open') ?? 'draft';

export const after = (step: StepId): StepId | null => STEP_IDS[STEP_IDS.indexOf(step) + 1] ?? null;
export const before = (step: StepId): StepId | null => STEP_IDS[STEP_IDS.indexOf(step) - 1] ?? null;
