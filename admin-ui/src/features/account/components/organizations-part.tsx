import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Avatar } from '../../../components/avatar.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Problem } from '../../../components/form.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { words } from '../../../lib/format.ts';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { leaveOrganization, type OwnOrganization, ownOrganizationsQuery } from '../api/account.ts';

/** Where one belongs, and the way out. */
export const OrganizationsPart = () => {
  const query = useQuery(ownOrganizationsQuery);
  const [leaving, setLeaving] = useState<OwnOrganization | null>(null);
  return (
    <Part title={t('Your organizations')} about={t('You leave only the one you choose; your account stays.')}>
      <Loaded query={query} what={t('Your organizations did not load')}>
        {({ organizations }) => (
          <Box>
            <ul className="divide-y divide-line">
              {organizations.map(organization => (
                <li key={organization.id} className="flex items-center gap-3 px-4 py-3" data-testid="own-organization">
                  <Avatar name={organization.name} className="size-8 shrink-0" />
                  <div className="min-w-0 flex-1 text-sm">
                    <p className="font-medium [overflow-wrap:anywhere]">
                      {organization.name}
                      {organization.current ? (
                        <span className="ml-2 font-normal text-ink-2">{t('this one')}</span>
                      ) : null}
                    </p>
                    <p className="text-ink-2 text-xs">{words(organization.role)}</p>
                  </div>
                  <Button
                    size="sm"
                    tone="ghost"
                    onClick={() => setLeaving(organization)}
                    aria-label={t('Leave {name}', { name: organization.name })}
                  >
                    {t('Leave')}
                  </Button>
                </li>
              ))}
            </ul>
          </Box>
        )}
      </Loaded>
      {leaving ? <LeaveDialog organization={leaving} onClose={() => setLeaving(null)} /> : null}
    </Part>
  );
};

const LeaveDialog = ({ organization, onClose }: { organization: OwnOrganization; onClose: () => void }) => {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const leave = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await leaveOrganization(organization.id);
    } catch (error) {
      const { message, hint } = explain(error);
      setProblem([message, hint].filter(Boolean).join(' '));
      setBusy(false);
      return;
    }
    // Nothing of it may stay on the screen or in memory.
    if (organization.current) return location.assign('/');
    say(t('You left {name}.', { name: organization.name }));
    onClose();
    await client.invalidateQueries({ queryKey: ownOrganizationsQuery.queryKey });
  };
  return (
    <Dialog
      title={t('Leave {name}?', { name: organization.name })}
      action={t('Leave')}
      tone="danger"
      busy={busy}
      onDo={() => void leave()}
      onClose={onClose}
    >
      <p className="text-ink-2 text-sm">
        {t(
          'What you may do there ends at once, and your API keys with it. What you wrote stays. To come back, somebody there has to invite you.',
        )}
      </p>
      <Problem>{problem}</Problem>
    </Dialog>
  );
};
