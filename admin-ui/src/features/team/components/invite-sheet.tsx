import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '../../../../../domain/words.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Field } from '../../../components/field.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { say } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { invitationsQuery, invite } from '../api/team.ts';
import { ROLE_ABOUT, RoleSelect } from './role-select.tsx';

export const InviteSheet = ({ onClose }: { onClose: () => void }) => {
  const orgId = useMe().organization.id;
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('AGENT');
  const [link, setLink] = useState<string | null>(null);
  const form = useSubmit(async () => {
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) return { email: t('Write an e-mail address, like sam@example.com.') };
    const made = await invite(orgId, { email: email.trim(), role });
    await client.invalidateQueries(invitationsQuery(orgId));
    if (made.link) setLink(made.link);
    else {
      say(t('The invitation to {email} is on its way.', { email: email.trim() }));
      onClose();
    }
    return undefined;
  });
  return (
    <Sheet label={t('Invite somebody')} onClose={onClose}>
      {link ? (
        <div className="flex flex-col gap-3">
          <p className="text-ink-2 text-sm">
            {t(
              'No mail server is set, so no mail was sent. Hand this link over yourself: it works once, for seven days.',
            )}
          </p>
          <p className="select-all rounded-lg bg-sunken px-3 py-2 text-sm [overflow-wrap:anywhere]">{link}</p>
          <CopyButton text={() => link} label={t('Copy the link')} />
        </div>
      ) : (
        <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
          <TextField
            name="email"
            label={t('E-mail')}
            type="email"
            autoComplete="off"
            autoFocus
            value={email}
            onChange={setEmail}
            error={form.errors.email}
          />
          <Field label={t('Role')} hint={ROLE_ABOUT[role]}>
            {ids => <RoleSelect {...ids} value={role} onChange={setRole} />}
          </Field>
          <Problem>{form.problem}</Problem>
          <Button type="submit" tone="primary" className="self-end" disabled={form.busy} data-testid="invite-send">
            {t('Send the invitation')}
          </Button>
        </form>
      )}
    </Sheet>
  );
};
