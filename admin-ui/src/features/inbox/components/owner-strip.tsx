import { clsx } from 'clsx';
import { Archive, Bot, CircleAlert, CirclePause, ClipboardCheck, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import type { Owner } from '../../../../../domain/words.ts';
import { Kbd } from '../../../components/kbd.tsx';
import { useNow } from '../../../lib/clock.ts';
import { countdown, exactTime, words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { useMay, useMe } from '../../auth/api/session.ts';
import type { OwnershipStep } from '../api/ownership.ts';
import { DUE_WORDS, ESCALATION_LABELS } from '../model/labels.ts';
import { callOf } from '../model/row-status.ts';
import { activitySentence, ownerSentence } from '../model/strip.ts';
import { ReleaseNote } from './release-note.tsx';

import { OWNER_STRIP } from './tones.ts';
import { useInbox } from './use-inbox.ts';

const ICONS: Record<Owner, typeof Bot> = { AI: Bot, APPROVAL: ClipboardCheck, HUMAN: UserRound, PAUSED: CirclePause };

type Props = {
  detail: ConversationDetail;
  busy: boolean;
  onTakeOver: () => void;
  onStep: (step: OwnershipStep) => void;
};

/** Who owns the conversation, what happens next and when, and the one or two things one may want now. */
export const OwnerStrip = ({ detail, busy, onTakeOver, onStep }: Props) => {
  const me = useMe();
  const mayAct = useMay(write('conversations'));
  const Icon = detail.status === 'RESOLVED' ? Archive : ICONS[detail.owner];
  const activity = activitySentence(detail);
  const closed = detail.status === 'RESOLVED';
  const mine = detail.owner === 'HUMAN' && detail.ownerId === me.memberId;
  return (
    <div
      data-testid="owner-strip"
      data-owner={detail.owner}
      data-epoch={detail.epoch}
      className={clsx(
        'shrink-0 transition-colors',
        !detail.escalation && 'border-b',
        OWNER_STRIP[closed ? 'PAUSED' : detail.owner],
      )}
    >
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 md:px-4">
        <p className="flex min-w-0 flex-1 basis-40 items-center gap-2 text-sm">
          <Icon className="size-4 shrink-0" aria-hidden="true" />
          <span className="min-w-0">
            <span className="font-semibold">{ownerSentence(detail, me.memberId)}</span>
            {activity ? (
              <span className="animate-breathe"> · {activity}</span>
            ) : detail.optedOut || closed ? null : (
              <NextDue detail={detail} />
            )}
          </span>
        </p>
        {!mayAct ? null : closed ? (
          <StripButton strong data-testid="reopen" onClick={() => onStep({ kind: 'reopen' })}>
            {t('Open again')} <Kbd>C</Kbd>
          </StripButton>
        ) : detail.optedOut ? null : (
          <div className="flex flex-wrap items-center gap-1.5">
            {detail.owner === 'APPROVAL' || detail.owner === 'PAUSED' ? (
              <StripButton onClick={() => onStep({ kind: 'mode', owner: 'AI' })} narrowHides>
                {t('Let the AI answer')}
              </StripButton>
            ) : null}
            {detail.owner === 'AI' ? (
              <StripButton
                onClick={() => onStep({ kind: 'mode', owner: 'APPROVAL' })}
                data-testid="approve-mode"
                narrowHides
              >
                {t('Approve mode')}
              </StripButton>
            ) : null}
            {detail.owner === 'HUMAN' ? (
              <>
                <ReleaseNote onRelease={note => onStep({ kind: 'release', note })} />
                <StripButton strong data-testid="release" onClick={() => onStep({ kind: 'release' })}>
                  {t('Hand back')} <Kbd>R</Kbd>
                </StripButton>
              </>
            ) : null}
            {mine ? null : (
              <StripButton
                strong
                data-testid="takeover"
                onClick={onTakeOver}
                disabled={busy && detail.owner === 'HUMAN'}
              >
                {t('Take over')} <Kbd>T</Kbd>
              </StripButton>
            )}
          </div>
        )}
      </div>
      {detail.escalation ? (
        <Escalation escalation={detail.escalation} brief={detail.brief} taken={detail.ownerId !== null} />
      ) : null}
    </div>
  );
};

const NextDue = ({ detail }: { detail: ConversationDetail }) => {
  const nowMs = useNow(1000);
  const zone = useZone();
  const { next } = detail;
  if (!next) return null;
  return (
    <span data-testid="next-due" data-kind={next.kind} title={`${next.label}: ${exactTime(next.at, zone)}`}>
      {' '}
      · {DUE_WORDS[next.kind]} {countdown(next.at, nowMs)}
    </span>
  );
};

/** Loud until somebody has taken over; then only the reason why. */
const Escalation = ({
  escalation,
  brief,
  taken,
}: {
  escalation: NonNullable<ConversationDetail['escalation']>;
  /** What to do stands above the thread; the rest of it beside (A-ESC-4). */
  brief: ConversationDetail['brief'];
  taken: boolean;
}) => {
  const { showTab } = useInbox();
  return (
    <p
      className={clsx(
        'flex items-center gap-2 border-b px-3 py-1.5 text-sm md:px-4',
        taken ? 'border-line bg-surface text-ink-2' : 'border-danger/25 bg-danger-soft text-danger-text',
      )}
    >
      <CircleAlert className="size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1">
        <span className="font-semibold">{taken ? t('Handed over') : callOf(escalation.priority)}</span>:{' '}
        {escalation.reasons.map(reason => ESCALATION_LABELS[reason]).join(', ')}
        <span className="text-ink-2"> · {words(escalation.priority)}</span>
        {brief ? (
          <span data-testid="brief-first" className="block text-ink [overflow-wrap:anywhere]" dir="auto">
            {brief.recommendedAction} <span className="line-clamp-2 text-ink-2">{brief.summary}</span>
          </span>
        ) : null}
      </span>
      <button type="button" className="font-medium underline underline-offset-2" onClick={() => showTab('lead')}>
        {t('Brief')}
      </button>
    </p>
  );
};

const StripButton = ({
  strong = false,
  narrowHides = false,
  children,
  ...rest
}: {
  strong?: boolean;
  /** Offered in the menu instead where there is no room. */
  narrowHides?: boolean;
  children: ReactNode;
  onClick: () => void;
  disabled?: boolean;
  'data-testid'?: string;
}) => (
  <button
    type="button"
    className={clsx(
      'h-8 items-center gap-1.5 whitespace-nowrap rounded-lg border px-2.5 md:h-7 font-medium text-sm text-ink transition-colors disabled:cursor-not-allowed disabled:opacity-50',
      narrowHides ? 'hidden md:inline-flex' : 'inline-flex',
      strong ? 'border-line-strong bg-surface hover:bg-sunken' : 'border-transparent hover:bg-surface/70',
    )}
    {...rest}
  >
    {children}
  </button>
);
