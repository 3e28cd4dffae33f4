import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { CodeField } from './code-field.tsx';

/** Password and code, for what only the person themselves may do. */
export const ProofForm = ({
  action,
  about,
  tone = 'primary',
  send,
}: {
  action: string;
  about?: string;
  tone?: 'primary' | 'danger';
  send: (proof: { password: string; code: string }) => Promise<void>;
}) => {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const form = useSubmit(async () => {
    const wrong: Record<string, string> = {};
    if (password === '') wrong.password = t('Write your password.');
    if (code.trim().length < 6) wrong.code = t('A code has six digits, a recovery code ten characters.');
    if (Object.keys(wrong).length > 0) return wrong;
    await send({ password, code: code.trim() });
    return undefined;
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      {about ? <p className="text-ink-2 text-sm">{about}</p> : null}
      <TextField
        name="password"
        label={t('Password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={form.errors.password}
      />
      <CodeField value={code} onChange={setCode} error={form.errors.code} />
      <Problem>{form.problem}</Problem>
      <Button type="submit" tone={tone} className="self-end" disabled={form.busy}>
        {action}
      </Button>
    </form>
  );
};
