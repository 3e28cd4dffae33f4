/** What files hold of a person goes with them (A-DEL-1): exports, and the rows of imports. */
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { exports, imports } from './table.ts';

/**
 * In the transaction that deletes the person, before it does. Exports that are being written are written again. Rows of imports that
 * are over go; those that wait and name the person are emptied, so that nobody comes back with them.
 */
export async function forgetInTransfers(
  tx: Tx,
  { orgId, contactId }: { orgId: string; contactId: string },
): Promise<void> {
  // Whoever takes rows at this moment ends first.
  await tx.select({ id: imports.id }).from(imports).where(eq(imports.orgId, orgId)).orderBy(imports.id).for('update');
  await tx
    .update(exports)
    .set({ failure: 'somebody was erased' })
    .where(and(eq(exports.orgId, orgId), eq(exports.state, 'RUNNING')));
  await tx.execute(sql`
    delete from import_rows r using imports i where i.org_id = ${orgId} and r.org_id = i.org_id and r.import_id = i.id
      and i.state in ('DONE', 'STOPPED', 'FAILED')`);
  await tx.execute(sql`delete from import_addresses where org_id = ${orgId} and contact_id = ${contactId}`);
  // A number may stand there without its country code, and with zeros before it.
  await tx.execute(sql`
    update import_rows r set cells = '[]'::jsonb, outcome = 'failed', errors = '["is of a person who was erased"]'::jsonb from imports i
    where i.org_id = ${orgId} and r.org_id = i.org_id and r.import_id = i.id and exists (
      select from jsonb_array_elements_text(r.cells) as cell,
        lateral ltrim(regexp_replace(cell, '[^0-9]', '', 'g'), '0') as digits, contact_identities c
      where c.org_id = ${orgId} and c.contact_id = ${contactId} and (
        c.kind = 'email' and lower(btrim(cell)) = c.value
        or c.kind in ('phone', 'wa_id') and length(digits) >= 7 and right(regexp_replace(c.value, '[^0-9]', '', 'g'), length(digits)) = digits))`);
}

/** @returns keys of the files in the store, to be deleted by the caller first. */
export async function exportFilesOf(tx: Tx, { orgId }: { orgId: string }): Promise<{ id: string; key: string }[]> {
  const rows = await tx
    .select({ id: exports.id, key: exports.storageKey })
    .from(exports)
    .where(and(eq(exports.orgId, orgId), isNotNull(exports.storageKey)));
  return rows.map(row => ({ id: row.id, key: row.key ?? '' }));
}

export async function forgetExports(
  tx: Tx,
  { orgId, exportIds }: { orgId: string; exportIds: string[] },
): Promise<void> {
  if (exportIds.length > 0)
    await tx.delete(exports).where(and(eq(exports.orgId, orgId), inArray(exports.id, exportIds)));
}
