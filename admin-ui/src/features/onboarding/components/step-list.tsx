import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { t } from '../../../lib/language.ts';
import { STEP_IDS, STEPS, type StepId, stateOf } from '../model/steps.ts';

/** Where one is, what is done, and what is still open. */
export const StepList = ({ current, view }: { current: StepId; view: OnboardingView }) => {
  const list = useRef<HTMLOListElement>(null);
  // On a narrow screen the steps stand in a row: the one that is open must be in sight.
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>(`[data-testid=step-${current}]`);
    if (here && list.current) list.current.scrollLeft = here.offsetLeft - list.current.offsetLeft - 16;
  }, [current]);
  const done = STEP_IDS.filter(step => stateOf(step, view) === 'done').length;
  return (
    <nav aria-label={t('Steps')} className="flex flex-col gap-3">
      <div>
        <p className="text-ink-2 text-sm tabular-nums" data-testid="onboarding-progress">
          {t('{done} of {total} done', { done, total: STEP_IDS.length })}
        </p>
        <progress
          value={done}
          max={STEP_IDS.length}
          aria-label={t('Set up')}
          className="mt-1 h-1.5 w-full overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent"
        />
      </div>
      <ol
        ref={list}
        className="-mx-4 flex gap-1 overflow-x-auto px-4 pb-1 lg:mx-0 lg:flex-col lg:overflow-visible lg:px-0"
      >
        {STEP_IDS.map((step, index) => {
          const state = stateOf(step, view);
          return (
            <li key={step} className="shrink-0">
              <Link
                to="/onboarding/{-$step}"
                params={{ step }}
                aria-current={step === current ? 'step' : undefined}
                data-testid={`step-${step}`}
                data-state={state}
                className={clsx(
                  // Positioned, so that what only readers hear is clipped with the row.
                  'relative flex min-h-9 items-center gap-2.5 rounded-lg px-2 text-sm hover:bg-sunken',
                  step === current ? 'bg-sunken font-medium text-ink' : 'text-ink-2',
                )}
              >
                <span
                  className={clsx(
                    'inline-flex size-5 shrink-0 items-center justify-center rounded-full border text-xs tabular-nums',
                    state === 'done' ? 'border-transparent bg-accent text-accent-ink' : 'border-line-strong',
                  )}
                >
                  {state === 'done' ? <Check className="size-3" aria-hidden="true" /> : index + 1}
                </span>
                {STEPS[step].label}
                <span className="sr-only">{state === 'done' ? t(', done') : t(', open')}</span>
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
};
