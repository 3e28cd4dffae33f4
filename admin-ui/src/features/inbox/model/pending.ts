import type { MessageView } from '../../../../../api/contracts/messages.ts';

/** What a person wrote and the server has not yet shown back. */
export type Pending = {
  clientId: string;
  conversationId: string;
  text: string;
  replyToId: string | null;
  atMs: number;
  state: 'sending' | 'failed';
  problem: string | null;
  /** The message it became, once the server answered. */
  messageId: string | null;
};

const CLOCK_SKEW_MS = 60_000;

/**
 * Those pending writings that no shown message stands for yet. A live event can bring the real message before the
 * request is answered, so text and time are compared too; each shown message stands for one writing only.
 */
export const stillPending = (pending: readonly Pending[], messages: readonly MessageView[]): Pending[] => {
  const taken = new Set<string>();
  return pending.filter(entry => {
    const real = messages.find(
      message =>
        !taken.has(message.id) &&
        (message.id === entry.messageId ||
          message.id === entry.clientId ||
          (entry.messageId === null &&
            message.direction === 'out' &&
            message.sender === 'HUMAN' &&
            message.text === entry.text &&
            Date.parse(message.at) >= entry.atMs - CLOCK_SKEW_MS)),
    );
    if (real) taken.add(real.id);
    return real === undefined;
  });
};
