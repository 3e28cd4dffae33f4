/**
 * Rows that never change once they are written, kept beside the connection they were read on. Kept by the process they would outlive
 * a database that is exchanged under it (a restore), whose rows may say something else under the same ids.
 */
import type { Tx } from './database.ts';

const CAPACITY = 500;

/** By the handle of a connection, which later transactions on it use again. */
const kept = new WeakMap<Tx, Map<string, Map<string, unknown>>>();

/** @returns what is kept under this name; {@link keep} adds to it. */
export function keptOn<T>(tx: Tx, name: string): ReadonlyMap<string, T> {
  return place<T>(tx, name);
}

/** The oldest goes when there are too many. */
export function keep<T>(tx: Tx, name: string, key: string, value: T): void {
  const values = place<T>(tx, name);
  const [oldest] = values.keys();
  if (values.size >= CAPACITY && oldest !== undefined) values.delete(oldest);
  values.set(key, value);
}

function place<T>(tx: Tx, name: string): Map<string, T> {
  let mine = kept.get(tx);
  if (!mine) {
    mine = new Map();
    kept.set(tx, mine);
  }
  let values = mine.get(name);
  if (!values) {
    values = new Map();
    mine.set(name, values);
  }
  return values as Map<string, T>;
}
