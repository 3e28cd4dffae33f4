import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../../../components/form.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { verifyEmail } from '../api/identity.ts';
import { meQuery } from '../api/session.ts';
import { Door, LINK } from './door.tsx';
import { useToken } from './use-token.ts';

/** Where the link of the first mail leads: it proves the address by itself, and goes on. */
export const VerifyPage = () => {
  const token = useToken();
  const client = useQueryClient();
  const navigate = useNavigate();
  const asked = useRef(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    // A token works once: a second look of React's must not spend it.
    if (asked.current) return;
    asked.current = true;
    verifyEmail(token)
      .then(() => client.fetchQuery({ ...meQuery, staleTime: 0 }))
      .then(() => navigate({ to: '/onboarding/{-$step}', params: {}, replace: true }))
      .catch((error: unknown) => setProblem(explain(error).message));
  }, [token, client, navigate]);

  return (
    <Door
      about={problem ? t('Your address is not confirmed by this link.') : t('Confirming your address…')}
      foot={
        problem ? (
          <Link to="/login" className={LINK}>
            {t('Sign in, and a new link is sent')}
          </Link>
        ) : null
      }
    >
      <Problem>{problem}</Problem>
    </Door>
  );
};
