import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { MIN_PASSWORD } from '../../../../../domain/identity/password.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { register } from '../api/identity.ts';
import { signIn } from '../api/session.ts';
import { weakness } from '../model/password.ts';
import { Door, LINK } from './door.tsx';

const EMPTY = { organizationName: '', name: '', email: '', password: '' };

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

export const SignupPage = () => {
  const [sentTo, setSentTo] = useState<string | null>(null);
  return sentTo === null ? <SignupForm onSent={setSentTo} /> : <LookAtMail email={sentTo} />;
};

const SignupForm = ({ onSent }: { onSent: (email: string) => void }) => {
  const [given, setGiven] = useState(EMPTY);
  const set = (field: keyof typeof EMPTY) => (value: string) => setGiven(all => ({ ...all, [field]: value }));
  const form = useSubmit(async () => {
    const wrong: Record<string, string> = {};
    if (given.organizationName.trim() === '') wrong.organizationName = t('Write the name of your business.');
    if (given.name.trim() === '') wrong.name = t('Write your name.');
    if (!/^\S+@\S+\.\S+$/.test(given.email.trim())) wrong.email = t('Write an e-mail address, like you@example.com.');
    const weak = weakness(given.password, [given.email, given.name]);
    if (weak) wrong.password = weak;
    if (Object.keys(wrong).length > 0) return wrong;
    const { verify } = await register({ ...given, zone: localZone() });
    if (verify) onSent(given.email.trim());
    else {
      await signIn({ email: given.email.trim(), password: given.password });
      location.assign('/onboarding');
    }
    return undefined;
  });
  return (
    <Door
      about={t('Make an organization, and become its owner.')}
      foot={
        <>
          {t('You have an account?')}{' '}
          <Link to="/login" className={LINK}>
            {t('Sign in')}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <TextField
          name="organizationName"
          label={t('Business')}
          autoComplete="organization"
          autoFocus
          value={given.organizationName}
          onChange={set('organizationName')}
          error={form.errors.organizationName}
          hint={t('Times are shown in {zone}; the settings change it.', {
            zone: localZone().replaceAll('_', ' '),
          })}
        />
        <TextField
          name="name"
          label={t('Your name')}
          autoComplete="name"
          value={given.name}
          onChange={set('name')}
          error={form.errors.name}
        />
        <TextField
          name="email"
          label={t('E-mail')}
          type="email"
          autoComplete="username"
          value={given.email}
          onChange={set('email')}
          error={form.errors.email}
        />
        <TextField
          name="password"
          label={t('Password')}
          type="password"
          autoComplete="new-password"
          value={given.password}
          onChange={set('password')}
          error={form.errors.password}
          hint={t('At least {least} characters; a few words are easy to keep.', { least: MIN_PASSWORD })}
        />
        <Problem>{form.problem}</Problem>
        <Button type="submit" tone="primary" className="h-10" disabled={form.busy} data-testid="signup-submit">
          {form.busy ? t('Signing up…') : t('Sign up')}
        </Button>
      </form>
    </Door>
  );
};

const LookAtMail = ({ email }: { email: string }) => (
  <Door
    about={
      <span className="flex items-center gap-2 font-medium text-ink">
        <MailCheck className="size-5 text-good" aria-hidden="true" />
        {t('Look at your mail')}
      </span>
    }
    foot={
      <Link to="/login" className={LINK}>
        {t('To the sign-in')}
      </Link>
    }
  >
    <p className="text-ink-2 text-sm [overflow-wrap:anywhere]" data-testid="signup-sent">
      <Filled
        text={t(
          'We sent a link to {email}. Follow it within a day, and your organization is ready. If nothing comes, look into the spam folder, or sign in: the link is sent again.',
        )}
        values={{ email: <span className="font-medium text-ink">{email}</span> }}
      />
    </p>
  </Door>
);
