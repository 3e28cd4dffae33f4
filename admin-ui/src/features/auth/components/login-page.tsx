import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Navigate, useRouter } from '@tanstack/react-router';
import { type SubmitEvent, useId, useState } from 'react';
import { Mark } from '../../../components/brand.tsx';
import { Button } from '../../../components/button.tsx';
import { ApiError, explain } from '../../../lib/http.ts';
import { meQuery, signIn } from '../api/session.ts';

const route = getRouteApi('/login');

const sentence = (error: unknown): string => {
  if (error instanceof ApiError && error.status === 401) return 'The e-mail address or the password is not right.';
  const { message, hint } = explain(error);
  return hint ? `${message} ${hint}` : message;
};

export const LoginPage = () => {
  const { next } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();

  if (me.data) return <Navigate to={next ?? '/inbox/{-$conversationId}'} params={{}} replace />;

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (email.trim() === '' || password === '') {
      setProblem('Write your e-mail address and your password.');
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await signIn({ email: email.trim(), password });
      await client.fetchQuery({ ...meQuery, staleTime: 0 });
      router.history.replace(next ?? '/inbox');
    } catch (error) {
      setProblem(sentence(error));
      setBusy(false);
    }
  };

  return (
    <main className="flex h-full items-center justify-center overflow-y-auto bg-canvas p-4">
      <div className="w-full max-w-90">
        <div className="mb-6 flex items-center gap-3">
          <Mark className="size-9" />
          <h1 className="font-semibold text-xl tracking-tight">Parley</h1>
        </div>
        <form
          noValidate
          onSubmit={submit}
          className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-6"
          aria-describedby={problem ? problemId : undefined}
        >
          <p className="text-ink-2 text-base">Sign in to the conversations of your organization.</p>
          <Field
            label="E-mail"
            type="email"
            autoComplete="username"
            value={email}
            onChange={setEmail}
            testId="login-email"
            autoFocus
          />
          <Field
            label="Password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            testId="login-password"
          />
          {problem ? (
            <p id={problemId} role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger-text text-sm">
              {problem}
            </p>
          ) : null}
          <Button type="submit" tone="primary" className="h-10" disabled={busy} data-testid="login-submit">
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  );
};

const Field = (props: {
  label: string;
  type: 'email' | 'password';
  autoComplete: string;
  value: string;
  onChange: (value: string) => void;
  testId: string;
  autoFocus?: boolean;
}) => {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {props.label}
      </label>
      <input
        id={id}
        type={props.type}
        autoComplete={props.autoComplete}
        // biome-ignore lint/a11y/noAutofocus: the page has this one purpose
        autoFocus={props.autoFocus ?? false}
        value={props.value}
        onChange={event => props.onChange(event.target.value)}
        data-testid={props.testId}
        className="h-10 rounded-lg border border-line-strong bg-surface px-3 text-lg text-ink focus-visible:outline-offset-0"
      />
    </div>
  );
};
