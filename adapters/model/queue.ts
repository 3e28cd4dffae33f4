/**
 * At most so many calls at once; waiting calls are bounded. A customer who waits goes before background work, and the
 * organizations take turns, so that a burst of one does not make the others wait behind it (A-REL-3).
 */
import { AttemptFailure } from './model-error.ts';

export type Priority = 'live' | 'background';

export interface Caller {
  priority: Priority;
  /** Whose turn it is; calls without one share a turn. */
  orgId?: string | undefined;
}

interface Waiting {
  orgId: string;
  start: () => void;
  /** Gives its place to somebody else. */
  evict: () => void;
}

/** After this many live calls in a row one background call goes, so that ingestion never starves. */
const LIVE_IN_A_ROW = 10;
/** One part in so many of the calls at once stays free of any single organization: its slow calls never hold all. */
const RESERVED_PART = 8;

export interface CallQueue {
  /** Runs `work` when a slot is free. Rejects at once when the queue is full, and when `signal` aborts while waiting. */
  run<T>(caller: Caller, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** Calls that wait, by organization; the one at the front has the next turn. */
class Lane {
  private readonly byOrg = new Map<string, Waiting[]>();
  size = 0;

  push(call: Waiting): void {
    const mine = this.byOrg.get(call.orgId);
    if (mine) mine.push(call);
    else this.byOrg.set(call.orgId, [call]);
    this.size += 1;
  }

  /** The next call of the first organization that may start one; it goes to the end of the row. */
  take(may: (orgId: string) => boolean): Waiting | null {
    for (const [orgId, calls] of this.byOrg) {
      if (!may(orgId)) continue;
      const call = calls.shift();
      this.byOrg.delete(orgId);
      if (calls.length > 0) this.byOrg.set(orgId, calls);
      if (call) this.size -= 1;
      return call ?? null;
    }
    return null;
  }

  remove(call: Waiting): void {
    const calls = this.byOrg.get(call.orgId);
    const index = calls?.indexOf(call) ?? -1;
    if (!calls || index < 0) return;
    calls.splice(index, 1);
    if (calls.length === 0) this.byOrg.delete(call.orgId);
    this.size -= 1;
  }

  waitingOf(orgId: string): number {
    return this.byOrg.get(orgId)?.length ?? 0;
  }

  /** The newest call of whoever has most waiting, if that is more than this organization would have. */
  newestOfGreediest(orgId: string): Waiting | null {
    let greediest: Waiting[] = [];
    for (const calls of this.byOrg.values()) if (calls.length > greediest.length) greediest = calls;
    return greediest.length > this.waitingOf(orgId) + 1 ? (greediest.at(-1) ?? null) : null;
  }
}

const full = (): AttemptFailure =>
  new AttemptFailure('rate_limited', 'again', 'Too many model calls are waiting already.');

export function createCallQueue({ concurrency, maxWaiting }: { concurrency: number; maxWaiting: number }): CallQueue {
  const lanes: Record<Priority, Lane> = { live: new Lane(), background: new Lane() };
  const runningOf = new Map<string, number>();
  const mostOfOne = Math.max(1, concurrency - Math.floor(concurrency / RESERVED_PART));
  let running = 0;
  let liveInARow = 0;
  const waiting = () => lanes.live.size + lanes.background.size;
  const may = (orgId: string) => (runningOf.get(orgId) ?? 0) < mostOfOne;

  function next(): void {
    while (running < concurrency) {
      const first: Priority =
        lanes.background.size > 0 && (lanes.live.size === 0 || liveInARow >= LIVE_IN_A_ROW) ? 'background' : 'live';
      const second: Priority = first === 'live' ? 'background' : 'live';
      let taken: Priority = first;
      let call = lanes[first].take(may);
      if (!call) {
        taken = second;
        call = lanes[second].take(may);
      }
      if (!call) return;
      liveInARow = taken === 'background' ? 0 : liveInARow + 1;
      running += 1;
      runningOf.set(call.orgId, (runningOf.get(call.orgId) ?? 0) + 1);
      call.start();
    }
  }

  function ended(orgId: string): void {
    running -= 1;
    const left = (runningOf.get(orgId) ?? 1) - 1;
    if (left > 0) runningOf.set(orgId, left);
    else runningOf.delete(orgId);
    next();
  }

  /** Room for one more: a full queue gives way to a customer, and to whoever has less in it than others. */
  function makeRoom(priority: Priority, orgId: string): boolean {
    if (running < concurrency && may(orgId)) return true;
    // A full queue gives way to a customer: no more background calls get into its second half.
    const limit = priority === 'live' ? maxWaiting : Math.floor(maxWaiting / 2);
    if (waiting() < limit) return true;
    const victim = lanes[priority].newestOfGreediest(orgId);
    victim?.evict();
    return victim !== null;
  }

  function slot({ priority }: Caller, orgId: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (!makeRoom(priority, orgId)) return Promise.reject(full());
    return new Promise((resolve, reject) => {
      const leave = () => {
        lanes[priority].remove(call);
        reject(signal.reason);
      };
      const call: Waiting = {
        orgId,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
        evict: () => {
          signal.removeEventListener('abort', leave);
          lanes[priority].remove(call);
          reject(full());
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      lanes[priority].push(call);
      next();
    });
  }

  return {
    async run(caller, signal, work) {
      const orgId = caller.orgId ?? '';
      await slot(caller, orgId, signal);
      try {
        return await work();
      } finally {
        ended(orgId);
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
