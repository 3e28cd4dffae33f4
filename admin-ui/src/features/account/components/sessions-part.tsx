import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { useState } from 'react';
import type { SessionView } from '../../../../../api/contracts/account.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { endOtherSessions, endSession, sessionsQuery } from '../api/account.ts';

export const SessionsPart = () => {
  const query = useQuery(sessionsQuery);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const others = query.data?.sessions.filter(session => !session.current).length ?? 0;

  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      say(done);
    } catch (error) {
      sayError(error);
    } finally {
      await client.invalidateQueries(sessionsQuery);
      setBusy(false);
    }
  };

  return (
    <Part
      title={t('Where you are signed in')}
      about={t('End what you do not recognize, and change your password.')}
      aside={
        others > 0 ? (
          <Button
            size="sm"
            disabled={busy}
            onClick={() => void act(endOtherSessions, t('Every other session ended.'))}
            data-testid="sessions-end-others"
          >
            {t('End all others')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query} what={t('Your sessions did not load')}>
        {({ sessions }) => (
          <Box>
            <ul className="divide-y divide-line">
              {sessions.map(session => (
                <Row
                  key={session.id}
                  session={session}
                  busy={busy}
                  end={() => void act(() => endSession(session.id), t('The session ended.'))}
                />
              ))}
            </ul>
          </Box>
        )}
      </Loaded>
    </Part>
  );
};

const Row = ({ session, busy, end }: { session: SessionView; busy: boolean; end: () => void }) => {
  const Icon = /iPhone|Android|iPad/.test(session.device) ? Smartphone : Laptop;
  return (
    <li className="flex items-center gap-3 px-4 py-3" data-testid="session">
      <Icon className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium [overflow-wrap:anywhere]">
          {session.device}
          {session.current ? <span className="ml-2 font-normal text-good">{t('this one')}</span> : null}
        </p>
        <p className="text-ink-2 text-xs">
          {session.ipAddress ? <span className="tabular-nums">{session.ipAddress} · </span> : null}
          <Filled text={t('signed in {when}')} values={{ when: <Ago at={session.createdAt} /> }} />
        </p>
      </div>
      {session.current ? null : (
        <Button
          size="sm"
          disabled={busy}
          onClick={end}
          aria-label={t('End the session of {device}', { device: session.device })}
        >
          {t('End')}
        </Button>
      )}
    </li>
  );
};
