import { useNavigate } from '@tanstack/react-router';
import { Check, CircleAlert } from 'lucide-react';
import type { ComponentType } from 'react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import type { AnswerPart } from '../../../../../domain/onboarding/answers.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { DraftContext } from '../../playbooks/components/draft.ts';
import { after, before } from '../model/steps.ts';
import { BusinessPart, CustomerPart, OfferPart } from './parts/facts.tsx';
import { FaqPart } from './parts/faq.tsx';
import { SalesPart } from './parts/sales.tsx';
import { GuardrailsPart, TonePart } from './parts/speech.tsx';
import { type SaveState, useAnswers } from './use-answers.ts';

const PARTS: Record<AnswerPart, ComponentType<{ view: OnboardingView }>> = {
  business: BusinessPart,
  offer: OfferPart,
  customer: CustomerPart,
  sales: SalesPart,
  faq: FaqPart,
  guardrails: GuardrailsPart,
  tone: TonePart,
};

/** One part of the questionnaire; it saves itself. */
export const AnswersStep = ({
  part,
  view,
  readOnly,
}: {
  part: AnswerPart;
  view: OnboardingView;
  readOnly: boolean;
}) => {
  const { draft, state, error, flush } = useAnswers(part, view, readOnly);
  const navigate = useNavigate();
  const Part = PARTS[part];
  const missing = view.missing.filter(each => each.step === part);
  const go = (step: string | null) => {
    flush();
    if (step !== null) void navigate({ to: '/onboarding/{-$step}', params: { step } });
  };
  return (
    <DraftContext value={draft}>
      <Part view={view} />
      {missing.length > 0 && state !== 'saving' ? (
        <Notice tone="approval" icon={<CircleAlert aria-hidden="true" />}>
          <p className="font-medium">{t('Still needed before the agent may run')}</p>
          <ul className="mt-1 list-disc pl-4" data-testid="missing">
            {missing.map(({ field, message }) => (
              <li key={`${field}${message}`}>{message}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-3 border-line border-t bg-surface px-4 py-3 md:mx-0 md:px-0">
        <Saved state={state} error={error} onRetry={flush} />
        <span className="flex-1" />
        <Button onClick={() => go(before(part))}>{t('Back')}</Button>
        <Button tone="primary" data-testid="step-next" onClick={() => go(after(part))}>
          {t('Next')}
        </Button>
      </div>
    </DraftContext>
  );
};

const Saved = ({ state, error, onRetry }: { state: SaveState; error: unknown; onRetry: () => void }) => (
  <p role="status" data-testid="save-state" data-state={state} className="flex items-center gap-1.5 text-ink-2 text-sm">
    {state === 'saved' ? (
      <>
        <Check className="size-3.5" aria-hidden="true" />
        {t('Saved')}
      </>
    ) : state === 'failed' ? (
      <>
        <span className="text-danger-text">{t('Not saved: {message}', { message: explain(error).message })}</span>
        <Button size="sm" onClick={onRetry}>
          {t('Try again')}
        </Button>
      </>
    ) : state === 'wrong' ? (
      <span className="text-danger-text">{t('Not saved while something is wrong above')}</span>
    ) : (
      t('Saving…')
    )}
  </p>
);
