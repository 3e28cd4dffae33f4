import { type UseInfiniteQueryResult, useQuery } from '@tanstack/react-query';
import { ArrowDown } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import type { MessagePage, MessageView } from '../../../../../api/contracts/messages.ts';
import { ErrorState } from '../../../components/states.tsx';
import { useNow } from '../../../lib/clock.ts';
import { dayName } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { typingUntil } from '../../../lib/live.ts';
import { useStore } from '../../../lib/store.ts';
import { useZone } from '../../../lib/zone.ts';
import { notesQuery } from '../api/room.ts';
import { pendingSends } from '../api/send.ts';
import { stillPending } from '../model/pending.ts';
import { activitySentence } from '../model/strip.ts';
import { withNotes } from '../model/thread-notes.ts';
import { threadRows } from '../model/thread-rows.ts';
import { AgentRow, TypingRow } from './message/agent-row.tsx';
import { Message } from './message/message.tsx';
import { PendingMessage } from './message/pending-message.tsx';
import { SystemLine } from './message/system-line.tsx';
import { NoteCard } from './notes/note-card.tsx';
import { BubbleSkeletons, EmptyThread } from './thread-states.tsx';
import { useThreadScroll } from './use-thread-scroll.ts';

type Props = {
  detail: ConversationDetail;
  query: UseInfiniteQueryResult<{ pages: MessagePage[] }>;
  messages: readonly MessageView[];
};

/** The messages. Sticks to the end while one is there; older ones come in above without moving what is read. */
export const Thread = ({ detail, query, messages }: Props) => {
  const zone = useZone();
  const content = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const notes = useQuery(notesQuery(detail.id)).data;
  const whole = !query.hasNextPage;
  const rows = useMemo(() => withNotes(threadRows(messages, zone), notes ?? [], whole), [messages, zone, notes, whole]);
  const resent = useMemo(() => new Set(messages.map(message => message.resendOfId)), [messages]);
  const allPending = useStore(pendingSends, all => all);
  const pending = useMemo(
    () =>
      stillPending(
        allPending.filter(entry => entry.conversationId === detail.id),
        messages,
      ),
    [allPending, messages, detail.id],
  );
  const typing = useStore(typingUntil, until => until[detail.id] ?? 0);
  const nowMs = useNow(1000);
  const activity = activitySentence(detail);

  const { atEnd, unseen, toEnd, onScroll } = useThreadScroll({
    conversationId: detail.id,
    scroller,
    content,
    messages,
    query,
    pendingCount: pending.length + (notes?.length ?? 0),
  });

  if (query.isError && messages.length === 0)
    return (
      <div className="flex min-h-0 flex-1 items-center justify-center">
        <ErrorState
          what={t('The messages could not be loaded')}
          error={query.error}
          retry={() => void query.refetch()}
        />
      </div>
    );
  if (query.isPending) return <BubbleSkeletons />;

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t('Messages')}
        className="focus-inset relative flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div ref={content} className="mx-auto mt-auto flex w-full max-w-3xl flex-col px-3 py-4 md:px-5">
          {query.hasNextPage || messages.length === 0 ? null : (
            <p className="pb-2 text-center text-ink-3 text-xs">{t('The conversation starts here')}</p>
          )}
          {messages.length === 0 && pending.length === 0 ? <EmptyThread /> : null}
          {rows.map(row =>
            row.kind === 'day' ? (
              <DayRule key={row.key} label={dayName(row.at, zone, nowMs)} />
            ) : row.kind === 'note' ? (
              <NoteCard key={row.key} note={row.note} />
            ) : row.kind === 'system' ? (
              <SystemLine key={row.key} message={row.message} />
            ) : (
              <Message
                key={row.key}
                message={row.message}
                first={row.first}
                last={row.last}
                resent={resent.has(row.message.id)}
                customerName={detail.contact.name}
              />
            ),
          )}
          {query.hasPreviousPage ? (
            <p className="pt-2 text-center text-ink-3 text-xs">{t('Newer messages follow')}</p>
          ) : null}
          {pending.map(entry => (
            <PendingMessage key={entry.id} entry={entry} />
          ))}
          {activity && detail.activity !== 'WAITING' ? <AgentRow activity={activity} /> : null}
          {typing > nowMs ? <TypingRow /> : null}
        </div>
      </div>
      {query.isFetchingNextPage ? (
        <p
          role="status"
          className="absolute top-2 left-1/2 -translate-x-1/2 rounded-full border border-line bg-raised px-3 py-1 text-ink-2 text-xs"
        >
          {t('Loading older messages')}
        </p>
      ) : null}
      {atEnd ? null : (
        <button
          type="button"
          onClick={toEnd}
          className="absolute right-4 bottom-3 inline-flex h-8 animate-appear items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 font-medium text-ink text-sm hover:bg-sunken"
        >
          <ArrowDown className="size-4" aria-hidden="true" />
          {unseen > 0 ? t('{unseen} new', { unseen }) : <span className="sr-only">{t('To the newest message')}</span>}
        </button>
      )}
    </div>
  );
};

const DayRule = ({ label }: { label: string }) => (
  <h3 className="my-3 flex items-center gap-3 font-medium text-ink-2 text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
    {label}
  </h3>
);
