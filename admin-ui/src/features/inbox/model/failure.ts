import type { MessageView } from '../../../../../api/contracts/messages.ts';

const STOPPED = new Set(['superseded', 'epoch', 'closed']);

/** True for a message that was stopped on purpose before it left: nothing went wrong and nothing is to be done. */
export const wasStopped = (message: Pick<MessageView, 'state' | 'error'>): boolean =>
  message.state === 'FAILED' && message.error !== null && STOPPED.has(message.error.code);
