import type { QueryClient } from '@tanstack/react-query';
import { EVENT_KINDS, type EventView, eventSchema } from '../../../api/contracts/events.ts';
import { createBatch } from './batch.ts';
import { keys } from './keys.ts';
import { createStore } from './store.ts';
import { createThrottle } from './throttle.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';
export const liveState = createStore<LiveState>('connecting');

/** Conversation id → until when (ms) somebody is shown as typing there. */
export const typingUntil = createStore<Readonly<Record<string, number>>>({});
const TYPING_SHOWN_MS = 6000;

export type Refresh = 'lists' | 'detail' | 'messages' | Area;
/** What is asked for as a whole: everything below its key. */
type Area =
  | 'notes'
  | 'presence'
  | 'notices'
  | 'savedViews'
  | 'turns'
  | 'evals'
  | 'knowledge'
  | 'actions'
  | 'playbooks'
  | 'costs'
  | 'erasures'
  | 'crm'
  | 'calendar';

/** What an event makes old. A list row shows the last message's state, so messages touch the lists too. */
export const REFRESHES: Record<EventView['kind'], readonly Refresh[]> = {
  'conversation.updated': ['detail', 'lists'],
  'contact.updated': ['crm'],
  'appointment.updated': ['calendar'],
  'message.created': ['messages', 'detail', 'lists'],
  'message.updated': ['messages', 'lists'],
  'turn.updated': ['turns', 'detail'],
  'draft.updated': ['detail', 'lists', 'actions'],
  'escalation.updated': ['detail', 'lists', 'actions'],
  'eval.updated': ['evals'],
  'knowledge.updated': ['knowledge'],
  'playbook.updated': ['playbooks'],
  'budget.updated': ['costs'],
  'erasure.updated': ['erasures'],
  'note.updated': ['notes'],
  'presence.updated': ['presence'],
  'notification.updated': ['notices'],
  'view.updated': ['savedViews'],
  typing: [],
};

const WAIT_MS: Record<Refresh, number> = {
  lists: 120,
  detail: 300,
  messages: 200,
  turns: 400,
  evals: 800,
  knowledge: 800,
  actions: 2000,
  calendar: 500,
  playbooks: 500,
  costs: 2000,
  erasures: 500,
  crm: 800,
  notes: 200,
  presence: 200,
  notices: 500,
  savedViews: 500,
};
/** Nobody looks at a tab in the background. */
const HIDDEN_WAIT_MS = 2000;
const RETRY_MS = [1000, 2000, 5000, 10_000];

export type LiveDeps = {
  client: QueryClient;
  /** Brings the newest messages of a conversation in; `messageId` is the one that changed. */
  refreshMessages: (conversationId: string, messageId: string | null) => void;
  /** Reads the rows of these conversations again. */
  refreshRows: (conversationIds: string[]) => Promise<void>;
  /** Forgets most of what was scrolled through, before everything is loaded again. */
  restartLists: () => void;
};

/** Follows `/api/v1/events` until the answer is called. The browser resumes with Last-Event-ID by itself. */
export const startLive = ({ client, refreshMessages, refreshRows, restartLists }: LiveDeps): (() => void) => {
  const throttle = createThrottle();
  const rows = createBatch(() => (document.hidden ? HIDDEN_WAIT_MS : WAIT_MS.lists), refreshRows);
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let missed = false;

  const refetchAll = () =>
    throttle.touch('all', 1000, () => {
      restartLists();
      void client.invalidateQueries();
    });

  const apply = (event: EventView) => {
    const { conversationId } = event;
    if (event.kind === 'typing') {
      if (conversationId) typingUntil.set(state => ({ ...state, [conversationId]: Date.now() + TYPING_SHOWN_MS }));
      return;
    }
    for (const refresh of REFRESHES[event.kind]) {
      if (refresh === 'lists') {
        if (conversationId) rows.add(conversationId);
        else throttle.touch('lists', 1000, () => void client.invalidateQueries({ queryKey: keys.lists }));
      } else if (refresh !== 'detail' && refresh !== 'messages') {
        throttle.touch(refresh, WAIT_MS[refresh], () => void client.invalidateQueries({ queryKey: keys[refresh] }));
      } else if (conversationId && refresh === 'detail') {
        throttle.touch(`detail:${conversationId}`, WAIT_MS.detail, () => {
          void client.invalidateQueries({ queryKey: keys.detail(conversationId) });
        });
      } else if (conversationId) {
        throttle.touch(`messages:${conversationId}`, WAIT_MS.messages, () =>
          refreshMessages(conversationId, event.messageId),
        );
      }
    }
  };

  const onEvent = (message: MessageEvent<string>) => {
    try {
      const parsed = eventSchema.safeParse(JSON.parse(message.data));
      if (parsed.success) apply(parsed.data);
    } catch {
      refetchAll();
    }
  };

  const connect = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      failures = 0;
      liveState.set('live');
      // A line of our own making carries no Last-Event-ID: what came meanwhile must be fetched.
      if (missed) refetchAll();
      missed = false;
    };
    source.onerror = () => {
      liveState.set(navigator.onLine ? 'reconnecting' : 'offline');
      if (source?.readyState !== EventSource.CLOSED) return;
      missed = true;
      source.close();
      // The line is also refused when the session has ended; asking who is signed in shows the login then.
      void client.invalidateQueries({ queryKey: keys.me });
      retry = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    };
    source.addEventListener('reset', refetchAll);
    for (const kind of EVENT_KINDS) source.addEventListener(kind, onEvent as EventListener);
  };

  const reconnect = () => {
    if (retry) clearTimeout(retry);
    source?.close();
    missed = true;
    liveState.set('reconnecting');
    connect();
  };
  const offline = () => liveState.set('offline');

  window.addEventListener('online', reconnect);
  window.addEventListener('offline', offline);
  connect();

  return () => {
    window.removeEventListener('online', reconnect);
    window.removeEventListener('offline', offline);
    if (retry) clearTimeout(retry);
    source?.close();
    throttle.stop();
    rows.stop();
    liveState.set('connecting');
  };
};
