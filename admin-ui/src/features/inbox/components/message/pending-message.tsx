import { CircleAlert, Clock3 } from 'lucide-react';
import { Button } from '../../../../components/button.tsx';
import { t } from '../../../../lib/language.ts';
import { discardPending, useSend } from '../../api/send.ts';
import type { Pending } from '../../model/pending.ts';
import { setComposerText } from '../../model/state.ts';

/** What a person wrote and the server has not shown back: lighter until it is real. */
export const PendingMessage = ({ entry }: { entry: Pending }) => {
  const { retry } = useSend(entry.conversationId);
  const failed = entry.state === 'failed';
  return (
    <div
      data-testid="message"
      data-id={entry.id}
      data-direction="out"
      data-sender="HUMAN"
      data-state={failed ? 'LOCAL_FAILED' : 'LOCAL'}
      className="mt-3 flex flex-col items-end"
    >
      <div
        className={
          failed
            ? 'max-w-[min(85%,36rem)] rounded-xl border border-danger/50 bg-danger-soft px-3 py-2'
            : 'max-w-[min(85%,36rem)] rounded-xl border border-transparent bg-bubble-out px-3 py-2 opacity-60'
        }
      >
        <p dir="auto" className="whitespace-pre-wrap text-ink text-lg [overflow-wrap:anywhere]">
          {entry.text}
        </p>
      </div>
      {failed ? (
        <div role="alert" className="mt-1 flex max-w-[min(92%,36rem)] flex-col items-end gap-2 text-sm">
          <p className="flex items-start gap-1.5 text-danger-text">
            <CircleAlert className="mt-px size-4 shrink-0" aria-hidden="true" />
            {t('Not sent.')} {entry.problem}
          </p>
          <p className="flex gap-2">
            <Button
              size="sm"
              tone="ghost"
              onClick={() => {
                discardPending(entry.id);
                setComposerText(entry.conversationId, entry.text);
              }}
            >
              {t('Edit')}
            </Button>
            <Button size="sm" onClick={() => void retry(entry)}>
              {t('Try again')}
            </Button>
          </p>
        </div>
      ) : (
        <p className="mt-0.5 flex items-center gap-1.5 px-1 text-ink-2 text-xs">
          {t('sending')} <Clock3 className="size-3.5" aria-hidden="true" />
        </p>
      )}
    </div>
  );
};
