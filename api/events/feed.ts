/** One reader of the events table for the whole process, fanned out to whoever listens; it rests while nobody does. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../config/log.ts';
import type { Database } from '../../db/database.ts';
import { eventsAfter, type StoredEvent } from '../../db/event/queries.ts';
import { ApiError } from '../endpoint.ts';
import { databaseEpoch, presentCursor } from './history.ts';
import type { Cursor } from './position.ts';

export interface FeedListener {
  orgId: string;
  deliver(event: StoredEvent): void;
  /** The database is another one now: everything must be loaded again. */
  reset(cursor: Cursor): void;
  /** The process stops. */
  end(): void;
}

export interface EventFeed {
  /** @returns the position after which everything will be delivered. @throws when the record does not answer, or the process stops. */
  follow(listener: FeedListener): Promise<Cursor>;
  unfollow(listener: FeedListener): void;
  /** Everything up to here was delivered to those who follow; null while nobody does. */
  cursor(): Cursor | null;
  stop(): void;
}

export interface FeedOptions {
  db: Database;
  log: Logger;
  /** Between two looks while somebody listens and nothing comes; after an event the next looks come sooner. */
  intervalMs?: number;
}

const BATCH = 500;
/** What an event waits for the next look while others come. */
const BUSY_INTERVAL_MS = 25;
const EPOCH_CHECK_MS = 5_000;
const AFTER_ERROR_MS = 1_000;

export function createEventFeed({ db, log, intervalMs = 100 }: FeedOptions): EventFeed {
  const byOrg = new Map<string, Set<FeedListener>>();
  const stopping = new AbortController();
  let at: Cursor | null = null;
  let epochCheckedAt = 0;
  let starting: Promise<Cursor> | null = null;
  let running = false;
  let failing = false;

  const everyone = () => [...byOrg.values()].flatMap(listeners => [...listeners]);

  async function look(from: Cursor): Promise<number> {
    const checkEpoch = failing || performance.now() - epochCheckedAt > EPOCH_CHECK_MS;
    const { present, events } = await db.withSystem(async tx => {
      const other = checkEpoch && (await databaseEpoch(tx)) !== from.epoch ? await presentCursor(tx) : null;
      return {
        present: other,
        events: other ? [] : await eventsAfter(tx, { xid: from.xid, id: from.id, limit: BATCH }),
      };
    });
    if (checkEpoch) epochCheckedAt = performance.now();
    if (present) {
      at = present;
      for (const listener of everyone()) listener.reset(present);
      return 0;
    }
    for (const event of events) {
      at = { epoch: from.epoch, xid: event.xid, id: event.id };
      for (const listener of byOrg.get(event.orgId) ?? []) listener.deliver(event);
    }
    return events.length;
  }

  async function run(): Promise<void> {
    running = true;
    let pauseMs = intervalMs;
    while (at !== null && byOrg.size > 0 && !stopping.signal.aborted) {
      let waitMs = intervalMs;
      try {
        const came = await look(at);
        pauseMs = came > 0 ? Math.min(intervalMs, BUSY_INTERVAL_MS) : Math.min(intervalMs, pauseMs * 1.3);
        waitMs = came === BATCH ? 0 : pauseMs;
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'events cannot be read; trying on');
        failing = true;
        waitMs = AFTER_ERROR_MS;
      }
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    at = null;
    running = false;
  }

  const start = (): Promise<Cursor> => {
    starting ??= db.withSystem(presentCursor).finally(() => {
      starting = null;
    });
    return starting;
  };

  const unfollow = (listener: FeedListener): void => {
    const listeners = byOrg.get(listener.orgId);
    listeners?.delete(listener);
    if (listeners?.size === 0) byOrg.delete(listener.orgId);
  };

  return {
    async follow(listener) {
      if (stopping.signal.aborted) throw new ApiError(503, 'unavailable', 'This server is stopping.');
      byOrg.set(listener.orgId, (byOrg.get(listener.orgId) ?? new Set()).add(listener));
      if (at !== null) return at;
      try {
        const present = await start();
        at ??= present;
        epochCheckedAt = performance.now();
        if (!running) void run();
        return present;
      } catch (error) {
        unfollow(listener);
        throw error;
      }
    },
    unfollow,
    cursor: () => at,
    stop() {
      stopping.abort();
      for (const listener of everyone()) listener.end();
      byOrg.clear();
    },
  };
}
