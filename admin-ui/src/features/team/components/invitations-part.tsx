import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InvitationView } from '../../../../../api/contracts/identity.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { DayTime } from '../../../components/time.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { invitationsQuery, invite, withdraw } from '../api/team.ts';

const MAIL: Record<NonNullable<InvitationView['mail']>, string> = {
  QUEUED: t('mail on its way'),
  SENDING: t('mail on its way'),
  SENT: t('mail sent'),
  FAILED: t('mail refused: check the address'),
  UNKNOWN: t('mail not confirmed: send it again if it did not come'),
};

export const InvitationsPart = ({ mayChange }: { mayChange: boolean }) => {
  const orgId = useMe().organization.id;
  const client = useQueryClient();
  const query = useQuery(invitationsQuery(orgId));
  const [busy, setBusy] = useState(false);

  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      say(done);
    } catch (error) {
      sayError(error);
    } finally {
      await client.invalidateQueries(invitationsQuery(orgId));
      setBusy(false);
    }
  };

  return (
    <Part title={t('Open invitations')}>
      <Loaded query={query} what={t('The invitations did not load')} rows={1}>
        {({ invitations }) =>
          invitations.length === 0 ? (
            <p className="text-ink-2 text-sm">{t('Nobody is invited just now.')}</p>
          ) : (
            <Box>
              <ul className="divide-y divide-line">
                {invitations.map(({ id, email, role, expiresAt, mail }) => (
                  <li
                    key={id}
                    className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3"
                    data-testid="invitation"
                  >
                    <div className="min-w-40 flex-1 text-sm">
                      <p className="font-medium [overflow-wrap:anywhere]">{email}</p>
                      <p className="text-ink-2 text-xs">
                        {sentence(role)}
                        {mail ? (
                          <span className={mail === 'FAILED' ? 'text-danger-text' : ''}> · {MAIL[mail]}</span>
                        ) : null}
                        {' · '}
                        <Filled text={t('ends {when}')} values={{ when: <DayTime at={expiresAt} /> }} />
                      </p>
                    </div>
                    {mayChange ? (
                      <div className="flex gap-2">
                        <Button
                          size="sm"
                          disabled={busy}
                          aria-label={t('Send the invitation to {email} again', { email })}
                          onClick={() =>
                            void act(
                              () => invite(orgId, { email, role }),
                              t('A new link is on its way; the one before ended.'),
                            )
                          }
                        >
                          {t('Send again')}
                        </Button>
                        <Button
                          size="sm"
                          tone="ghost"
                          disabled={busy}
                          aria-label={t('Take the invitation to {email} back', { email })}
                          onClick={() => void act(() => withdraw(orgId, id), t('The invitation is taken back.'))}
                        >
                          {t('Take back')}
                        </Button>
                      </div>
                    ) : null}
                  </li>
                ))}
              </ul>
            </Box>
          )
        }
      </Loaded>
    </Part>
  );
};
