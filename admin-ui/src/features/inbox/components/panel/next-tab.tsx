import { ExternalLink } from 'lucide-react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../../domain/permission/permission.ts';
import { Button } from '../../../../components/button.tsx';
import { Filled } from '../../../../components/filled.tsx';
import { DayTime } from '../../../../components/time.tsx';
import { useNow } from '../../../../lib/clock.ts';
import { clockTime, countdown, dayAndTime, duration, exactTime, ms } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { useZone } from '../../../../lib/zone.ts';
import { useMay } from '../../../auth/api/session.ts';
import { useOwnership } from '../../api/ownership.ts';
import { DUE_LABELS, INTENT_LABELS, MOOD_LABELS, STALENESS_LABELS } from '../../model/labels.ts';
import { useInbox } from '../use-inbox.ts';
import { History } from './history.tsx';
import { Offers } from './offers.tsx';
import { Fact, Section } from './section.tsx';
import { WatchOut } from './watch-out.tsx';

const RECENT = 5;

/** What happens next and when, the window, and how warm the conversation is. */
export const NextTab = ({ detail }: { detail: ConversationDetail }) => {
  const { showTab } = useInbox();
  return (
    <>
      <WatchOut detail={detail} />
      <Section title={t('What happens next')}>
        <NextAction detail={detail} />
      </Section>
      <Section title={t('24-hour window')}>
        <WindowClock detail={detail} />
      </Section>
      <Section title={t('State')}>
        <dl>
          <Fact name={t('Warmth')}>
            {STALENESS_LABELS[detail.staleness].label}
            <span className="text-ink-2"> · {STALENESS_LABELS[detail.staleness].meaning}</span>
          </Fact>
          {detail.coolsAt ? (
            <Fact name={t('Cools')}>
              <DayTime at={detail.coolsAt} />
            </Fact>
          ) : null}
          {detail.mood ? <Fact name={t('Mood')}>{MOOD_LABELS[detail.mood]}</Fact> : null}
          {detail.lastIntent ? <Fact name={t('Wanted last')}>{INTENT_LABELS[detail.lastIntent]}</Fact> : null}
          {detail.autoreply ? null : <Fact name={t('The agent')}>{t('does not answer this contact by itself')}</Fact>}
        </dl>
      </Section>
      <Offers conversationId={detail.id} />
      <Section
        title={t('Lately')}
        aside={
          detail.history.length > RECENT ? (
            <Button size="sm" tone="ghost" onClick={() => showTab('log')}>
              {t('All {count}', { count: detail.history.length })}
            </Button>
          ) : null
        }
      >
        <History entries={detail.history.slice(0, RECENT)} />
      </Section>
      {detail.temporalUrl ? (
        <div className="px-4 py-3">
          <TemporalLink url={detail.temporalUrl} />
        </div>
      ) : null}
    </>
  );
};

export const TemporalLink = ({ url }: { url: string }) => (
  <a
    href={url}
    target="_blank"
    rel="noreferrer"
    data-testid="temporal-link"
    className="inline-flex items-center gap-1.5 font-medium text-accent-text text-sm underline underline-offset-2"
  >
    {t('Open in Temporal Web')}
    <ExternalLink className="size-3.5" aria-hidden="true" />
  </a>
);

const NextAction = ({ detail }: { detail: ConversationDetail }) => {
  const ownership = useOwnership(detail.id);
  const nowMs = useNow(1000);
  const zone = useZone();
  const canAct = useMay(write('conversations'));
  const { next } = detail;
  if (!next || detail.status === 'RESOLVED')
    return (
      <p className="text-ink-2 text-sm">
        {detail.status === 'RESOLVED'
          ? t('Nothing: the conversation is closed. It opens again when the customer writes.')
          : t('Nothing is planned. It waits for the customer.')}
      </p>
    );
  return (
    <div className="rounded-lg border border-line bg-canvas p-3">
      <p className="font-medium text-base [overflow-wrap:anywhere]">
        {next.label || DUE_LABELS[next.kind]}
        {next.step === null ? null : (
          <span className="font-normal text-ink-2">
            {' '}
            {t('· step')} {next.step}
            {next.steps === null ? null : t(' of {steps}', { steps: next.steps })}
          </span>
        )}
      </p>
      <p className="text-ink-2 text-sm" title={exactTime(next.at, zone)}>
        <span className="text-ink">{countdown(next.at, nowMs)}</span> · {dayAndTime(next.at, zone, nowMs)}
      </p>
      {canAct && next.runnable ? (
        <p className="mt-2 flex gap-2">
          <Button
            size="sm"
            disabled={ownership.isPending}
            data-testid="due-run"
            onClick={() => ownership.mutate({ kind: 'run', step: next.step })}
          >
            {t('Run now')}
          </Button>
          <Button
            size="sm"
            tone="ghost"
            disabled={ownership.isPending}
            data-testid="due-skip"
            onClick={() => ownership.mutate({ kind: 'skip', step: next.step })}
          >
            {t('Skip')}
          </Button>
        </p>
      ) : null}
    </div>
  );
};

const DAY_MS = 86_400_000;

const WindowClock = ({ detail }: { detail: ConversationDetail }) => {
  const nowMs = useNow(1000);
  const zone = useZone();
  const { open, endsAt } = detail.window;
  const leftMs = endsAt === null ? null : ms(endsAt) - nowMs;
  if (!open || (leftMs !== null && leftMs <= 0))
    return (
      <p className="text-ink-2 text-sm">
        {t('Closed. Only approved templates may be sent until the customer writes.')}
      </p>
    );
  if (leftMs === null || endsAt === null) return <p className="text-sm">{t('Open')}</p>;
  const share = Math.min(1, leftMs / DAY_MS);
  return (
    <>
      <p className="text-sm" title={exactTime(endsAt, zone)}>
        <Filled
          text={t('closes in {time}')}
          values={{ time: <span className="font-medium">{duration(leftMs)}</span> }}
        />
        <span className="text-ink-2"> · {clockTime(endsAt, zone)}</span>
      </p>
      <div className="mt-2 h-1 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        <div className="h-full rounded-full bg-ink-3" style={{ width: `${share * 100}%` }} />
      </div>
    </>
  );
};
