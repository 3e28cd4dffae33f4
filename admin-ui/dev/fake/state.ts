import type { ConversationDetail, ConversationRow } from '../../../api/contracts/conversations.ts';
import { conversationRowSchema } from '../../../api/contracts/conversations.ts';
import type { EventView } from '../../../api/contracts/events.ts';
import type { MessageView } from '../../../api/contracts/messages.ts';
import type { TurnView } from '../../../api/contracts/turns.ts';

export type Stored = { detail: ConversationDetail; messages: MessageView[] };

export const conversations = new Map<string, Stored>();
export const turns = new Map<string, TurnView>();

type Listener = (event: EventView & { id: number }) => void;
const listeners = new Set<Listener>();
const past: (EventView & { id: number })[] = [];

export const emit = (kind: EventView['kind'], conversationId: string | null, messageId: string | null = null) => {
  const event = { id: past.length + 1, kind, conversationId, messageId };
  past.push(event);
  for (const listener of listeners) listener(event);
};

export const follow = (after: number | null, listener: Listener): (() => void) => {
  if (after !== null) for (const event of past.slice(after)) listener(event);
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const knows = (eventId: number): boolean => eventId <= past.length;

/** Recomputes what a row shows of its thread. */
export const settle = (stored: Stored) => {
  const last = stored.messages.at(-1);
  stored.detail.lastMessage = last
    ? {
        text: last.deletedAt ? null : last.text,
        kind: last.kind,
        direction: last.direction,
        sender: last.sender,
        senderId: last.senderId,
        senderName: last.senderName,
        state: last.state,
        errorCode: last.error?.code ?? null,
        at: last.at,
      }
    : null;
  stored.detail.hasUnknownSend = stored.messages.some(
    message => message.state === 'UNKNOWN' && !stored.messages.some(other => other.resendOfId === message.id),
  );
  stored.detail.hasDraft = stored.detail.drafts.some(draft => draft.state === 'PENDING');
  if (last && last.at > stored.detail.updatedAt) stored.detail.updatedAt = last.at;
};

export const rowOf = ({ detail }: Stored): ConversationRow => conversationRowSchema.parse(detail);

export const touch = (stored: Stored) => {
  settle(stored);
  stored.detail.updatedAt = new Date().toISOString();
  emit('conversation.updated', stored.detail.id);
};

export const addMessage = (stored: Stored, message: MessageView) => {
  stored.messages.push(message);
  if (message.direction === 'in') {
    stored.detail.unread += 1;
    stored.detail.window = { open: true, endsAt: new Date(Date.now() + 86_400_000).toISOString() };
  }
  settle(stored);
  stored.detail.updatedAt = message.at;
  emit('message.created', stored.detail.id, message.id);
  emit('conversation.updated', stored.detail.id);
};

export const changeMessage = (stored: Stored, messageId: string, change: Partial<MessageView>) => {
  const index = stored.messages.findIndex(message => message.id === messageId);
  const message = stored.messages[index];
  if (!message) return;
  stored.messages[index] = { ...message, ...change };
  settle(stored);
  emit('message.updated', stored.detail.id, messageId);
};
