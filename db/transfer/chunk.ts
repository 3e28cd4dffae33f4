/**
 * Some rows of an import, in one transaction with how far it is: a crash takes back both, and whoever comes next begins where
 * the last commit ended. Set-based: a chunk is a handful of statements, however many rows it has.
 */
import { and, asc, eq, gte, sql } from 'drizzle-orm';
import { type ImportField, importOptionsSchema, planRow } from '../../domain/crm/import.ts';
import type { ImportState } from '../../domain/crm/words.ts';
import { assignLeads } from '../crm/assignment.ts';
import { listFields } from '../customfield/queries.ts';
import type { Tx } from '../database.ts';
import type { HashIdentity } from '../erasure/queries.ts';
import { publish } from '../event/queries.ts';
import { findImport, type ImportRow } from './imports.ts';
import { lockAddresses, type Outcome, ownersOf, type Placed, place, rememberPlaced } from './place.ts';
import { importAddresses, importRows, imports } from './table.ts';
import { write } from './write.ts';

/** Far below what a statement may take, on a machine that is busy with other things too. */
export const CHUNK_ROWS = 250;

interface Taken {
  number: number;
  outcome: Outcome;
  errors: string[] | null;
}

/** @returns true when there is nothing left to do: the end, a stop, or no such import. */
export async function importChunk(
  tx: Tx,
  {
    orgId,
    id,
    limit,
    hash,
    now,
  }: { orgId: string; id: string; limit: number; hash: HashIdentity | undefined; now: number },
): Promise<boolean> {
  const job = await findImport(tx, { orgId, id }, true);
  if (!job || (job.state !== 'CHECKING' && job.state !== 'RUNNING')) return true;
  const rows = await tx
    .select({ number: importRows.number, cells: importRows.cells, outcome: importRows.outcome })
    .from(importRows)
    .where(and(eq(importRows.orgId, orgId), eq(importRows.importId, id), gte(importRows.number, job.nextRow)))
    .orderBy(asc(importRows.number))
    .limit(limit);
  const options = importOptionsSchema.parse(job.options);
  const fields = new Map<string, ImportField>((await listFields(tx, { orgId })).map(field => [field.id, field]));
  const mapping = job.mapping ?? [];
  // Taken before this import was stopped, or emptied because its person was erased: it stays what it became.
  const settled = rows.filter(row => row.cells.length === 0 && row.outcome !== null);
  const planned = rows
    .filter(row => !settled.includes(row))
    .map(row => ({ number: row.number, plan: planRow(row.cells, mapping, fields, options) }));
  const good = planned.flatMap(({ number, plan }) => (plan.ok ? [{ number, contact: plan.contact }] : []));
  const contacts = good.map(row => row.contact);
  const running = job.state === 'RUNNING';
  if (running) await lockAddresses(tx, orgId, contacts);
  const owners = await ownersOf(tx, { orgId, all: contacts, importId: running ? null : id });

  const placed = new Map<string, Placed>();
  const taken: Taken[] = planned.flatMap(({ number, plan }) =>
    plan.ok ? [] : [{ number, outcome: 'failed' as const, errors: plan.errors }],
  );
  for (const { number, contact } of good) taken.push({ number, ...place(contact, owners, placed, options.known) });
  const list = [...placed.values()];
  const done = rows.length < limit;
  if (running) {
    await write(tx, { orgId, job, placed: list, labelIds: options.labelIds, hash, now });
    const contactIds = list.filter(one => one.isNew).map(one => one.contactId);
    await rememberTaken(tx, { orgId, importId: id, contactIds: list.map(one => one.contactId) });
    if (options.assign) await assignLeads(tx, { orgId, contactIds, now });
  } else if (done)
    await tx.delete(importAddresses).where(and(eq(importAddresses.orgId, orgId), eq(importAddresses.importId, id)));
  else await rememberPlaced(tx, { orgId, importId: id, placed: list, owners });
  await noteRows(tx, { orgId, id, taken, empty: running });
  const outcomes = [...taken, ...settled].map(row => row.outcome);
  await moveOn(tx, { orgId, job, outcomes, nextRow: (rows.at(-1)?.number ?? job.nextRow) + 1, done, now });
  return done;
}

/** Whom it made or changed, for the list. */
const rememberTaken = (
  tx: Tx,
  { orgId, importId, contactIds }: { orgId: string; importId: string; contactIds: string[] },
) =>
  tx.execute(sql`
    insert into import_contacts (org_id, import_id, contact_id)
    select ${orgId}::uuid, ${importId}::uuid, id from unnest(${sql.param(contactIds)}::uuid[]) as c (id) on conflict do nothing`);

/** What became of each row. What is taken is kept once: the file's own words go. */
async function noteRows(
  tx: Tx,
  { orgId, id, taken, empty }: { orgId: string; id: string; taken: Taken[]; empty: boolean },
): Promise<void> {
  if (taken.length === 0) return;
  await tx.execute(sql`
    update import_rows i set outcome = r.outcome, errors = r.errors,
      cells = case when ${empty} and r.outcome <> 'failed' then '[]'::jsonb else i.cells end
    from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) as r (number int, outcome text, errors jsonb)
    where i.org_id = ${orgId} and i.import_id = ${id} and i.number = r.number`);
}

async function moveOn(
  tx: Tx,
  {
    orgId,
    job,
    outcomes,
    nextRow,
    done,
    now,
  }: { orgId: string; job: ImportRow; outcomes: (Outcome | null)[]; nextRow: number; done: boolean; now: number },
): Promise<void> {
  const many = (outcome: Outcome) => outcomes.filter(each => each === outcome).length;
  const state: ImportState = done ? (job.state === 'RUNNING' ? 'DONE' : 'CHECKED') : job.state;
  await tx
    .update(imports)
    .set({
      state,
      nextRow,
      created: job.created + many('created'),
      updated: job.updated + many('updated'),
      skipped: job.skipped + many('skipped'),
      failed: job.failed + many('failed'),
      faults: 0,
      ...(done ? { endedAt: now } : {}),
    })
    .where(and(eq(imports.orgId, orgId), eq(imports.id, job.id)));
  await publish(tx, { orgId, kind: 'contact.updated', conversationId: null, now });
}
