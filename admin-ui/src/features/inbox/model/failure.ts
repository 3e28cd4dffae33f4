import type { MessageView } from '../../../../../api/contracts/messages.ts';

const STOPPED = new Set(['superseded', 'epoch', 'closed']);

/** True for a send that was stopped on purpose before it left: nothing went wrong and nothing is to be done. */
export const isStop = (errorCode: string | null): boolean => errorCode !== null && STOPPED.has(errorCode);

export const wasStopped = (message: Pick<MessageView, 'state' | 'error'>): boolean =>
  message.state === 'FAILED' && isStop(message.error?.code ?? null);
