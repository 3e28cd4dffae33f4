import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Box, Part } from '../../../components/page.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { say } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { changeName } from '../api/account.ts';

export const ProfilePart = () => {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState(me.user.name);
  const form = useSubmit(async () => {
    if (name.trim() === '') return { name: t('Write your name.') };
    await changeName(name.trim());
    await client.invalidateQueries({ queryKey: keys.me });
    say(t('Your name is changed.'));
    return undefined;
  });
  return (
    <Part title={t('Profile')}>
      <Box className="p-4">
        <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <TextField
            name="name"
            label={t('Name')}
            autoComplete="name"
            value={name}
            onChange={setName}
            error={form.errors.name}
            hint={t("What your team and customers' timelines show.")}
          />
          <div>
            <p className="font-medium text-sm">{t('E-mail')}</p>
            <p className="text-ink-2 text-sm [overflow-wrap:anywhere]">{me.user.email}</p>
          </div>
          <Problem>{form.problem}</Problem>
          <Button
            type="submit"
            tone="primary"
            className="self-start"
            disabled={form.busy || name.trim() === me.user.name}
            data-testid="profile-save"
          >
            {t('Save')}
          </Button>
        </form>
      </Box>
    </Part>
  );
};
