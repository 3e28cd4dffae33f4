import { useQuery } from '@tanstack/react-query';
import { ExternalLink, MessageCircle } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import type { ChannelView } from '../../../../../api/contracts/channels.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Box, Loaded } from '../../../components/page.tsx';
import { DayTime } from '../../../components/time.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { useSubscribe, useTestSend, webhookQuery } from '../api/channels.ts';

const words = (error: unknown): string => {
  const { message, hint } = explain(error);
  return hint ? `${message} ${hint}` : message;
};

/** One connected number: where its webhooks go, a test message, and whether it was written to. */
export const NumberCard = ({ channel, mayChange }: { channel: ChannelView; mayChange: boolean }) => {
  const { phoneUrl } = useMe();
  const simulated = channel.name === 'Simulated number' && phoneUrl !== null;
  return (
    <Box>
      <div className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-3" data-testid="number">
        <MessageCircle className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
        <div className="min-w-0 flex-1 basis-48">
          <h3 className="font-medium [overflow-wrap:anywhere]">{channel.name}</h3>
          <p className="text-ink-2 text-sm tabular-nums">{channel.displayAddress}</p>
        </div>
        <p role="status" className="text-ink-2 text-sm" data-testid="number-heard">
          {channel.lastInboundAt ? (
            <>
              {t('Last message')} <DayTime at={channel.lastInboundAt} />
            </>
          ) : (
            t('Nobody has written to it yet')
          )}
        </p>
      </div>
      {simulated ? (
        <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
          <p className="min-w-0 flex-1 basis-48 text-ink-2">
            {t('It is a simulated number: nothing to set up. Write to it from the simulated phone.')}
          </p>
          <a
            href={`${phoneUrl}/?number=${encodeURIComponent(channel.phoneNumberId)}`}
            target="_blank"
            rel="noreferrer"
            data-testid="open-phone"
            className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong px-3 font-medium hover:bg-sunken"
          >
            <ExternalLink className="size-3.5" aria-hidden="true" />
            {t('Open the phone')}
          </a>
        </div>
      ) : mayChange ? (
        <>
          <Webhook channelId={channel.id} />
          <TestSend channelId={channel.id} number={channel.displayAddress} />
        </>
      ) : null}
    </Box>
  );
};

const Webhook = ({ channelId }: { channelId: string }) => {
  const webhook = useQuery(webhookQuery(channelId));
  const subscribe = useSubscribe(channelId);
  return (
    <div className="flex flex-col gap-3 border-line border-b px-4 py-4 text-sm">
      <div>
        <h4 className="font-medium">{t('Webhooks')}</h4>
        <p className="text-ink-2">
          {t(
            'WhatsApp sends every message here. Let it be set for you, or enter both at Meta, in your app under WhatsApp, Configuration, and subscribe to the field “messages”.',
          )}
        </p>
      </div>
      <Loaded query={webhook} what={t('The webhook address did not load')} rows={2}>
        {({ url, verifyToken, reachable }) => (
          <>
            <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[8rem_minmax(0,1fr)_auto]">
              <Line name={t('Address')} value={url} testId="webhook-url" />
              <Line name={t('Verify token')} value={verifyToken} testId="verify-token" />
            </dl>
            {reachable ? null : (
              <p className="text-approval-text">
                {t(
                  'This address is known to this machine only: a real WhatsApp cannot reach it. Set PARLEY_PUBLIC_URL to the one you are reached at from outside.',
                )}
              </p>
            )}
            <div className="flex flex-wrap items-center gap-3">
              <Button
                disabled={subscribe.isPending}
                data-testid="subscribe"
                onClick={() =>
                  subscribe.mutate(undefined, {
                    onSuccess: () => say(t('WhatsApp called this address, and sends here now.')),
                  })
                }
              >
                {subscribe.isPending ? t('WhatsApp calls back…') : t('Set it for me')}
              </Button>
              {subscribe.isSuccess ? <span className="text-ink-2">{t('WhatsApp sends here now.')}</span> : null}
            </div>
            <Problem>{subscribe.error ? words(subscribe.error) : null}</Problem>
          </>
        )}
      </Loaded>
    </div>
  );
};

const Line = ({ name, value, testId }: { name: string; value: string; testId: string }) => (
  <>
    <dt className="text-ink-2">{name}</dt>
    <dd className="min-w-0 font-mono text-xs leading-5 [overflow-wrap:anywhere]" data-testid={testId}>
      {value}
    </dd>
    <dd>
      <CopyButton text={() => value} label={t('Copy {name}', { name: name.toLowerCase() })} />
    </dd>
  </>
);

const TestSend = ({ channelId, number }: { channelId: string; number: string }) => {
  const [to, setTo] = useState('');
  const send = useTestSend(channelId);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    send.mutate(to.replaceAll(/[\s().-]/g, ''));
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3 px-4 py-4 text-sm">
      <div>
        <h4 className="font-medium">{t('Try it')}</h4>
        <p className="text-ink-2">
          {t(
            'Write to {number} from a phone of yours: that proves the webhooks, and the agent answers. Or have it write to you with an approved template.',
            { number },
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-48 flex-1">
          <TextField
            name="to"
            label={t('Your phone')}
            placeholder="+1 415 555 0142"
            inputMode="tel"
            value={to}
            onChange={setTo}
          />
        </div>
        <Button type="submit" disabled={send.isPending || to.trim() === ''} data-testid="test-send">
          {send.isPending ? t('Sending…') : t('Send a test message')}
        </Button>
      </div>
      {send.data ? (
        <p role="status" data-testid="test-sent" className="text-ink-2">
          {t('WhatsApp took it (template {template}). Look at the phone.', { template: send.data.template })}
        </p>
      ) : null}
      <Problem>{send.error ? words(send.error) : null}</Problem>
    </form>
  );
};
