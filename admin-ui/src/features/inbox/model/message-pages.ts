import type { MessagePage, MessageView } from '../../../../../api/contracts/messages.ts';

/** Which page: the newest one (null), the one before or after a cursor, or what was said around a message. */
export type PageParam = { before: string } | { after: string } | { around: string } | null;
export type MessageData = { pages: MessagePage[]; pageParams: PageParam[] };

/** Pages are kept newest first; a thread is read oldest first. A message that two pages hold is shown once. */
export const inOrder = (pages: readonly MessagePage[]): MessageView[] => {
  const seen = new Set<string>();
  const all: MessageView[] = [];
  for (const page of pages.toReversed())
    for (const message of page.messages) {
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      all.push(message);
    }
  return all;
};

/**
 * Lays a freshly fetched newest page over what is loaded, so that reading far up is not disturbed.
 * Answers null when the two do not touch (too much came meanwhile): then load the thread anew.
 */
export const mergeNewest = (data: MessageData, fresh: MessagePage): MessageData | null => {
  const [newest, ...older] = data.pages;
  if (!newest) return { pages: [fresh], pageParams: [null] };
  const known = new Set(data.pages.flatMap(page => page.messages.map(message => message.id)));
  // Newer pages are not loaded yet: what is new comes with them.
  const detached = newest.after !== null;
  const touches =
    detached || known.size === 0 || fresh.messages.length === 0 || fresh.messages.some(({ id }) => known.has(id));
  if (!touches) return null;

  const changed = new Map(fresh.messages.map(message => [message.id, message]));
  const renew = (page: MessagePage): MessagePage => ({
    ...page,
    messages: page.messages.map(message => changed.get(message.id) ?? message),
  });
  const added = detached ? [] : fresh.messages.filter(message => !known.has(message.id));
  // The server's order, not the times shown: a customer's message carries a time of whole seconds.
  const inNewest = new Set([...newest.messages, ...added].map(({ id }) => id));
  const kept = newest.messages.filter(message => !changed.has(message.id));
  const renewed = fresh.messages.filter(message => inNewest.has(message.id));
  return { ...data, pages: [{ ...newest, messages: [...kept, ...renewed] }, ...older.map(renew)] };
};
