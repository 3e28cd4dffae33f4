import { type UseInfiniteQueryResult, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MessagePage, MessageView } from '../../../../../api/contracts/messages.ts';
import { t } from '../../../lib/language.ts';
import { useStore } from '../../../lib/store.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { showAround, showNewest } from '../api/messages.ts';
import { jumpTarget } from '../model/state.ts';

const END_SLACK_PX = 48;
const LOAD_MORE_PX = 600;

type Input = {
  conversationId: string;
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  messages: readonly MessageView[];
  query: UseInfiniteQueryResult<{ pages: MessagePage[] }>;
  pendingCount: number;
};

/** Keeps the end in view while one is there, keeps the place when older messages come in above, and jumps to a message. */
export const useThreadScroll = ({ conversationId, scroller, content, messages, query, pendingCount }: Input) => {
  const [atEnd, setAtEnd] = useState(true);
  const stick = useRef(true);
  const before = useRef({ firstId: '', height: 0 });
  const client = useQueryClient();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const { hasPreviousPage, isFetchingPreviousPage, fetchPreviousPage } = query;

  const toEnd = useCallback(() => {
    stick.current = true;
    setAtEnd(true);
    if (hasPreviousPage) showNewest(client, conversationId).catch(sayError);
    else scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller, client, conversationId, hasPreviousPage]);

  const loadOlderIfNear = useCallback(() => {
    const element = scroller.current;
    if (element && element.scrollTop < LOAD_MORE_PX && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [scroller, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    const near = below < END_SLACK_PX && !hasPreviousPage;
    if (below < LOAD_MORE_PX && hasPreviousPage && !isFetchingPreviousPage) void fetchPreviousPage();
    stick.current = near;
    setAtEnd(near);
    loadOlderIfNear();
  }, [scroller, loadOlderIfNear, hasPreviousPage, isFetchingPreviousPage, fetchPreviousPage]);

  const firstId = messages[0]?.id ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height changes with the messages, not with a value
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const cameAbove = before.current.firstId !== '' && before.current.firstId !== firstId;
    if (stick.current) element.scrollTop = element.scrollHeight;
    else if (cameAbove) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { firstId, height: element.scrollHeight };
  }, [firstId, messages.length, pendingCount, scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the elements are only there once the first page is
  useEffect(() => {
    const element = content.current;
    const outer = scroller.current;
    if (!element || !outer) return;
    const observer = new ResizeObserver(() => {
      if (stick.current) outer.scrollTop = outer.scrollHeight;
      before.current.height = outer.scrollHeight;
    });
    observer.observe(element);
    observer.observe(outer);
    return () => observer.disconnect();
  }, [content, scroller, query.isPending]);

  useEffect(loadOlderIfNear, [loadOlderIfNear]);
  useEffect(() => {
    if (pendingCount > 0) toEnd();
  }, [pendingCount, toEnd]);

  useJump({ conversationId, scroller, messages, query, leaveEnd: () => (stick.current = false) });

  const unseen = useNewSince(messages, atEnd);
  return { atEnd, unseen, toEnd, onScroll };
};

/** How many messages came after the last one that was seen at the end. */
const useNewSince = (messages: readonly MessageView[], atEnd: boolean): number => {
  const lastSeen = useRef<string | null>(null);
  const lastId = messages.at(-1)?.id ?? null;
  useEffect(() => {
    if (atEnd) lastSeen.current = lastId;
  }, [atEnd, lastId]);
  if (atEnd || lastSeen.current === null) return 0;
  const index = messages.findLastIndex(message => message.id === lastSeen.current);
  return index < 0 ? 0 : messages.length - 1 - index;
};

/** `scrollIntoView` would also move what is around the thread. */
const center = (scroller: HTMLElement | null, element: HTMLElement) => {
  if (!scroller) return;
  const outer = scroller.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  scroller.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
};

type JumpInput = Pick<Input, 'conversationId' | 'scroller' | 'messages' | 'query'> & { leaveEnd: () => void };

const useJump = ({ conversationId, scroller, messages, query, leaveEnd }: JumpInput) => {
  const target = useStore(jumpTarget, value => value);
  const client = useQueryClient();
  const { isFetched } = query;

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again whenever more messages are there
  useEffect(() => {
    if (!target || !isFetched) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(target.messageId)}"]`);
    if (element) {
      leaveEnd();
      center(scroller.current, element);
      const bubble = element.querySelector('[data-bubble]') ?? element;
      bubble.classList.remove('animate-flash');
      requestAnimationFrame(() => bubble.classList.add('animate-flash'));
      jumpTarget.set(null);
      return;
    }
    leaveEnd();
    showAround(client, conversationId, target.messageId)
      .then(found => {
        if (found) return;
        jumpTarget.set(null);
        say(t('That message is not in this conversation any more.'));
      })
      .catch(error => {
        jumpTarget.set(null);
        sayError(error);
      });
  }, [target, messages, isFetched]);
};
