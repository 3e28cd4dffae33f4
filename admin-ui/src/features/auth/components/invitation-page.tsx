import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { InvitationFound } from '../../../../../api/contracts/identity.ts';
import { MIN_PASSWORD } from '../../../../../domain/identity/password.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { words } from '../../../lib/format.ts';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { acceptInvitation, lookAtInvitation } from '../api/identity.ts';
import { finishSignIn, signIn, signOut } from '../api/session.ts';
import { weakness } from '../model/password.ts';
import { Door, LINK } from './door.tsx';
import { useToken } from './use-token.ts';

/** Everything that was loaded belongs to another organization, or to nobody: begin anew. */
const enter = () => location.assign('/');

export const InvitationPage = () => {
  const token = useToken();
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => lookAtInvitation(token),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.isPending) return <Door about={t('Looking at your invitation…')}>{null}</Door>;
  if (!query.data)
    return (
      <Door
        about={t('This invitation does not work.')}
        foot={
          <Link to="/login" className={LINK}>
            {t('To the sign-in')}
          </Link>
        }
      >
        <Problem>{sentenceOf(query.error)}</Problem>
      </Door>
    );
  const { organization, role, email, state } = query.data;
  const about = (
    <Filled
      text={t('You are invited to {organization} as {role}, with {email}.')}
      values={{
        organization: <span className="font-medium text-ink">{organization}</span>,
        role: words(role),
        email: <span className="font-medium text-ink">{email}</span>,
      }}
    />
  );
  return <Door about={about}>{form(state, { token, email, again: () => void query.refetch() })}</Door>;
};

const sentenceOf = (error: unknown): string => {
  const { message, hint } = explain(error);
  return hint ? `${message} ${hint}` : message;
};

interface FormProps {
  token: string;
  email: string;
  again: () => void;
}

const form = (state: InvitationFound['state'], props: FormProps) => {
  if (state === 'new') return <NewAccount {...props} />;
  if (state === 'sign_in') return <SignInFirst {...props} />;
  if (state === 'other') return <OtherAccount {...props} />;
  return <Ready {...props} />;
};

const NewAccount = ({ token, email }: FormProps) => {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const submission = useSubmit(async () => {
    const wrong: Record<string, string> = {};
    if (name.trim() === '') wrong.name = t('Write your name.');
    const weak = weakness(password, [email, name]);
    if (weak) wrong.password = weak;
    if (Object.keys(wrong).length > 0) return wrong;
    await acceptInvitation({ token, name: name.trim(), password });
    enter();
    return undefined;
  });
  return (
    <form noValidate onSubmit={submission.onSubmit} className="flex flex-col gap-4">
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <TextField
        name="name"
        label={t('Your name')}
        autoComplete="name"
        autoFocus
        value={name}
        onChange={setName}
        error={submission.errors.name}
      />
      <TextField
        name="password"
        label={t('Password')}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        error={submission.errors.password}
        hint={t('At least {least} characters; a few words are easy to keep.', { least: MIN_PASSWORD })}
      />
      <Problem>{submission.problem}</Problem>
      <Button type="submit" tone="primary" className="h-10" disabled={submission.busy} data-testid="accept">
        {t('Join')}
      </Button>
    </form>
  );
};

const SignInFirst = ({ token, email }: FormProps) => {
  const [password, setPassword] = useState('');
  const [challenge, setChallenge] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const submission = useSubmit(async () => {
    if (challenge === null) {
      if (password === '') return { password: t('Write your password.') };
      const answer = await signIn({ email, password });
      if ('challenge' in answer) {
        setChallenge(answer.challenge);
        return undefined;
      }
    } else await finishSignIn({ challenge, code: code.trim() });
    await acceptInvitation({ token });
    enter();
    return undefined;
  });
  return (
    <form noValidate onSubmit={submission.onSubmit} className="flex flex-col gap-4">
      <p className="text-ink-2 text-sm">{t('You have an account already: sign in to join.')}</p>
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      {challenge === null ? (
        <TextField
          name="password"
          label={t('Password')}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={setPassword}
          error={submission.errors.password}
        />
      ) : (
        <TextField
          name="code"
          label={t('Code')}
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onChange={setCode}
          error={submission.errors.code}
          hint={t('Six digits from your authenticator app, or a recovery code.')}
        />
      )}
      <Problem>{submission.problem}</Problem>
      <Button type="submit" tone="primary" className="h-10" disabled={submission.busy} data-testid="accept">
        {t('Sign in and join')}
      </Button>
    </form>
  );
};

const Ready = ({ token }: FormProps) => {
  const submission = useSubmit(async () => {
    await acceptInvitation({ token });
    enter();
    return undefined;
  });
  return (
    <form noValidate onSubmit={submission.onSubmit} className="flex flex-col gap-4">
      <Problem>{submission.problem}</Problem>
      <Button type="submit" tone="primary" className="h-10" disabled={submission.busy} data-testid="accept">
        {t('Join')}
      </Button>
    </form>
  );
};

const OtherAccount = ({ again }: FormProps) => {
  const submission = useSubmit(async () => {
    await signOut();
    again();
    return undefined;
  });
  return (
    <form noValidate onSubmit={submission.onSubmit} className="flex flex-col gap-4">
      <p className="text-ink-2 text-sm">{t('You are signed in with another address.')}</p>
      <Problem>{submission.problem}</Problem>
      <Button type="submit" className="h-10" disabled={submission.busy}>
        {t('Sign out, and go on')}
      </Button>
    </form>
  );
};
