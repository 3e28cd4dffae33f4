import { useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { MemberView } from '../../../../../api/contracts/identity.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Box, Loaded, Page, Part } from '../../../components/page.tsx';
import { Ago } from '../../../components/time.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay, useMe } from '../../auth/api/session.ts';
import { changeRole, membersQuery, removeMember } from '../api/team.ts';
import { InvitationsPart } from './invitations-part.tsx';
import { InviteSheet } from './invite-sheet.tsx';
import { RoleSelect } from './role-select.tsx';

export const TeamPage = () => {
  const me = useMe();
  const mayChange = useMay(write('team'));
  const orgId = me.organization.id;
  const query = useQuery(membersQuery(orgId));
  const [inviting, setInviting] = useState(false);
  return (
    <Page
      title={t('Team')}
      about={t('Who works in {name}, and what each may do.', { name: me.organization.name })}
      actions={
        mayChange ? (
          <Button tone="primary" onClick={() => setInviting(true)} data-testid="invite">
            <UserPlus className="size-4" aria-hidden="true" />
            {t('Invite')}
          </Button>
        ) : null
      }
    >
      <Part title={t('Members')}>
        <Loaded query={query} what={t('The team did not load')}>
          {({ members }) => (
            <Box>
              <ul className="divide-y divide-line">
                {members.map(member => (
                  <Row key={member.userId} member={member} mayChange={mayChange} />
                ))}
              </ul>
            </Box>
          )}
        </Loaded>
      </Part>
      <InvitationsPart mayChange={mayChange} />
      {inviting ? <InviteSheet onClose={() => setInviting(false)} /> : null}
    </Page>
  );
};

const Row = ({ member, mayChange }: { member: MemberView; mayChange: boolean }) => {
  const orgId = useMe().organization.id;
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);

  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      say(done);
      // One's own role decides what else this page shows.
      await client.invalidateQueries();
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
      setRemoving(false);
    }
  };

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3" data-testid="member">
      <Avatar name={member.name} className="size-8 shrink-0" />
      <div className="min-w-40 flex-1 text-sm">
        <p className="font-medium [overflow-wrap:anywhere]">
          {member.name}
          {member.me ? <span className="ml-2 font-normal text-ink-2">{t('you')}</span> : null}
        </p>
        <p className="text-ink-2 text-xs [overflow-wrap:anywhere]">
          {member.email}
          {' · '}
          {member.lastSignInAt ? (
            <Filled text={t('signed in {when}')} values={{ when: <Ago at={member.lastSignInAt} /> }} />
          ) : (
            t('has not signed in yet')
          )}
        </p>
      </div>
      {mayChange ? (
        <div className="flex items-center gap-2">
          <div className="w-32">
            <RoleSelect
              value={member.role}
              disabled={busy}
              aria-label={t('Role of {name}', { name: member.name })}
              onChange={role =>
                void act(
                  () => changeRole(orgId, member.userId, role),
                  t('{name} is {role} now.', { name: member.name, role: sentence(role) }),
                )
              }
            />
          </div>
          <Button
            size="sm"
            tone="ghost"
            disabled={busy}
            onClick={() => setRemoving(true)}
            aria-label={t('Remove {name}', { name: member.name })}
          >
            {t('Remove')}
          </Button>
        </div>
      ) : (
        <span className="text-ink-2 text-sm">{sentence(member.role)}</span>
      )}
      {removing ? (
        <Dialog
          title={t('Remove {name}?', { name: member.name })}
          action={t('Remove')}
          tone="danger"
          busy={busy}
          onDo={() =>
            void act(() => removeMember(orgId, member.userId), t('{name} is removed.', { name: member.name }))
          }
          onClose={() => setRemoving(false)}
        >
          <p className="text-ink-2 text-sm">
            {t(
              'What they may do here ends at once. What they wrote stays, and their account in other organizations too.',
            )}
          </p>
        </Dialog>
      ) : null}
    </li>
  );
};
