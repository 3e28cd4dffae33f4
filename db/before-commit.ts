/** Work of a transaction that belongs at its very end: told in one statement, or holding a lock for as short as can be. */
import type { Tx } from './database.ts';

/** `tell` goes first (events); `lock` is last, so that rows everybody wants are held for one round trip and the commit. */
export type Phase = 'tell' | 'lock';

interface Entry {
  phase: Phase;
  value: unknown;
  work: () => Promise<void>;
}

/** Handles are used again by later transactions, so this is emptied at every end, good or bad. */
const waiting = new WeakMap<Tx, Map<string, Entry>>();

/**
 * Collects under a name, once per transaction; `work` gets what was collected just before the commit, in the same
 * transaction. What it throws rolls the transaction back.
 * @returns the collection, to be added to.
 */
export function beforeCommit<T>(
  tx: Tx,
  name: string,
  phase: Phase,
  create: () => T,
  work: (collected: T) => Promise<void>,
): T {
  let entries = waiting.get(tx);
  if (!entries) {
    entries = new Map();
    waiting.set(tx, entries);
  }
  const known = entries.get(name);
  if (known) return known.value as T;
  const value = create();
  entries.set(name, { phase, value, work: () => work(value) });
  return value;
}

/** Carries out what waits. Called by the database before it commits. */
export async function finish(tx: Tx): Promise<void> {
  const entries = [...(waiting.get(tx)?.values() ?? [])];
  for (const phase of ['tell', 'lock'] as const) {
    for (const entry of entries) if (entry.phase === phase) await entry.work();
  }
  waiting.delete(tx);
}

/** The transaction is rolled back: nothing of it is to be done. */
export const forget = (tx: Tx): void => {
  waiting.delete(tx);
};
