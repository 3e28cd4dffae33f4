import { clsx } from 'clsx';
import { Check, CheckCheck, CircleAlert, CircleQuestionMark, Clock3 } from 'lucide-react';
import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import type { DeliveryState } from '../../../../../../domain/words.ts';
import { ClockTime } from '../../../../components/time.tsx';
import { t } from '../../../../lib/language.ts';
import { DELIVERY_LABELS } from '../../model/labels.ts';
import { useInbox } from '../use-inbox.ts';

const TICKS: Record<DeliveryState, { Icon: typeof Check; tone: string }> = {
  QUEUED: { Icon: Clock3, tone: '' },
  SENDING: { Icon: Clock3, tone: '' },
  SENT: { Icon: Check, tone: '' },
  DELIVERED: { Icon: CheckCheck, tone: '' },
  READ: { Icon: CheckCheck, tone: 'text-accent-text' },
  FAILED: { Icon: CircleAlert, tone: 'text-danger-text' },
  UNKNOWN: { Icon: CircleQuestionMark, tone: '' },
};

export const Tick = ({ state }: { state: DeliveryState }) => {
  const { Icon, tone } = TICKS[state];
  return (
    <span className={clsx('inline-flex items-center', tone)} title={DELIVERY_LABELS[state]}>
      <Icon className="size-3.5" aria-hidden="true" />
      <span className="sr-only">{DELIVERY_LABELS[state]}</span>
    </span>
  );
};

/** Time, ticks, marks and the way to "why". */
export const Foot = ({ message }: { message: MessageView }) => {
  const { showTurn, search } = useInbox();
  const { turnId } = message;
  const marks = [
    message.editedAt && !message.deletedAt ? t('edited') : null,
    message.resendOfId ? t('sent again') : null,
  ].filter(mark => mark !== null);
  return (
    <p className="mt-0.5 flex items-center gap-1.5 px-1 text-ink-2 text-xs">
      <ClockTime at={message.at} />
      {marks.map(mark => (
        <span key={mark}>· {mark}</span>
      ))}
      {message.state ? <Tick state={message.state} /> : null}
      {message.confidence !== null ? (
        <span
          data-testid="confidence"
          title={t("How far the answer rests on your facts, as the agent's own check before sending found it")}
        >
          {t('{percent}% grounded', { percent: Math.round(message.confidence * 100) })}
        </span>
      ) : null}
      {turnId && message.direction === 'out' ? (
        <button
          type="button"
          data-testid="why-link"
          data-turn={turnId}
          aria-pressed={search.turn === turnId}
          onClick={() => showTurn(turnId)}
          className="rounded-sm px-1 font-medium text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink aria-pressed:text-accent-text"
        >
          {t('why')}
        </button>
      ) : null}
    </p>
  );
};
