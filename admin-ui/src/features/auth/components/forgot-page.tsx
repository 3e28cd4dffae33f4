import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { forgotPassword } from '../api/identity.ts';
import { Door, LINK } from './door.tsx';

export const ForgotPage = () => {
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const form = useSubmit(async () => {
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) return { email: t('Write the e-mail address of your account.') };
    await forgotPassword(email.trim());
    setSent(true);
    return undefined;
  });
  const foot = (
    <Link to="/login" className={LINK}>
      {t('Back to the sign-in')}
    </Link>
  );
  if (sent)
    return (
      <Door about={t('Look at your mail')} foot={foot}>
        <p className="text-ink-2 text-sm [overflow-wrap:anywhere]" data-testid="forgot-sent">
          <Filled
            text={t(
              'If {email} has an account, a link to set a new password is on its way. It works once, for one hour.',
            )}
            values={{ email: <span className="font-medium text-ink">{email.trim()}</span> }}
          />
        </p>
      </Door>
    );
  return (
    <Door about={t('We send you a link to set a new password.')} foot={foot}>
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
        />
        <Problem>{form.problem}</Problem>
        <Button type="submit" tone="primary" className="h-10" disabled={form.busy} data-testid="forgot-submit">
          {t('Send the link')}
        </Button>
      </form>
    </Door>
  );
};
