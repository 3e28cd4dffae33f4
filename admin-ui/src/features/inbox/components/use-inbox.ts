import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { View } from '../api/conversations.ts';
import type { InboxSearch } from '../model/search.ts';

const route = getRouteApi('/room/inbox/{-$conversationId}');

/** The inbox as its address says, and the moves within it. */
export const useInbox = () => {
  const { conversationId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();

  const go = useCallback(
    (id: string | undefined, change: (search: InboxSearch) => InboxSearch, replace = false) =>
      void navigate({
        to: '/inbox/{-$conversationId}',
        params: id === undefined ? { conversationId: undefined } : { conversationId: id },
        search: change(search),
        replace,
      }),
    [navigate, search],
  );

  return useMemo(
    () => ({
      conversationId: conversationId ?? null,
      search,
      view: (search.view ?? 'open') as View,
      query: search.q ?? '',
      go,
      open: (id: string | null) => go(id ?? undefined, ({ tab: _tab, turn: _turn, ...rest }) => rest),
      showTab: (tab: InboxSearch['tab']) =>
        go(conversationId, ({ tab: _tab, turn: _turn, ...rest }) => (tab ? { ...rest, tab } : rest), true),
      showTurn: (turn: string) => go(conversationId, rest => ({ ...rest, tab: 'why', turn })),
    }),
    [conversationId, search, go],
  );
};
