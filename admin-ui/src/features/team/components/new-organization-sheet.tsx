import { useState } from 'react';
import { z } from 'zod';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { goTo } from '../api/switch.ts';
import { newOrganization } from '../api/team.ts';

export const NewOrganizationSheet = ({ onClose }: { onClose: () => void }) => {
  const [name, setName] = useState('');
  const form = useSubmit(async () => {
    if (name.trim() === '') return { name: t('Write the name of the business.') };
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    const { id } = z.object({ id: z.string() }).parse(await newOrganization({ name: name.trim(), zone }));
    await goTo(id);
    return undefined;
  });
  return (
    <Sheet label={t('New organization')} onClose={onClose}>
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <p className="text-ink-2 text-sm">
          {t('You become its owner. What belongs to your other organizations stays there.')}
        </p>
        <TextField
          name="name"
          label={t('Business')}
          autoComplete="organization"
          autoFocus
          value={name}
          onChange={setName}
          error={form.errors.name}
        />
        <Problem>{form.problem}</Problem>
        <Button type="submit" tone="primary" className="self-end" disabled={form.busy} data-testid="organization-make">
          {t('Make it')}
        </Button>
      </form>
    </Sheet>
  );
};
