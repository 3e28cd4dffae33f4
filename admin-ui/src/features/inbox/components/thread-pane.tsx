import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { ErrorState } from '../../../components/states.tsx';
import { ApiError } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { useMay, useMe } from '../../auth/api/session.ts';
import { useReadNoticesOf } from '../../notices/api/notices.ts';
import { detailQuery, markRead } from '../api/conversations.ts';
import { messagesQuery } from '../api/messages.ts';
import { useOwnership } from '../api/ownership.ts';
import { inOrder } from '../model/message-pages.ts';
import { callComposer, openDialog, setComposerMode } from '../model/state.ts';
import { Composer } from './composer.tsx';
import { Drafts } from './drafts.tsx';
import { OwnerStrip } from './owner-strip.tsx';
import { Thread } from './thread.tsx';
import { ThreadHeader } from './thread-header.tsx';
import { ThreadSkeleton } from './thread-states.tsx';
import { useConversationCommands } from './use-conversation-commands.ts';
import { useInbox } from './use-inbox.ts';

/** One conversation: who owns it, what was said, what waits to be said. */
export const ThreadPane = ({ conversationId }: { conversationId: string }) => {
  const detail = useQuery(detailQuery(conversationId));
  const messages = useInfiniteQuery(messagesQuery(conversationId));
  const ownership = useOwnership(conversationId);
  const { open, showTurn, showTab } = useInbox();
  const shown = useMemo(() => inOrder(messages.data?.pages ?? []), [messages.data]);
  const latestTurnId = shown.findLast(message => message.turnId !== null && message.direction === 'out')?.turnId;

  // What was asked for here is not to open over another conversation.
  useEffect(() => () => openDialog.set(null), []);

  useReadNoticesOf(conversationId);

  const unread = detail.data?.unread ?? 0;
  const newestId = shown.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is a reason to say once more that it was read
  useEffect(() => {
    if (unread === 0) return;
    const read = () => {
      if (document.visibilityState === 'visible') markRead(conversationId).catch(() => undefined);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [conversationId, unread, newestId]);

  const me = useMe();
  const mayAct = useMay(write('conversations'));
  const canAct = detail.data !== undefined && mayAct;
  const mine = detail.data?.owner === 'HUMAN' && detail.data.ownerId === me.memberId;

  const takeOver = () => {
    if (!canAct || detail.data?.optedOut) return;
    if (!mine) ownership.mutate({ kind: 'takeover' });
    callComposer();
  };
  const release = () => {
    if (canAct && detail.data?.owner === 'HUMAN') ownership.mutate({ kind: 'release' });
  };
  const toggleClosed = () => {
    if (canAct) ownership.mutate({ kind: detail.data?.status === 'RESOLVED' ? 'reopen' : 'close' });
  };

  useShortcuts({
    t: takeOver,
    r: release,
    c: toggleClosed,
    m: callComposer,
    n: () => {
      if (!canAct) return;
      setComposerMode(conversationId, 'note');
      callComposer();
    },
    s: () => {
      if (canAct && detail.data?.status !== 'RESOLVED' && !detail.data?.snoozed) openDialog.set('snooze');
    },
    i: () => {
      if (canAct) openDialog.set('assign');
    },
    w: () => (latestTurnId ? showTurn(latestTurnId) : showTab('why')),
  });
  useConversationCommands(detail.data ?? null, { takeOver, release, toggleClosed });

  if (detail.isError && !detail.data) {
    const gone = detail.error instanceof ApiError && detail.error.status === 404;
    return (
      <section aria-label={t('Conversation')} className="flex min-w-0 flex-1 items-center justify-center bg-canvas">
        <ErrorState
          what={gone ? t('There is no such conversation.') : t('The conversation could not be loaded')}
          error={detail.error}
          action={gone ? t('Back to the list') : t('Try again')}
          retry={() => (gone ? open(null) : void detail.refetch())}
        />
      </section>
    );
  }
  if (!detail.data) return <ThreadSkeleton />;

  return (
    <section aria-label={t('Conversation')} className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <ThreadHeader detail={detail.data} onToggleClosed={toggleClosed} />
      <OwnerStrip
        detail={detail.data}
        busy={ownership.isPending}
        onTakeOver={takeOver}
        onStep={step => ownership.mutate(step)}
      />
      <Thread detail={detail.data} query={messages} messages={shown} />
      <Drafts detail={detail.data} />
      <Composer detail={detail.data} />
    </section>
  );
};
