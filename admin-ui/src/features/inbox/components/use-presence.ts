import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { type Presence, presenceSchema } from '../../../../../api/contracts/room.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { useMay } from '../../auth/api/session.ts';

/** Half of what the server remembers. */
const SAID_AGAIN_MS = 20_000;
/** Less than what the server remembers of typing. */
const TYPING_SAID_MS = 4_000;
const TYPING_SHOWN_MS = 7_000;

const presenceQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.presentIn(conversationId),
    queryFn: ({ signal }) => get(`/conversations/${conversationId}/presence`, presenceSchema, signal),
    select: ({ others }) => others,
    // Who stops typing, or goes without a word, is told by nobody.
    refetchInterval: query => (query.state.data?.others.some(({ typing }) => typing) ? TYPING_SHOWN_MS : 45_000),
  });

const say = (conversationId: string, typing: boolean) =>
  call(`/conversations/${conversationId}/presence`, { method: 'PUT', body: { typing } });

/** Says that one looks at this conversation while it is open and seen. @returns who else does. */
export const usePresence = (conversationId: string): Presence['others'] => {
  const client = useQueryClient();
  const mayWrite = useMay(write('conversations'));
  useEffect(() => {
    if (!mayWrite) return;
    let here = false;
    const enter = () => {
      if (document.visibilityState !== 'visible') return;
      here = true;
      say(conversationId, false)
        .then(answer => client.setQueryData(keys.presentIn(conversationId), presenceSchema.parse(answer)))
        .catch(() => undefined);
    };
    const leave = () => {
      if (!here) return;
      here = false;
      void fetch(`/api/v1/conversations/${conversationId}/presence`, {
        method: 'DELETE',
        headers: { 'x-parley-csrf': '1', 'content-type': 'application/json' },
        body: '{}',
        keepalive: true,
      }).catch(() => undefined);
    };
    const onVisibility = () => (document.visibilityState === 'visible' ? enter() : leave());
    enter();
    const timer = setInterval(enter, SAID_AGAIN_MS);
    document.addEventListener('visibilitychange', onVisibility);
    window.addEventListener('pagehide', leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [client, conversationId, mayWrite]);
  return useQuery(presenceQuery(conversationId)).data ?? [];
};

/** Tells the others that one writes, every few seconds while one does. */
export const useTyping = (conversationId: string): ((typing: boolean) => void) => {
  const saidAt = useRef(Number.NEGATIVE_INFINITY);
  return useCallback(
    typing => {
      const now = performance.now();
      if (!typing || now - saidAt.current < TYPING_SAID_MS) return;
      saidAt.current = now;
      say(conversationId, true).catch(() => undefined);
    },
    [conversationId],
  );
};
