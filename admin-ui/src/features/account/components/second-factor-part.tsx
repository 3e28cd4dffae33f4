import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { endSecondFactor, renewRecoveryCodes, secondFactorQuery } from '../api/account.ts';
import { Enrolment } from './enrolment.tsx';
import { ProofForm } from './proof-form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

type Open = 'enrol' | 'off' | 'renew' | { codes: string[] };

export const SecondFactorPart = () => {
  const query = useQuery(secondFactorQuery);
  const client = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const refresh = () => client.invalidateQueries(secondFactorQuery);
  const close = () => setOpen(null);

  return (
    <Part
      title={t('Two-factor sign-in')}
      about={t('A code from your phone besides the password: a stolen password alone opens nothing.')}
    >
      <Loaded query={query} what={t('Two-factor sign-in did not load')} rows={1}>
        {({ on, since, recoveryCodesLeft }) => (
          <Box className="flex flex-col gap-3 p-4">
            <div className="flex flex-wrap items-center gap-3">
              {on ? (
                <ShieldCheck className="size-5 text-good" aria-hidden="true" />
              ) : (
                <ShieldOff className="size-5 text-ink-3" aria-hidden="true" />
              )}
              <p className="min-w-40 flex-1 text-sm">
                {on && since ? (
                  <span className="font-medium">
                    <Filled text={t('On since {when}')} values={{ when: <Ago at={since} /> }} />
                  </span>
                ) : (
                  <span className="font-medium">{t('Off')}</span>
                )}
                {on ? (
                  <span className="block text-ink-2">
                    {t('{count} of 10 recovery codes left', { count: recoveryCodesLeft })}
                  </span>
                ) : null}
              </p>
              {on ? (
                <>
                  <Button onClick={() => setOpen('renew')}>{t('New recovery codes')}</Button>
                  <Button tone="danger" onClick={() => setOpen('off')} data-testid="second-factor-off">
                    {t('Turn off')}
                  </Button>
                </>
              ) : (
                <Button tone="primary" onClick={() => setOpen('enrol')} data-testid="second-factor-on">
                  {t('Turn on')}
                </Button>
              )}
            </div>
            {on && recoveryCodesLeft < 3 ? (
              <Notice tone="approval">
                {t('Few recovery codes are left: make new ones while you have your phone.')}
              </Notice>
            ) : null}
          </Box>
        )}
      </Loaded>
      {open === 'enrol' ? (
        <Sheet label={t('Turn on two-factor sign-in')} onClose={close}>
          <Enrolment
            onDone={codes => {
              void refresh();
              setOpen({ codes });
            }}
          />
        </Sheet>
      ) : null}
      {open === 'off' ? (
        <Sheet label={t('Turn off two-factor sign-in')} onClose={close}>
          <ProofForm
            action={t('Turn off')}
            tone="danger"
            send={async proof => {
              await endSecondFactor(proof);
              await refresh();
              say(t('Two-factor sign-in is off.'));
              close();
            }}
          />
        </Sheet>
      ) : null}
      {open === 'renew' ? (
        <Sheet label={t('New recovery codes')} onClose={close}>
          <ProofForm
            action={t('Make new codes')}
            about={t('The codes you have now stop working.')}
            send={async proof => {
              const { recoveryCodes } = await renewRecoveryCodes(proof);
              await refresh();
              setOpen({ codes: recoveryCodes });
            }}
          />
        </Sheet>
      ) : null}
      {typeof open === 'object' && open ? (
        <Sheet label={t('Your recovery codes')} onClose={close}>
          <RecoveryCodes codes={open.codes} onDone={close} />
        </Sheet>
      ) : null}
    </Part>
  );
};
