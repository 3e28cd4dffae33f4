/** Experiments in words. Pure. */
import { t } from '../../../lib/language.ts';
import type { Experiment } from '../api/experiments.ts';

export type ExperimentState = 'asleep' | 'waits' | 'runs' | 'over';

export function stateOf({ active, startsAt, endsAt }: Experiment, nowMs: number): ExperimentState {
  if (!active) return 'asleep';
  if (startsAt !== null && Date.parse(startsAt) > nowMs) return 'waits';
  return endsAt !== null && Date.parse(endsAt) <= nowMs ? 'over' : 'runs';
}

export const STATE_WORDS: Record<ExperimentState, string> = {
  asleep: t('not running'),
  waits: t('waits for its start'),
  runs: t('running'),
  over: t('over'),
};

type Variant = Experiment['variants'][number];

const TONES: Record<string, string> = {
  formal: t('formal tone'),
  professional: t('professional tone'),
  casual: t('casual tone'),
};
const PERSUASIONS: Record<string, string> = {
  soft: t('soft persuasion'),
  moderate: t('moderate persuasion'),
  firm: t('firm persuasion'),
};

const CHANGES: Record<string, (value: unknown) => string> = {
  maxWords: value => t('at most {count} words', { count: String(value) }),
  formality: value => TONES[String(value)] ?? String(value),
  persuasion: value => PERSUASIONS[String(value)] ?? String(value),
  ctaTiming: value =>
    value === 'late' ? t('calls to action once the needed facts are known') : t('calls to action early'),
  followUpFactor: value => t('follow-ups after {factor} times as long', { factor: String(value) }),
};

/** What a variant does differently. */
export const changeText = ({ patch }: Pick<Variant, 'patch'>): string =>
  Object.entries(patch)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => CHANGES[key]?.(value) ?? key)
    .join(', ') || t('as the playbook says');

/** Its part of the conversations, in percent. */
export const shareOf = (variant: Pick<Variant, 'weight'>, all: readonly Pick<Variant, 'weight'>[]): number => {
  const sum = all.reduce((total, each) => total + each.weight, 0);
  return sum === 0 ? 0 : Math.round((variant.weight / sum) * 100);
};
