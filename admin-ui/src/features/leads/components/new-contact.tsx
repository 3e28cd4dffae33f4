import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { z } from 'zod';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { call } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';

/** Somebody who has not written yet. */
export const NewContact = ({ onClose }: { onClose: () => void }) => {
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [email, setEmail] = useState('');
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useSubmit(async (): Promise<Record<string, string> | undefined> => {
    if (name.trim() === '') return { name: t('Give a name.') };
    if (phone.trim() === '' && email.trim() === '') return { phone: t('Give a phone number or an e-mail address.') };
    const body = {
      name,
      ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
      ...(email.trim() === '' ? {} : { email: email.trim() }),
    };
    const made = z.object({ id: z.string() }).parse(await call('/contacts', { method: 'POST', body }));
    await client.invalidateQueries({ queryKey: keys.crm });
    onClose();
    void navigate({ to: '/leads/{-$contactId}', params: { contactId: made.id } });
    return undefined;
  });
  return (
    <Sheet label={t('New contact')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={form.onSubmit}>
        <TextField
          name="name"
          label={t('Name')}
          value={name}
          onChange={setName}
          error={form.errors.name}
          maxLength={200}
          autoFocus
        />
        <TextField
          name="phone"
          label={t('Phone number')}
          type="tel"
          value={phone}
          onChange={setPhone}
          error={form.errors.phone}
          hint={t('With the country code: +91 98765 43210')}
        />
        <TextField
          name="email"
          label={t('E-mail')}
          type="email"
          value={email}
          onChange={setEmail}
          error={form.errors.email}
        />
        <Problem>{form.problem}</Problem>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" tone="primary" disabled={form.busy}>
            {t('Add contact')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
