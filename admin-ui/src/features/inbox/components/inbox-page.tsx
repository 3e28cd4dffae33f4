import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { TopBar } from '../../../components/top-bar.tsx';
import { type Command, useCommands } from '../../../lib/commands.ts';
import { t } from '../../../lib/language.ts';
import { NARROW, useMedia, WIDE } from '../../../lib/media.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { listQuery } from '../api/conversations.ts';
import { countText, VIEW_LABELS, VIEWS } from '../model/labels.ts';
import { ListPane } from './list-pane.tsx';
import { NoConversation } from './no-conversation.tsx';
import { SidePanel } from './panel/side-panel.tsx';
import { SavedViews } from './saved-views.tsx';
import { SearchBox } from './search-box.tsx';
import { ThreadPane } from './thread-pane.tsx';
import { useInbox } from './use-inbox.ts';
import { ViewTabs } from './view-tabs.tsx';

/** The inbox: list, thread, panel side by side; one at a time on a narrow screen, as the address says. */
export const InboxPage = () => {
  const { conversationId, view, query, search, go, open, showTab } = useInbox();
  const list = useInfiniteQuery(listQuery(view, query));
  const narrow = useMedia(NARROW);
  const wide = useMedia(WIDE);
  const searchInput = useRef<HTMLInputElement>(null);
  const counts = list.data?.pages[0]?.counts ?? null;
  const panelOpen = conversationId !== null && (wide || search.tab !== undefined);

  useEffect(() => {
    document.title =
      counts && counts.unread > 0
        ? t('({unread}) Inbox · Parley', { unread: countText(counts.unread) })
        : t('Inbox · Parley');
  }, [counts]);

  const stepBack = () => {
    if (search.tab && !wide) showTab(undefined);
    else if (narrow && conversationId) open(null);
  };
  useShortcuts({
    '/': () => searchInput.current?.focus(),
    Escape: stepBack,
  });

  const commands = useMemo(
    (): Command[] => [
      ...VIEWS.map(name => ({
        id: `view-${name}`,
        label: t('Show: {view}', { view: VIEW_LABELS[name] }),
        group: t('Inbox'),
        run: () => go(conversationId ?? undefined, rest => ({ ...rest, view: name })),
      })),
      {
        id: 'search',
        label: t('Search conversations'),
        keys: '/',
        group: t('Inbox'),
        run: () => searchInput.current?.focus(),
      },
    ],
    [go, conversationId],
  );
  useCommands(commands);

  // Between narrow and wide there is room for two: the details then stand where the list was.
  const showList = narrow ? conversationId === null : wide || !panelOpen;
  const showThread = !narrow || (conversationId !== null && !panelOpen);

  return (
    <>
      {narrow && conversationId !== null ? <h1 className="sr-only">{t('Inbox')}</h1> : null}
      <TopBar title={t('Inbox')} hidden={narrow && conversationId !== null}>
        <ViewTabs counts={counts} />
        <SavedViews />
        <SearchBox inputRef={searchInput} />
      </TopBar>
      <div className="relative flex min-h-0 flex-1">
        <ListPane list={list} className={showList ? 'flex w-full md:w-72 md:shrink-0 lg:w-80' : 'hidden'} />
        {showThread ? (
          conversationId ? (
            <ThreadPane key={conversationId} conversationId={conversationId} />
          ) : (
            <NoConversation />
          )
        ) : null}
        {panelOpen && conversationId ? (
          <SidePanel
            key={`panel-${conversationId}`}
            conversationId={conversationId}
            placement={narrow ? 'full' : wide ? 'column' : 'second'}
          />
        ) : null}
      </div>
    </>
  );
};
