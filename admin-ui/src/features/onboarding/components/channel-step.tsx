import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Smartphone } from 'lucide-react';
import { useState } from 'react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { channelsQuery, useSimulated } from '../../channels/api/channels.ts';
import { ConnectForm } from '../../channels/components/connect-form.tsx';
import { NumberCard } from '../../channels/components/number-card.tsx';

/** What was written to it shows by itself while one waits for the first message. */
const LOOK_AGAIN_MS = 3_000;

/** Where customers reach the agent: connect a number, or take a simulated one. */
export const ChannelStep = ({ view }: { view: OnboardingView }) => {
  const mayChange = useMay(write('whatsapp'));
  const channels = useQuery({ ...channelsQuery, refetchInterval: LOOK_AGAIN_MS });
  const [adding, setAdding] = useState(false);
  return (
    <Loaded query={channels} what={t('The numbers did not load')}>
      {({ channels: numbers, simulated }) => (
        <>
          {view.mayRun ? (
            <Notice icon={<CircleCheck className="text-good" aria-hidden="true" />}>
              <p data-testid="may-run">
                {t('The agent answers whoever writes to it.')}{' '}
                <Link
                  to="/inbox/{-$conversationId}"
                  params={{}}
                  className="font-medium text-ink underline underline-offset-2"
                >
                  {t('To the inbox')}
                </Link>
              </p>
            </Notice>
          ) : numbers.length > 0 ? (
            <Notice tone="approval">
              {t('Nothing is published yet: what customers write now waits.')}{' '}
              <Link to="/onboarding/{-$step}" params={{ step: 'draft' }} className="font-medium underline">
                {t('Look and publish')}
              </Link>
            </Notice>
          ) : null}
          {numbers.map(channel => (
            <NumberCard key={channel.id} channel={channel} mayChange={mayChange} />
          ))}
          {mayChange ? null : <Notice>{t('Only an owner may connect a number.')}</Notice>}
          {mayChange && simulated && numbers.length === 0 ? <Simulated /> : null}
          {mayChange && (numbers.length === 0 || adding) ? (
            <Part
              title={t('Connect a WhatsApp number')}
              about={t('Each of these is checked with WhatsApp before it is stored; they are kept sealed.')}
            >
              <Box className="p-5">
                <ConnectForm onConnected={() => setAdding(false)} />
              </Box>
            </Part>
          ) : mayChange ? (
            <div>
              <Button onClick={() => setAdding(true)}>{t('Connect another number')}</Button>
            </div>
          ) : null}
        </>
      )}
    </Loaded>
  );
};

const Simulated = () => {
  const take = useSimulated();
  return (
    <Box className="flex flex-wrap items-center gap-4 p-4">
      <Smartphone className="size-6 shrink-0 text-ink-3" aria-hidden="true" />
      <div className="min-w-0 flex-1 basis-56 text-sm">
        <p className="font-medium">{t('Try it without WhatsApp')}</p>
        <p className="text-ink-2">{t('A simulated WhatsApp runs here: a number on it is yours with one click.')}</p>
      </div>
      <Button
        tone="primary"
        disabled={take.isPending}
        data-testid="take-simulated"
        onClick={() =>
          take.mutate(undefined, { onSuccess: () => say(t('The number is connected.')), onError: sayError })
        }
      >
        {take.isPending ? t('Making it…') : t('Take a simulated number')}
      </Button>
    </Box>
  );
};
