import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Loaded } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { startingPointsQuery, useStartFrom } from '../api/onboarding.ts';

/** Industries with everything filled in, or an empty page. */
export const StartStep = ({ view, readOnly }: { view: OnboardingView; readOnly: boolean }) => {
  const points = useQuery(startingPointsQuery);
  const start = useStartFrom();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<string | null>(null);
  const go = () => void navigate({ to: '/onboarding/{-$step}', params: { step: 'business' } });
  const begin = (key: string) => start.mutate(key, { onSuccess: go, onSettled: () => setAsked(null) });
  const answered = view.startedFrom !== null || view.answers.business.name !== '' || view.answers.offer.products !== '';
  return (
    <>
      <Loaded query={points} what={t('The industries did not load')} rows={4}>
        {({ startingPoints }) => (
          <ul className="grid gap-3 sm:grid-cols-2">
            {startingPoints.map(({ key, label, about }) => (
              <li key={key}>
                <button
                  type="button"
                  disabled={readOnly || start.isPending}
                  data-testid={`start-${key}`}
                  onClick={() => (answered ? setAsked(key) : begin(key))}
                  className="flex h-full w-full flex-col gap-1 rounded-xl border border-line bg-surface p-4 text-left hover:border-line-strong hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-60"
                >
                  <span className="flex items-baseline gap-2 font-medium text-base">
                    {label}
                    {view.startedFrom === key ? (
                      <span className="rounded-full bg-accent-soft px-2 font-normal text-accent-text text-xs">
                        {t('begun from this')}
                      </span>
                    ) : null}
                  </span>
                  <span className="text-ink-2 text-sm">{about}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={go} data-testid="start-empty">
          {answered ? t('Go on with your answers') : t('Begin with an empty page')}
        </Button>
        <p className="text-ink-2 text-sm">{t('Every answer can be changed afterwards, and is saved as you type.')}</p>
      </div>
      {asked ? (
        <Dialog
          title={t('Replace your answers?')}
          action={t('Replace them')}
          tone="danger"
          busy={start.isPending}
          onDo={() => begin(asked)}
          onClose={() => setAsked(null)}
        >
          <p>
            {t(
              'What was answered until now is replaced by this industry’s answers. A playbook that is live stays as it is.',
            )}
          </p>
        </Dialog>
      ) : null}
    </>
  );
};
