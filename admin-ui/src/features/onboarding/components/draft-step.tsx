import { Link } from '@tanstack/react-router';
import { CircleAlert, Sparkles } from 'lucide-react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { sayError } from '../../../lib/toasts.ts';
import { useGenerate } from '../api/onboarding.ts';
import { STEPS } from '../model/steps.ts';
import { DraftEditor } from './draft-editor.tsx';

/** The five configurations: made, looked at, changed, published (A-ONB-10 to A-ONB-15). */
export const DraftStep = ({ view, readOnly }: { view: OnboardingView; readOnly: boolean }) => {
  const generate = useGenerate();
  const open = view.missing.filter(each => each.step !== 'draft' && each.step !== 'channel');
  const make = (model: boolean) => generate.mutate(model, { onError: sayError });
  if (open.length > 0 && !view.draft)
    return (
      <Notice tone="approval" icon={<CircleAlert aria-hidden="true" />}>
        <p className="font-medium">{t('Some answers are needed first')}</p>
        <ul className="mt-1 list-disc pl-4">
          {open.map(({ step, field, message }) => (
            <li key={`${field}${message}`}>
              {message}{' '}
              <Link to="/onboarding/{-$step}" params={{ step }} className="font-medium underline underline-offset-2">
                {STEPS[step].label}
              </Link>
            </li>
          ))}
        </ul>
      </Notice>
    );
  if (!view.draft)
    return (
      <EmptyState icon={<Sparkles className="size-6" />} title={t('Nothing is drafted yet')}>
        <p>
          {t(
            'From your answers and your website, five parts are made: business facts, sales rules, tone, guardrails and scripts. You read and change them before anything goes live.',
          )}
        </p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button
            tone="primary"
            disabled={readOnly || generate.isPending}
            data-testid="generate"
            onClick={() => make(true)}
          >
            {generate.isPending ? t('Making it…') : t('Make the draft')}
          </Button>
          <Button disabled={readOnly || generate.isPending} data-testid="generate-plain" onClick={() => make(false)}>
            {t('Without a model')}
          </Button>
        </div>
      </EmptyState>
    );
  return (
    <DraftEditor
      key={view.draft.revision}
      view={view}
      draft={view.draft}
      readOnly={readOnly}
      making={generate.isPending}
      onMake={make}
    />
  );
};
