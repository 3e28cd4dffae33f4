import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { beginSecondFactor, confirmSecondFactor } from '../api/account.ts';
import { CodeField } from './code-field.tsx';
import { QrCode } from './qr-code.tsx';

/** The password, then the QR code, then a code of the app. */
export const Enrolment = ({ onDone }: { onDone: (recoveryCodes: string[]) => void }) => {
  const [begun, setBegun] = useState<{ secret: string; uri: string } | null>(null);
  return begun ? <Scan {...begun} onDone={onDone} /> : <Begin onBegun={setBegun} />;
};

const Begin = ({ onBegun }: { onBegun: (begun: { secret: string; uri: string }) => void }) => {
  const [password, setPassword] = useState('');
  const form = useSubmit(async () => {
    if (password === '') return { password: t('Write your password.') };
    onBegun(await beginSecondFactor(password));
    return undefined;
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <p className="text-ink-2 text-sm">{t('You need an authenticator app on your phone, and your password now.')}</p>
      <TextField
        name="password"
        label={t('Password')}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={setPassword}
        error={form.errors.password}
      />
      <Problem>{form.problem}</Problem>
      <Button type="submit" tone="primary" className="self-end" disabled={form.busy}>
        {t('Go on')}
      </Button>
    </form>
  );
};

const Scan = ({ secret, uri, onDone }: { secret: string; uri: string; onDone: (codes: string[]) => void }) => {
  const [code, setCode] = useState('');
  const form = useSubmit(async () => {
    if (!/^\d{6}$/.test(code.trim())) return { code: t('Write the six digits that the app shows.') };
    const { recoveryCodes } = await confirmSecondFactor(code.trim());
    onDone(recoveryCodes);
    return undefined;
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <QrCode text={uri} label={t('QR code for your authenticator app')} />
        <div className="min-w-48 flex-1 text-sm">
          <p>{t('Scan this with your authenticator app.')}</p>
          <p className="mt-3 text-ink-2">{t('Or type this key into it:')}</p>
          <p className="mt-1 select-all font-medium tracking-wide [overflow-wrap:anywhere]" data-testid="totp-secret">
            {secret}
          </p>
          <CopyButton text={() => secret} />
        </div>
      </div>
      <CodeField
        value={code}
        onChange={setCode}
        error={form.errors.code}
        hint={t('Six digits, as the app shows them now.')}
      />
      <Problem>{form.problem}</Problem>
      <Button type="submit" tone="primary" className="self-end" disabled={form.busy}>
        {t('Turn on')}
      </Button>
    </form>
  );
};
