/** Work of a transaction that belongs at its very end: told in one statement, or holding a lock for as short as can be. */
import type { Tx } from './database.ts';

/** Sent together with the commit. */
export interface Statement {
  text: string;
  values: unknown[];
}

interface Telling {
  value: unknown;
  statement: () => Statement;
}

interface Ending {
  tell: Map<string, Telling>;
  locks: (() => Promise<void>)[];
}

/** Handles are used again by later transactions, so this is emptied at every end, good or bad. */
const waiting = new WeakMap<Tx, Ending>();

function endingOf(tx: Tx): Ending {
  const known = waiting.get(tx);
  if (known) return known;
  const ending: Ending = { tell: new Map(), locks: [] };
  waiting.set(tx, ending);
  return ending;
}

/**
 * Collects under a name, once per transaction; `statement` is made of what was collected and sent with the commit.
 * @returns the collection, to be added to.
 */
export function tellAtCommit<T>(tx: Tx, name: string, create: () => T, statement: (collected: T) => Statement): T {
  const { tell } = endingOf(tx);
  const known = tell.get(name);
  if (known) return known.value as T;
  const value = create();
  tell.set(name, { value, statement: () => statement(value) });
  return value;
}

/**
 * Last of all before the commit, so that rows everybody wants are held for one round trip and the commit. What it throws
 * rolls the transaction back.
 */
export const lockAtCommit = (tx: Tx, work: () => Promise<void>): void => {
  endingOf(tx).locks.push(work);
};

/** What waits for the end of this transaction; nothing of it waits any more. Called by the database. */
export function endingsOf(tx: Tx): { statements: Statement[]; locks: (() => Promise<void>)[] } {
  const ending = waiting.get(tx);
  waiting.delete(tx);
  return {
    statements: [...(ending?.tell.values() ?? [])].map(each => each.statement()),
    locks: ending?.locks ?? [],
  };
}

/** The transaction is rolled back: nothing of it is to be done. */
export const forget = (tx: Tx): void => {
  waiting.delete(tx);
};
