import {
  type ConversationRow,
  conversationDetailSchema,
  conversationPageSchema,
  conversationQuerySchema,
} from '../../../api/contracts/conversations.ts';
import { messagePageSchema, messageQuerySchema } from '../../../api/contracts/messages.ts';
import { turnSchema } from '../../../api/contracts/turns.ts';
import { MEMBER_ID } from './actions.ts';
import { refuse } from './refuse.ts';
import { conversations, rowOf, settle, turns } from './state.ts';

const VIEWS: Record<string, (row: ConversationRow) => boolean> = {
  all: () => true,
  open: row => row.status !== 'RESOLVED',
  needs_human: row => row.escalation !== null || row.hasUnknownSend,
  mine: row => row.owner === 'HUMAN' && row.ownerId === MEMBER_ID,
  ai: row => row.owner === 'AI',
  approval: row => row.owner === 'APPROVAL' && row.hasDraft,
  unread: row => row.unread > 0,
  resolved: row => row.status === 'RESOLVED',
};

export const listConversations = (search: URLSearchParams) => {
  const query = conversationQuerySchema.parse(Object.fromEntries(search));
  const all = [...conversations.values()]
    .map(stored => {
      settle(stored);
      return rowOf(stored);
    })
    .sort((left, right) => right.updatedAt.localeCompare(left.updatedAt));
  const words = query.search?.toLowerCase() ?? '';
  const ids = query.ids?.split(',');
  const matching = all.filter(
    row =>
      (VIEWS[query.view]?.(row) ?? true) &&
      (ids?.includes(row.id) ?? true) &&
      `${row.contact.name ?? ''} ${row.contact.address} ${row.lastMessage?.text ?? ''}`.toLowerCase().includes(words),
  );
  const start = query.cursor ? Number(query.cursor) : 0;
  const end = start + query.limit;
  const count = (view: string) => all.filter(row => VIEWS[view]?.(row)).length;
  return conversationPageSchema.parse({
    conversations: matching.slice(start, end),
    cursor: !ids && end < matching.length ? String(end) : null,
    counts: {
      open: count('open'),
      needs_human: count('needs_human'),
      mine: count('mine'),
      approval: count('approval'),
      unread: count('unread'),
    },
  });
};

export const readConversation = (id: string) => {
  const stored = conversations.get(id);
  if (!stored) throw refuse(404, 'not_found', 'There is no such conversation.', 'It may have been erased.');
  settle(stored);
  return conversationDetailSchema.parse(stored.detail);
};

export const listMessages = (id: string, search: URLSearchParams) => {
  const stored = conversations.get(id);
  if (!stored) throw refuse(404, 'not_found', 'There is no such conversation.');
  const query = messageQuerySchema.parse(Object.fromEntries(search));
  const { length } = stored.messages;
  const middle = stored.messages.findIndex(message => message.id === query.around);
  if (query.around && middle < 0) throw refuse(404, 'not_found', 'There is no such message.');
  const half = Math.ceil(query.limit / 2);
  const end = query.around
    ? Math.min(length, middle + half)
    : query.after
      ? Math.min(length, Number(query.after) + query.limit)
      : Number(query.before ?? length);
  const start = query.around ? middle - half : query.after ? Number(query.after) : end - query.limit;
  return messagePageSchema.parse({
    messages: stored.messages.slice(Math.max(0, start), end),
    before: start > 0 ? String(start) : null,
    after: end < length ? String(end) : null,
  });
};

export const readTurn = (id: string) => {
  const turn = turns.get(id);
  if (!turn) throw refuse(404, 'not_found', 'There is no such turn.');
  return turnSchema.parse(turn);
};
