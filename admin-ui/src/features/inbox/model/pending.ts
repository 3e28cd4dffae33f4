import type { MessageView } from '../../../../../api/contracts/messages.ts';

/** What a person wrote and the server has not yet shown back. */
export type Pending = {
  /** The id the message will have. */
  id: string;
  conversationId: string;
  text: string;
  replyToId: string | null;
  atMs: number;
  state: 'sending' | 'failed';
  problem: string | null;
};

/** Those writings that no shown message stands for yet: a live event can bring the message before the request is answered. */
export const stillPending = (pending: readonly Pending[], messages: readonly MessageView[]): Pending[] => {
  const shown = new Set(messages.map(message => message.id));
  return pending.filter(entry => !shown.has(entry.id));
};
