import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationPage } from '../../../../../api/contracts/conversations.ts';
import { ErrorState } from '../../../components/states.tsx';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { typingUntil } from '../../../lib/live.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { useStore } from '../../../lib/store.ts';
import { useMe } from '../../auth/api/session.ts';
import { growingRows } from '../model/list-pages.ts';
import { ListRow, ROW_HEIGHT_PX } from './list-row.tsx';
import { EmptyList, ListSkeleton } from './list-states.tsx';
import { useInbox } from './use-inbox.ts';
import { useReading, useStableRows } from './use-stable-rows.ts';

/** The server answers a search with so many at most. */
const MOST_MATCHES = 50;

type ListQuery = UseInfiniteQueryResult<{ pages: ConversationPage[] }>;

/** The conversations of the view, newest activity first; order rests while somebody reads. */
export const ListPane = ({ list, className }: { list: ListQuery; className?: string }) => {
  const { conversationId, view, query, open } = useInbox();
  const myId = useMe().memberId;
  const typing = useStore(typingUntil, state => state);
  const nowMs = useNow(1000);
  const scroller = useRef<HTMLDivElement>(null);
  const anchors = useRef(new Map<string, HTMLAnchorElement>());
  const [cursorId, setCursorId] = useState<string | null>(null);

  const [rowsOf] = useState(growingRows);
  const loaded = useMemo(() => rowsOf(list.data?.pages ?? []), [rowsOf, list.data]);
  const reading = useReading();
  const listKey = `${view}|${query}|${list.isPlaceholderData}`;
  const { rows, waiting } = useStableRows({ rows: loaded, listKey, hold: reading.reading, openId: conversationId });

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: index => rows[index]?.id ?? index,
    overscan: 8,
  });

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length]);

  const focusRow = useCallback((id: string) => {
    requestAnimationFrame(() => requestAnimationFrame(() => anchors.current.get(id)?.focus({ preventScroll: true })));
  }, []);

  const move = (step: 1 | -1) => {
    const from = rows.findIndex(row => row.id === (cursorId ?? conversationId));
    const index = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step));
    const next = rows[index];
    if (!next) return;
    setCursorId(next.id);
    virtual.scrollToIndex(index);
    focusRow(next.id);
  };

  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Enter: event => {
      const target = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('a, button') : null;
      if (target) target.click();
      else if (cursorId) open(cursorId);
    },
  });

  const showNew = () => {
    reading.release();
    scroller.current?.scrollTo({ top: 0 });
  };

  // One row takes the Tab key; it must be one of those that are really in the page.
  const present = items.map(item => rows[item.index]?.id);
  const tabStop = [cursorId, conversationId].find(id => id !== null && present.includes(id)) ?? present[0] ?? null;

  return (
    <section
      aria-label={t('Conversations')}
      className={clsx('relative min-h-0 flex-col border-line border-r bg-surface', className)}
    >
      {waiting > 0 ? (
        <button
          type="button"
          onClick={showNew}
          data-testid="show-new"
          className="absolute top-2 left-1/2 z-10 inline-flex h-7 -translate-x-1/2 animate-appear items-center gap-1 rounded-full bg-accent px-3 font-medium text-accent-ink text-xs"
        >
          <ArrowUp className="size-3.5" aria-hidden="true" />
          {t('{waiting} new', { waiting })}
        </button>
      ) : null}
      {list.isPending ? <ListSkeleton /> : null}
      {list.isError && rows.length === 0 ? (
        <ErrorState what={t('The list could not be loaded')} error={list.error} retry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && rows.length === 0 ? <EmptyList view={view} query={query} /> : null}
      <div
        ref={scroller}
        onScroll={event => reading.onScroll(event.currentTarget.scrollTop)}
        onPointerMove={reading.onPointerMove}
        className={clsx(
          'min-h-0 flex-1 overflow-y-auto overscroll-contain',
          rows.length === 0 && 'hidden',
          list.isPlaceholderData && 'opacity-60',
        )}
      >
        <ul className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {items.map(item => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: ROW_HEIGHT_PX, transform: `translateY(${item.start}px)` }}
              >
                <ListRow
                  ref={element => {
                    if (element) anchors.current.set(row.id, element);
                    else anchors.current.delete(row.id);
                  }}
                  row={row}
                  myId={myId}
                  selected={row.id === conversationId}
                  typing={(typing[row.id] ?? 0) > nowMs}
                  focusable={row.id === tabStop}
                  onFocus={() => setCursorId(row.id)}
                />
              </li>
            );
          })}
        </ul>
        {query !== '' && rows.length >= MOST_MATCHES ? (
          <p className="px-4 py-3 text-center text-ink-2 text-xs">
            {t('The {most} newest matches. Add a word to see others.', { most: MOST_MATCHES })}
          </p>
        ) : null}
        {isFetchingNextPage ? <p className="py-3 text-center text-ink-2 text-xs">{t('Loading more…')}</p> : null}
      </div>
    </section>
  );
};
