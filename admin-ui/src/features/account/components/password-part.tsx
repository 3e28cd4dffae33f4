import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MIN_PASSWORD } from '../../../../../domain/identity/password.ts';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Box, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { say } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { weakness } from '../../auth/model/password.ts';
import { changePassword, sessionsQuery } from '../api/account.ts';

export const PasswordPart = () => {
  const me = useMe();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useSubmit(async () => {
    const wrong: Record<string, string> = {};
    if (current === '') wrong.currentPassword = t('Write the password you have now.');
    const problem = weakness(next, [me.user.email, me.user.name]);
    if (problem) wrong.newPassword = problem;
    if (Object.keys(wrong).length > 0) return wrong;
    const { ended } = await changePassword({ currentPassword: current, newPassword: next });
    setCurrent('');
    setNext('');
    await client.invalidateQueries(sessionsQuery);
    say(
      ended === 0
        ? t('Your password is changed.')
        : ended === 1
          ? t('Your password is changed. One other session ended.')
          : t('Your password is changed. {count} other sessions ended.', { count: ended }),
    );
    return undefined;
  });
  return (
    <Part title={t('Password')} about={t('Changing it signs you out everywhere else.')}>
      <Box className="p-4">
        <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
          {/* For password managers: whose password it is. */}
          <input type="text" autoComplete="username" value={me.user.email} readOnly hidden />
          <TextField
            name="currentPassword"
            label={t('Current password')}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
            error={form.errors.currentPassword}
          />
          <TextField
            name="newPassword"
            label={t('New password')}
            type="password"
            autoComplete="new-password"
            value={next}
            onChange={setNext}
            error={form.errors.newPassword}
            hint={t('At least {least} characters; a few words are easy to keep.', { least: MIN_PASSWORD })}
          />
          <Problem>{form.problem}</Problem>
          <Button type="submit" tone="primary" className="self-start" disabled={form.busy} data-testid="password-save">
            {t('Change password')}
          </Button>
        </form>
      </Box>
    </Part>
  );
};
