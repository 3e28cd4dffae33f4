import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { read } from '../../../../../domain/permission/permission.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { onboardingQuery } from '../api/onboarding.ts';

/** Above every room while the agent cannot answer yet. */
export const SetupBanner = () => {
  const may = useMay(read('playbooks'));
  const { pathname } = useLocation();
  const view = useQuery({ ...onboardingQuery, enabled: may, staleTime: 60_000 }).data;
  if (!view || view.mayRun || pathname.startsWith('/onboarding')) return null;
  const left = view.missing.length;
  return (
    <div
      role="status"
      data-testid="setup-banner"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-accent-soft px-4 py-2 text-accent-text text-sm"
    >
      <span className="min-w-0 flex-1">
        {left === 1
          ? t('Your agent does not answer yet: one thing is missing.')
          : t('Your agent does not answer yet: {left} things are missing.', { left })}
      </span>
      <Link to="/onboarding/{-$step}" params={{}} className="font-medium underline underline-offset-2">
        {t('Go on setting up')}
      </Link>
    </div>
  );
};
