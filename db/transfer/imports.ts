/** Imports of contacts: the file's rows, and how far it is. What is done with the rows stands in chunk.ts. */
import { and, asc, count, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import type { ImportOptions } from '../../domain/crm/import.ts';
import { type Actor, audit, SYSTEM } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { importAddresses, importRows, imports } from './table.ts';

export type ImportRow = typeof imports.$inferSelect;

interface Ref {
  orgId: string;
  id: string;
}

const mine = ({ orgId, id }: Ref) => and(eq(imports.orgId, orgId), eq(imports.id, id));

export async function createImport(
  tx: Tx,
  given: { orgId: string; fileName: string; columns: string[]; totalRows: number; createdBy: string; now: number },
): Promise<ImportRow> {
  const { now, ...rest } = given;
  const [row] = await tx
    .insert(imports)
    .values({ ...rest, id: newId(), state: 'UPLOADED', createdAt: now })
    .returning();
  if (!row) throw new Error('an import was not inserted');
  return row;
}

export async function findImport(tx: Tx, ref: Ref, lock = false): Promise<ImportRow | null> {
  const asked = tx.select().from(imports).where(mine(ref));
  const [row] = lock ? await asked.for('update') : await asked;
  return row ?? null;
}

export const listImports = (tx: Tx, { orgId, limit }: { orgId: string; limit: number }): Promise<ImportRow[]> =>
  tx.select().from(imports).where(eq(imports.orgId, orgId)).orderBy(desc(imports.createdAt)).limit(limit);

/** Rows by their number; one that is there already stays, so that a part may be sent twice. */
export async function addRows(
  tx: Tx,
  { orgId, id, from, rows }: Ref & { from: number; rows: string[][] },
): Promise<number> {
  await tx.execute(sql`
    insert into import_rows (org_id, import_id, number, cells)
    select ${orgId}::uuid, ${id}::uuid, ${from} + place - 1, row from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as r (row, place)
    on conflict do nothing`);
  const [held] = await tx
    .select({ count: count() })
    .from(importRows)
    .where(and(eq(importRows.orgId, orgId), eq(importRows.importId, id)));
  return held?.count ?? 0;
}

export async function countRows(tx: Tx, { orgId, id }: Ref): Promise<number> {
  return addRows(tx, { orgId, id, from: 1, rows: [] });
}

/** Begins a pass over all rows: a check changes nothing but what is said of them. */
export async function beginPass(
  tx: Tx,
  {
    orgId,
    id,
    state,
    mapping,
    options,
    actor,
    now,
  }: Ref & {
    state: 'CHECKING' | 'RUNNING';
    mapping: (string | null)[];
    options: ImportOptions;
    actor: Actor;
    now: number;
  },
): Promise<void> {
  await tx.delete(importAddresses).where(and(eq(importAddresses.orgId, orgId), eq(importAddresses.importId, id)));
  await tx
    .update(imports)
    .set({
      ...{
        state,
        mapping,
        options,
        nextRow: 1,
        created: 0,
        updated: 0,
        skipped: 0,
        failed: 0,
        failure: null,
        faults: 0,
      },
      ...{ startedAt: now, endedAt: null },
    })
    .where(mine({ orgId, id }));
  const action = state === 'RUNNING' ? 'contacts_imported' : 'import_checked';
  await audit(tx, { orgId, actor, action, subjectId: id, payload: {}, now });
  await publish(tx, { orgId, kind: 'contact.updated', conversationId: null, now });
}

/** False when it does not run. What was taken stays. */
export async function stopImport(
  tx: Tx,
  { orgId, id, actor, now }: Ref & { actor: Actor; now: number },
): Promise<boolean> {
  const rows = await tx
    .update(imports)
    .set({ state: 'STOPPED', endedAt: now })
    .where(and(mine({ orgId, id }), inArray(imports.state, ['CHECKING', 'RUNNING'])))
    .returning({ id: imports.id });
  if (rows.length === 0) return false;
  await audit(tx, { orgId, actor, action: 'import_stopped', subjectId: id, now });
  await publish(tx, { orgId, kind: 'contact.updated', conversationId: null, now });
  return true;
}

/** Steps in a row that may fail without a row being taken; they are tried for some three minutes. */
export const MOST_FAULTS = 8;

/** A step failed although the record answers. @returns true when the import cannot go on, and says so now. */
export async function importFault(tx: Tx, { orgId, id, now }: Ref & { now: number }): Promise<boolean> {
  const [row] = await tx
    .update(imports)
    .set({ faults: sql`${imports.faults} + 1` })
    .where(and(mine({ orgId, id }), inArray(imports.state, ['CHECKING', 'RUNNING'])))
    .returning({ faults: imports.faults, nextRow: imports.nextRow });
  if (!row || row.faults < MOST_FAULTS) return false;
  const failure = `It could not go on from row ${row.nextRow + 1} of the file. What was taken before stays.`;
  await tx.update(imports).set({ state: 'FAILED', failure, endedAt: now }).where(mine({ orgId, id }));
  await audit(tx, { orgId, actor: SYSTEM, action: 'import_failed', subjectId: id, now });
  await publish(tx, { orgId, kind: 'contact.updated', conversationId: null, now });
  return true;
}

const KEPT_MS = 30 * 86_400_000;

/** Rows of imports that have been over for thirty days go; what came of them is counted in the import. @returns how many imports. */
export async function clearOldRows(tx: Tx, { orgId, now }: { orgId: string; now: number }): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    delete from import_rows r using imports i
    where i.org_id = ${orgId} and r.org_id = i.org_id and r.import_id = i.id
      and (i.state in ('DONE', 'STOPPED', 'FAILED', 'CHECKED', 'UPLOADED'))
      and coalesce(i.ended_at, i.created_at) < ${new Date(now - KEPT_MS).toISOString()}::timestamptz`);
  return rowCount ?? 0;
}

/** Rows that could not be taken, from a number on. */
export const failedRows = (tx: Tx, { orgId, id, from, limit }: Ref & { from: number; limit: number }) =>
  tx
    .select({ number: importRows.number, cells: importRows.cells, errors: importRows.errors })
    .from(importRows)
    .where(
      and(
        eq(importRows.orgId, orgId),
        eq(importRows.importId, id),
        eq(importRows.outcome, 'failed'),
        gte(importRows.number, from),
      ),
    )
    .orderBy(asc(importRows.number))
    .limit(limit);

export const firstRows = (tx: Tx, { orgId, id, limit }: Ref & { limit: number }) =>
  tx
    .select({ cells: importRows.cells })
    .from(importRows)
    .where(and(eq(importRows.orgId, orgId), eq(importRows.importId, id)))
    .orderBy(asc(importRows.number))
    .limit(limit);

/** Of all organizations: passes that are not done. System transaction. */
export const openImports = (tx: Tx, limit: number) =>
  tx
    .select({ orgId: imports.orgId, id: imports.id })
    .from(imports)
    .where(inArray(imports.state, ['CHECKING', 'RUNNING']))
    .limit(limit);
