import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MessagePage, MessageView } from '../../../../../api/contracts/messages.ts';
import { useStore } from '../../../lib/store.ts';
import { say } from '../../../lib/toasts.ts';
import { jumpTarget } from '../model/state.ts';

const END_SLACK_PX = 48;
const LOAD_OLDER_PX = 600;
const MOST_PAGES_TO_JUMP = 20;

type Input = {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  messages: readonly MessageView[];
  query: UseInfiniteQueryResult<{ pages: MessagePage[] }>;
  pendingCount: number;
};

/** Keeps the end in view while one is there, keeps the place when older messages come in above, and jumps to a message. */
export const useThreadScroll = ({ scroller, content, messages, query, pendingCount }: Input) => {
  const [atEnd, setAtEnd] = useState(true);
  const stick = useRef(true);
  const before = useRef({ firstId: '', height: 0 });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;

  const toEnd = useCallback(() => {
    stick.current = true;
    setAtEnd(true);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller]);

  const loadOlderIfNear = useCallback(() => {
    const element = scroller.current;
    if (element && element.scrollTop < LOAD_OLDER_PX && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [scroller, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < END_SLACK_PX;
    stick.current = near;
    setAtEnd(near);
    loadOlderIfNear();
  }, [scroller, loadOlderIfNear]);

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

  useJump({ scroller, messages, query, leaveEnd: () => (stick.current = false) });

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

type JumpInput = Pick<Input, 'scroller' | 'messages' | 'query'> & { leaveEnd: () => void };

const useJump = ({ scroller, messages, query, leaveEnd }: JumpInput) => {
  const target = useStore(jumpTarget, value => value);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const pages = query.data?.pages.length ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again whenever more messages are there
  useEffect(() => {
    if (!target || isFetchingNextPage) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(target.messageId)}"]`);
    if (element) {
      leaveEnd();
      element.scrollIntoView({ block: 'center' });
      const bubble = element.querySelector('[data-bubble]') ?? element;
      bubble.classList.remove('animate-flash');
      requestAnimationFrame(() => bubble.classList.add('animate-flash'));
      jumpTarget.set(null);
    } else if (hasNextPage && pages < MOST_PAGES_TO_JUMP) void fetchNextPage();
    else if (pages > 0) {
      jumpTarget.set(null);
      say('That message is not in this conversation any more.');
    }
  }, [target, messages, isFetchingNextPage, hasNextPage, pages]);
};
