/**
 * Statements whose text is put together once for each connection instead of at every call: for those that every turn makes.
 * Putting a select of sixty columns together costs more than its round trip.
 */
import { and, eq, getTableColumns, getTableName, sql } from 'drizzle-orm';
import type { PgColumn, PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core';
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

type KeyedTable = PgTable & { orgId: PgColumn; id: PgColumn };

/**
 * Changes one row. The same columns are changed together again and again: each such set of names is one statement.
 * @param patch plain values, no SQL; what is undefined is left alone.
 */
export async function setColumns<T extends KeyedTable>(
  tx: Tx,
  table: T,
  { orgId, id }: { orgId: string; id: string },
  patch: Partial<T['$inferInsert']>,
): Promise<void> {
  const columns: Record<string, PgColumn> = getTableColumns(table);
  const changed = Object.entries(patch)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = changed.map(([name]) => name);
  const statement = preparedOn(tx, `${getTableName(table)} set ${names.join()}`, on =>
    on
      .update(table as KeyedTable)
      .set(
        Object.fromEntries(
          names.map(name => [name, sql`${sql.placeholder(`new ${name}`)}`]),
        ) as PgUpdateSetSource<KeyedTable>,
      )
      .where(and(eq(table.orgId, sql.placeholder('orgId')), eq(table.id, sql.placeholder('id')))),
  );
  const values = changed.map(([name, value]) => [
    `new ${name}`,
    value === null ? null : columns[name]?.mapToDriverValue(value),
  ]);
  await statement.execute({ ...Object.fromEntries(values), orgId, id });
}
