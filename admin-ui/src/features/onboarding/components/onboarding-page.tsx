import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Notice } from '../../../components/notice.tsx';
import { Loaded } from '../../../components/page.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { onboardingQuery } from '../api/onboarding.ts';
import { isAnswerPart, nextOpen, parseStep, STEPS, type StepId } from '../model/steps.ts';
import { AnswersStep } from './answers-step.tsx';
import { ChannelStep } from './channel-step.tsx';
import { DraftStep } from './draft-step.tsx';
import { StartStep } from './start-step.tsx';
import { StepList } from './step-list.tsx';

const route = getRouteApi('/room/onboarding/{-$step}');

/** From an empty organization to an agent that answers. The address says the step. */
export const OnboardingPage = () => {
  const { step } = route.useParams();
  const query = useQuery(onboardingQuery);
  useEffect(() => {
    document.title = t('Set up · Parley');
  }, []);
  return (
    <>
      <TopBar title={t('Set up')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto max-w-320 px-4 py-6 md:px-8 md:py-8">
          <Loaded query={query} what={t('The set-up did not load')} rows={5}>
            {view => <Steps view={view} current={parseStep(step) ?? nextOpen(view)} />}
          </Loaded>
        </div>
      </div>
    </>
  );
};

const Steps = ({ view, current }: { view: OnboardingView; current: StepId }) => {
  const readOnly = !useMay(write('playbooks'));
  return (
    <div className="gap-10 lg:grid lg:grid-cols-[12rem_minmax(0,1fr)]">
      <div className="mb-6 lg:sticky lg:top-0 lg:mb-0 lg:self-start">
        <StepList current={current} view={view} />
      </div>
      <section aria-labelledby="step-title" className="flex min-w-0 flex-col gap-5">
        <header>
          <h2 id="step-title" className="font-semibold text-xl">
            {STEPS[current].label}
          </h2>
          <p className="text-ink-2 text-sm">{STEPS[current].about}</p>
        </header>
        {readOnly ? <Notice>{t('Your role may look at the set-up, but not change it.')}</Notice> : null}
        {current === 'start' ? (
          <StartStep view={view} readOnly={readOnly} />
        ) : isAnswerPart(current) ? (
          <AnswersStep key={current} part={current} view={view} readOnly={readOnly} />
        ) : current === 'draft' ? (
          <DraftStep view={view} readOnly={readOnly} />
        ) : (
          <ChannelStep view={view} />
        )}
      </section>
    </div>
  );
};
