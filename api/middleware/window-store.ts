/**
 * Counts requests over all api processes without a question to Postgres for each: a process takes a block of numbers of the
 * window at a time, small beside what is left, and deals them out. No number is dealt twice, so the processes together
 * never let more through than the limit (docs/decisions, request limits).
 */
import type { Store } from 'express-rate-limit';
import type { Database } from '../../db/database.ts';
import { takeFromWindow } from '../../db/limits/windows.ts';

/** Numbers of one window that are this process's own: next … through. */
interface Block {
  next: number;
  through: number;
  endsAt: number;
}

export interface WindowSource {
  /** @returns the highest number taken, and the window's end (epoch ms). */
  take(input: { key: string; units: number; windowMs: number; now: number }): Promise<{
    through: number;
    endsAt: number;
  }>;
}

export const sharedWindows = (db: Database): WindowSource => ({
  take: input => db.withSystem(tx => takeFromWindow(tx, input)),
});

/** A block is this part of what is left: what an idle process keeps back is small, and the last ones are asked for singly. */
const PART = 20;
const PRUNE_EVERY_MS = 10_000;

export interface WindowStoreOptions {
  source: WindowSource;
  /** Keeps the limits apart that count the same key. */
  name: string;
  limit: number;
  windowMs: number;
  now: () => number;
  /** Told when Postgres does not answer: until it does, this process counts alone. */
  onError: (error: unknown) => void;
}

export function createWindowStore({ source, name, limit, windowMs, now, onError }: WindowStoreOptions): Store {
  const blocks = new Map<string, Block>();
  const asked = new Map<string, Promise<void>>();
  let prunedAt = now();

  async function ask(key: string, last: Block | undefined): Promise<void> {
    const at = now();
    const left = limit - (last && last.endsAt > at ? last.through : 0);
    const units = Math.max(1, Math.floor(left / PART));
    try {
      const { through, endsAt } = await source.take({ key: `${name}:${key}`, units, windowMs, now: at });
      blocks.set(key, { next: through - units + 1, through, endsAt });
    } catch (error) {
      onError(error);
      blocks.set(key, { next: 1, through: limit, endsAt: at + windowMs });
    }
  }

  /** One question at a time for each key. */
  function more(key: string, last: Block | undefined): Promise<void> {
    const running = asked.get(key);
    if (running) return running;
    const question = ask(key, last).finally(() => asked.delete(key));
    asked.set(key, question);
    return question;
  }

  function prune(at: number): void {
    if (at - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = at;
    for (const [key, block] of blocks) if (block.endsAt <= at) blocks.delete(key);
  }

  return {
    async increment(key) {
      for (;;) {
        const at = now();
        prune(at);
        const block = blocks.get(key);
        if (block && block.endsAt > at) {
          if (block.next <= block.through) return { totalHits: block.next++, resetTime: new Date(block.endsAt) };
          // Spent: nothing is asked for again before the window ends.
          if (block.through >= limit) return { totalHits: limit + 1, resetTime: new Date(block.endsAt) };
        }
        await more(key, block);
      }
    },
    // Nothing is given back: every request counts.
    decrement: () => undefined,
    resetKey: key => void blocks.delete(key),
  };
}
