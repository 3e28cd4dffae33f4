import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { ApiError } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { finishSignIn, meQuery, signIn } from '../api/session.ts';
import { Door, LINK } from './door.tsx';

const route = getRouteApi('/login');

export const LoginPage = () => {
  const { next } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const [challenge, setChallenge] = useState<string | null>(null);
  const [over, setOver] = useState(false);

  if (me.data) return <Navigate to={next ?? '/inbox/{-$conversationId}'} params={{}} replace />;

  const enter = async () => {
    await client.fetchQuery({ ...meQuery, staleTime: 0 });
    router.history.replace(next ?? '/inbox');
  };
  return challenge === null ? (
    <FirstStep
      over={over}
      onIn={enter}
      onChallenge={each => {
        setOver(false);
        setChallenge(each);
      }}
    />
  ) : (
    <SecondStep
      challenge={challenge}
      onIn={enter}
      onOver={() => {
        setOver(true);
        setChallenge(null);
      }}
      onBack={() => setChallenge(null)}
    />
  );
};

const FirstStep = (props: { over: boolean; onIn: () => Promise<void>; onChallenge: (challenge: string) => void }) => {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useSubmit(async () => {
    const wrong: Record<string, string> = {};
    if (email.trim() === '') wrong.email = t('Write your e-mail address.');
    if (password === '') wrong.password = t('Write your password.');
    if (Object.keys(wrong).length > 0) return wrong;
    const answer = await signIn({ email: email.trim(), password });
    if ('challenge' in answer) props.onChallenge(answer.challenge);
    else await props.onIn();
    return undefined;
  });
  return (
    <Door
      about={t('Sign in to the conversations of your organization.')}
      foot={
        <span className="flex flex-wrap justify-center gap-x-4 gap-y-1">
          <Link to="/forgot" className={LINK}>
            {t('Forgot your password?')}
          </Link>
          <Link to="/signup" className={LINK}>
            {t('Sign up')}
          </Link>
        </span>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <TextField
          name="email"
          label={t('E-mail')}
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={setEmail}
          error={form.errors.email}
          data-testid="login-email"
        />
        <TextField
          name="password"
          label={t('Password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={form.errors.password}
          data-testid="login-password"
        />
        <Problem>{form.problem ?? (props.over ? t('This sign-in took too long: begin again.') : null)}</Problem>
        <Button type="submit" tone="primary" className="h-10" disabled={form.busy} data-testid="login-submit">
          {form.busy ? t('Signing in…') : t('Sign in')}
        </Button>
      </form>
    </Door>
  );
};

const SecondStep = (props: {
  challenge: string;
  onIn: () => Promise<void>;
  onOver: () => void;
  onBack: () => void;
}) => {
  const [code, setCode] = useState('');
  const form = useSubmit(async () => {
    if (code.trim().length < 6) return { code: t('A code has six digits, a recovery code ten characters.') };
    try {
      await finishSignIn({ challenge: props.challenge, code: code.trim() });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'challenge_over')) throw error;
      props.onOver();
      return undefined;
    }
    await props.onIn();
    return undefined;
  });
  return (
    <Door about={t('Now the code from your authenticator app.')}>
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <TextField
          name="code"
          label={t('Code')}
          autoComplete="one-time-code"
          autoFocus
          spellCheck={false}
          maxLength={20}
          value={code}
          onChange={setCode}
          error={form.errors.code}
          hint={t('Six digits; or one of your recovery codes, when your phone is not at hand.')}
          className="tabular-nums tracking-widest"
          data-testid="login-code"
        />
        <Problem>{form.problem}</Problem>
        <Button type="submit" tone="primary" className="h-10" disabled={form.busy} data-testid="login-finish">
          {form.busy ? t('Signing in…') : t('Sign in')}
        </Button>
        <Button tone="ghost" onClick={props.onBack}>
          {t('Back')}
        </Button>
      </form>
    </Door>
  );
};
