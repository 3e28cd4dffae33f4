/**
 * Statements whose text is put together once for each connection instead of at every call: for those that every turn makes.
 * Putting a select of sixty columns together costs more than its round trip.
 */
import type { Tx } from './database.ts';

/** By the handle of a connection, which later transactions on it use again. */
const known = new WeakMap<Tx, Map<string, unknown>>();

/**
 * @param name of this statement among all of the process; everything its text depends on must stand in it.
 * @param build with `sql.placeholder` for what differs between calls. Called once for each connection. Placeholders compared with
 *   or set to a column are translated as the column's values are, null excepted: leave columns that may be null out.
 */
export function preparedOn<P>(tx: Tx, name: string, build: (tx: Tx) => { prepare(name: string): P }): P {
  let mine = known.get(tx);
  if (!mine) {
    mine = new Map();
    known.set(tx, mine);
  }
  const found = mine.get(name);
  if (found) return found as P;
  // The connection names statements itself (connection.ts).
  const made = build(tx).prepare('');
  mine.set(name, made);
  return made;
}
