/** At most so many calls at once; waiting calls are bounded, and a customer who waits goes before background work. */
import { AttemptFailure } from './model-error.ts';

export type Priority = 'live' | 'background';

interface Waiting {
  start: () => void;
  priority: Priority;
}

/** After this many live calls in a row one background call goes, so that ingestion never starves. */
const LIVE_IN_A_ROW = 10;

export interface CallQueue {
  /** Runs `work` when a slot is free. Rejects at once when the queue is full, and when `signal` aborts while waiting. */
  run<T>(priority: Priority, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

export function createCallQueue({ concurrency, maxWaiting }: { concurrency: number; maxWaiting: number }): CallQueue {
  const lanes: Record<Priority, Waiting[]> = { live: [], background: [] };
  let running = 0;
  let liveInARow = 0;
  const waiting = () => lanes.live.length + lanes.background.length;

  function next(): void {
    if (running >= concurrency) return;
    const turnOfBackground = lanes.background.length > 0 && (lanes.live.length === 0 || liveInARow >= LIVE_IN_A_ROW);
    const lane = turnOfBackground ? lanes.background : lanes.live;
    const call = lane.shift();
    if (!call) return;
    liveInARow = turnOfBackground ? 0 : liveInARow + 1;
    running += 1;
    call.start();
  }

  function slot(priority: Priority, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    // A full queue gives way to a customer: the newest background call is not dropped, but no more of its kind get in.
    const limit = priority === 'live' ? maxWaiting : Math.floor(maxWaiting / 2);
    if (running >= concurrency && waiting() >= limit)
      return Promise.reject(new AttemptFailure('rate_limited', 'again', 'Too many model calls are waiting already.'));
    return new Promise((resolve, reject) => {
      const call: Waiting = {
        priority,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        const lane = lanes[priority];
        const index = lane.indexOf(call);
        if (index >= 0) lane.splice(index, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      lanes[priority].push(call);
      next();
    });
  }

  return {
    async run(priority, signal, work) {
      await slot(priority, signal);
      try {
        return await work();
      } finally {
        running -= 1;
        next();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting();
    },
  };
}
