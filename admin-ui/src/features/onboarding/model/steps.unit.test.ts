import { expect, it } from 'vitest';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { storedAnswers } from '../../../../../domain/onboarding/answers.ts';
import { missing } from '../../../../../domain/onboarding/missing.ts';
import { after, before, nextOpen, parseStep, STEP_IDS, stateOf } from './steps.ts';

const empty: OnboardingView = {
  answers: storedAnswers({}),
  startedFrom: null,
  faqErrors: [],
  faqEntries: 0,
  channels: 0,
  missing: missing(storedAnswers({}), { faqEntries: 0, published: false, channels: 0 }),
  hints: [],
  mayRun: false,
  draft: null,
  playbookId: null,
  publishedVersion: null,
  publishedAt: null,
};

it('A-UI-2: goes on where something is missing', () => {
  expect(nextOpen(empty)).toBe('start');
  expect(nextOpen({ ...empty, startedFrom: 'legal' })).toBe('business');
  expect(stateOf('guardrails', empty)).toBe('done');
  expect(nextOpen({ ...empty, startedFrom: 'legal', missing: [{ step: 'channel', field: '', message: '' }] })).toBe(
    'channel',
  );
});
it('steps follow each other, and nothing else is one', () => {
  expect(STEP_IDS.map(after).slice(0, -1)).toEqual(STEP_IDS.slice(1));
  expect(before('start')).toBeNull();
  expect(after('channel')).toBeNull();
  expect(parseStep('nowhere')).toBeUndefined();
});
