import { useQuery, useQueryClient } from '@tanstack/react-query';
import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Box } from '../../../components/page.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { sayError } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { type PushState, pushState, turnOff, turnOn } from '../api/push.ts';

const WORDS: Record<PushState, string> = {
  on: t('This browser tells you what is ticked below, also while no window of Parley is open.'),
  off: t('This browser tells you nothing while Parley is not open.'),
  denied: t(
    'You told this browser not to show notifications of Parley. Allow them in its settings for this site, then load the page again.',
  ),
  missing: t('This browser cannot be told. On an iPhone, put Parley on the home screen first.'),
};

/** Whether the browser one sits at shows notifications. */
export const ThisBrowser = () => {
  const { memberId } = useMe();
  const client = useQueryClient();
  const state = useQuery({ queryKey: keys.pushState, queryFn: () => pushState(memberId) }).data;
  const [busy, setBusy] = useState(false);
  if (state === undefined) return null;
  const turn = async (change: () => Promise<PushState>) => {
    setBusy(true);
    try {
      client.setQueryData(keys.pushState, await change());
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  return (
    <Box className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3.5">
      <BellRing className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="font-medium">{t('This browser')}</h3>
        <p className="text-ink-2 text-sm" role="status" data-testid="push-state" data-state={state}>
          {WORDS[state]}
        </p>
      </div>
      {state === 'on' ? (
        <Button disabled={busy} data-testid="push-off" onClick={() => void turn(turnOff)}>
          {t('Turn off')}
        </Button>
      ) : state === 'off' ? (
        <Button tone="primary" disabled={busy} data-testid="push-on" onClick={() => void turn(() => turnOn(memberId))}>
          {t('Turn on')}
        </Button>
      ) : null}
    </Box>
  );
};
