import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MIN_PASSWORD } from '../../../../../domain/identity/password.ts';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { resetPassword } from '../api/identity.ts';
import { weakness } from '../model/password.ts';
import { Door, LINK } from './door.tsx';
import { useToken } from './use-token.ts';

export const ResetPage = () => {
  const token = useToken();
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const form = useSubmit(async () => {
    const weak = weakness(password);
    if (weak) return { password: weak };
    await resetPassword(token, password);
    setDone(true);
    return undefined;
  });
  if (done)
    return (
      <Door
        about={t('Your new password is set.')}
        foot={
          <Link to="/login" className={LINK} data-testid="reset-done">
            {t('Sign in with it')}
          </Link>
        }
      >
        <p className="text-ink-2 text-sm">{t('You are signed out everywhere else.')}</p>
      </Door>
    );
  return (
    <Door
      about={t('Set a new password. You are signed out everywhere then.')}
      foot={
        <Link to="/forgot" className={LINK}>
          {t('Ask for a new link')}
        </Link>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <TextField
          name="password"
          label={t('New password')}
          type="password"
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={setPassword}
          error={form.errors.password}
          hint={t('At least {least} characters; a few words are easy to keep.', { least: MIN_PASSWORD })}
        />
        <Problem>{token ? form.problem : t('This link is not whole: open it from the mail again.')}</Problem>
        <Button type="submit" tone="primary" className="h-10" disabled={form.busy || !token} data-testid="reset-submit">
          {t('Set the password')}
        </Button>
      </form>
    </Door>
  );
};
