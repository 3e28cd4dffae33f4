/** Exports of contacts: asked for here, written by a workflow, gone after a day. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { LeadFilter } from '../../domain/crm/filter.ts';
import { type Actor, audit } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { exports } from './table.ts';

export type ExportRow = typeof exports.$inferSelect;

export const EXPORT_KEPT_MS = 86_400_000;

interface Ref {
  orgId: string;
  id: string;
}

const mine = ({ orgId, id }: Ref) => and(eq(exports.orgId, orgId), eq(exports.id, id));

export async function createExport(
  tx: Tx,
  {
    orgId,
    filter,
    memberId,
    actor,
    now,
  }: { orgId: string; filter: LeadFilter; memberId: string; actor: Actor; now: number },
): Promise<ExportRow> {
  const [row] = await tx
    .insert(exports)
    .values({
      ...{ orgId, id: newId(), filter: { ...filter }, state: 'RUNNING', createdBy: memberId },
      ...{ createdAt: now, expiresAt: now + EXPORT_KEPT_MS },
    })
    .returning();
  if (!row) throw new Error('an export was not inserted');
  const payload = { conditions: Object.keys(filter).length };
  await audit(tx, { orgId, actor, action: 'contacts_exported', subjectId: row.id, payload, now });
  return row;
}

export async function findExport(tx: Tx, ref: Ref): Promise<ExportRow | null> {
  const [row] = await tx.select().from(exports).where(mine(ref));
  return row ?? null;
}

export const listExports = (tx: Tx, { orgId, limit }: { orgId: string; limit: number }): Promise<ExportRow[]> =>
  tx.select().from(exports).where(eq(exports.orgId, orgId)).orderBy(desc(exports.createdAt)).limit(limit);

/** Begins to write, or to write again; null when there is no such export, or it is written. */
export async function beginExport(tx: Tx, { orgId, id }: Ref): Promise<ExportRow | null> {
  const [row] = await tx
    .update(exports)
    .set({ failure: null })
    .where(and(mine({ orgId, id }), eq(exports.state, 'RUNNING')))
    .returning();
  return row ?? null;
}

/** False when somebody was erased since it began: what was written may hold them, and is to be written again. */
export async function finishExport(
  tx: Tx,
  { orgId, id, now, ...end }: Ref & { rows: number; sizeBytes: number; storageKey: string; now: number },
): Promise<boolean> {
  const finished = await tx
    .update(exports)
    .set({ ...end, state: 'DONE', endedAt: now })
    .where(and(mine({ orgId, id }), isNull(exports.failure)))
    .returning({ id: exports.id });
  if (finished.length === 0) return false;
  await publish(tx, { orgId, kind: 'contact.updated', conversationId: null, now });
  return true;
}

export async function deleteExport(tx: Tx, ref: Ref & { now: number }): Promise<void> {
  await tx.delete(exports).where(mine(ref));
  await publish(tx, { orgId: ref.orgId, kind: 'contact.updated', conversationId: null, now: ref.now });
}

/** Of all organizations: not written yet. System transaction. */
export const openExports = (tx: Tx, limit: number) =>
  tx.select({ orgId: exports.orgId, id: exports.id }).from(exports).where(eq(exports.state, 'RUNNING')).limit(limit);
