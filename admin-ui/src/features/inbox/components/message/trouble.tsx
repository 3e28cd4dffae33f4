import { CircleAlert, CircleQuestionMark } from 'lucide-react';
import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import { write } from '../../../../../../domain/permission/permission.ts';
import { Button } from '../../../../components/button.tsx';
import { t } from '../../../../lib/language.ts';
import { useMay } from '../../../auth/api/session.ts';
import { useSettle } from '../../api/messages.ts';
import { useSend } from '../../api/send.ts';
import { wasStopped } from '../../model/failure.ts';

/** A send that failed, or one nobody can tell about: what happened and what to do. */
export const Trouble = ({ message, resent }: { message: MessageView; resent: boolean }) =>
  resent ? (
    <p className="mt-1 px-1 text-ink-2 text-sm">
      {message.state === 'UNKNOWN' ? t('Not confirmed; sent again below.') : t('Not delivered; sent again below.')}
    </p>
  ) : wasStopped(message) ? (
    <p className="mt-1 px-1 text-ink-2 text-sm">
      {t('Not sent. {explanation}', { explanation: message.error?.explanation ?? '' })}
    </p>
  ) : message.state === 'UNKNOWN' ? (
    <Unconfirmed message={message} />
  ) : (
    <Failed message={message} />
  );

const Unconfirmed = ({ message }: { message: MessageView }) => {
  const settle = useSettle(message.conversationId);
  const canAct = useMay(write('conversations'));
  const act = (outcome: 'arrived' | 'send_again') => settle.mutate({ messageId: message.id, outcome });
  return (
    <div className="mt-1 flex max-w-[min(92%,36rem)] flex-col items-start gap-2 rounded-lg border border-line-strong border-dashed bg-surface px-3 py-2 text-sm">
      <p className="flex items-start gap-1.5">
        <CircleQuestionMark className="mt-px size-4 shrink-0 text-ink-2" aria-hidden="true" />
        <span>
          <span className="font-medium">{t('Not confirmed.')}</span>{' '}
          <span className="text-ink-2">
            {message.error?.explanation ??
              t('The connection broke while this was being sent: it may or may not have arrived.')}{' '}
            {message.error?.remedy ?? t('Look at the phone or ask the customer, then say what is true.')}
          </span>
        </span>
      </p>
      {canAct ? (
        <p className="flex flex-wrap gap-2">
          <Button size="sm" disabled={settle.isPending} data-testid="settle-arrived" onClick={() => act('arrived')}>
            {t('It arrived')}
          </Button>
          <Button size="sm" disabled={settle.isPending} data-testid="settle-again" onClick={() => act('send_again')}>
            {t('Send again')}
          </Button>
        </p>
      ) : null}
    </div>
  );
};

const Failed = ({ message }: { message: MessageView }) => {
  const { send } = useSend(message.conversationId);
  const { error, text } = message;
  return (
    <div className="mt-1 flex max-w-[min(92%,36rem)] flex-col items-start gap-2 rounded-lg bg-danger-soft px-3 py-2 text-sm">
      <p className="flex items-start gap-1.5">
        <CircleAlert className="mt-px size-4 shrink-0 text-danger" aria-hidden="true" />
        <span>
          <span className="font-medium text-danger-text">{t('Not delivered.')}</span>{' '}
          {error ? error.explanation : t('WhatsApp refused it.')}{' '}
          {error ? <span className="text-ink-2">{error.remedy}</span> : null}
          {error ? <span className="text-ink-3"> ({error.code})</span> : null}
        </span>
      </p>
      {message.sender === 'HUMAN' && text && message.kind === 'TEXT' ? (
        <Button size="sm" onClick={() => void send(text, null)}>
          {t('Write it again')}
        </Button>
      ) : null}
    </div>
  );
};
