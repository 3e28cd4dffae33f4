import { Ban, Clock3, SendHorizontal, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { IconButton } from '../../../components/icon-button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { DayTime } from '../../../components/time.tsx';
import { useNow } from '../../../lib/clock.ts';
import { duration, ms } from '../../../lib/format.ts';
import { useStore } from '../../../lib/store.ts';
import { useMay } from '../../auth/api/session.ts';
import { useSend } from '../api/send.ts';
import { displayName } from '../model/row-status.ts';
import { composerCalls, composerTexts, replyTargets, setComposerText, setReplyTarget } from '../model/state.ts';

const MAX = 4096;

/** Where a person writes; or, when nothing may be sent, why and what to do. */
export const Composer = ({ detail }: { detail: ConversationDetail }) => {
  const mayWrite = useMay(write('conversations'));
  const closed = useWindowClosed(detail);
  const name = displayName(detail.contact);
  if (!mayWrite)
    return (
      <Refusal>
        <Notice>Your role may look, not write. An administrator can change it.</Notice>
      </Refusal>
    );
  if (detail.optedOut)
    return (
      <Refusal>
        <Notice icon={<Ban aria-hidden="true" />}>
          <p className="font-medium text-ink">
            <bdi>{name}</bdi> asked not to be written to again.
          </p>
          <p>Nothing can be sent until they write START themselves.</p>
        </Notice>
      </Refusal>
    );
  if (closed)
    return (
      <Refusal>
        <Notice icon={<Clock3 aria-hidden="true" />}>
          <p className="font-medium text-ink">
            The 24-hour window is closed.
            {detail.window.endsAt ? (
              <span className="font-normal text-ink-2">
                {' '}
                <DayTime at={detail.window.endsAt} />
              </span>
            ) : null}
          </p>
          <p>
            WhatsApp takes only approved templates now, and they cannot be chosen here yet. You can write freely as soon
            as the customer writes again.
          </p>
        </Notice>
      </Refusal>
    );
  return <Editor detail={detail} />;
};

const Refusal = ({ children }: { children: React.ReactNode }) => (
  <div data-testid="composer-closed" className="shrink-0 border-line border-t bg-surface px-3 py-3 md:px-5">
    <div className="mx-auto max-w-3xl">{children}</div>
  </div>
);

/** The window may run out while one looks at it: the clock decides, not only the last answer. */
const useWindowClosed = (detail: ConversationDetail): boolean => {
  const nowMs = useNow(1000);
  const { open, endsAt } = detail.window;
  return !open || (endsAt !== null && ms(endsAt) <= nowMs);
};

const Editor = ({ detail }: { detail: ConversationDetail }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useStore(composerTexts, texts => texts[detail.id] ?? '');
  const replyTo = useStore(replyTargets, targets => targets[detail.id] ?? null);
  const calls = useStore(composerCalls, count => count);
  const seenCalls = useRef(calls);
  const { send } = useSend(detail.id);

  useEffect(() => {
    if (calls === seenCalls.current) return;
    seenCalls.current = calls;
    field.current?.focus();
  }, [calls]);

  const submit = () => {
    if (text.trim() === '') return;
    void send(text, replyTo?.id ?? null);
    setComposerText(detail.id, '');
    setReplyTarget(detail.id, null);
  };

  return (
    <form
      className="shrink-0 border-line border-t bg-surface px-3 py-2.5 md:px-5"
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="mx-auto max-w-3xl">
        {replyTo ? (
          <div className="mb-2 flex items-center gap-2 rounded-md border-line-strong border-l-3 bg-sunken py-1 pl-2 text-sm">
            <p className="min-w-0 flex-1">
              <span className="block text-ink-2 text-xs">
                Answer to {replyTo.direction === 'in' ? displayName(detail.contact) : 'our message'}
              </span>
              <span dir="auto" className="block truncate">
                {replyTo.text ?? 'A message without text'}
              </span>
            </p>
            <IconButton label="Do not quote" onClick={() => setReplyTarget(detail.id, null)}>
              <X className="size-4" aria-hidden="true" />
            </IconButton>
          </div>
        ) : null}
        <div className="flex items-end gap-2 rounded-xl border border-line-strong bg-surface p-1 pl-3 has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-accent">
          <textarea
            ref={field}
            dir="auto"
            rows={1}
            value={text}
            maxLength={MAX}
            data-testid="composer-input"
            aria-label="Message"
            placeholder="Write a message"
            onChange={event => setComposerText(detail.id, event.target.value)}
            onKeyDown={event => {
              if (event.key === 'Escape') event.currentTarget.blur();
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              submit();
            }}
            className="field-sizing-content max-h-44 min-h-9 min-w-0 flex-1 resize-none bg-transparent py-1.5 text-ink text-lg outline-none"
          />
          <button
            type="submit"
            aria-label="Send"
            data-testid="composer-send"
            disabled={text.trim() === ''}
            className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent text-accent-ink transition-colors disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3"
          >
            <SendHorizontal className="size-4.5" aria-hidden="true" />
          </button>
        </div>
        <ComposerHint detail={detail} length={text.length} />
      </div>
    </form>
  );
};

const SOON_MS = 2 * 3_600_000;

const ComposerHint = ({ detail, length }: { detail: ConversationDetail; length: number }) => {
  const nowMs = useNow(1000);
  const { endsAt } = detail.window;
  const leftMs = endsAt === null ? null : ms(endsAt) - nowMs;
  const closesSoon = leftMs !== null && leftMs < SOON_MS;
  return (
    <p className="mt-1 flex min-h-4 gap-3 px-1 text-ink-2 text-xs">
      <span className="min-w-0 flex-1 truncate">
        {detail.owner === 'HUMAN'
          ? 'Enter sends, Shift Enter starts a line'
          : 'Sending takes over: the AI falls silent'}
      </span>
      {closesSoon && leftMs !== null ? <span>window closes in {duration(leftMs)}</span> : null}
      {length > MAX - 500 ? <span>{MAX - length} left</span> : null}
    </p>
  );
};
