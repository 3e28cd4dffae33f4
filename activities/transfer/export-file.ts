/** Writes an export: leads of its filter, page after page, straight into the store. A repeated attempt writes the file anew. */

import { type AllAddresses, addressesOf } from '../../db/crm/addresses.ts';
import { type LeadPosition, type LeadRow, listLeads } from '../../db/crm/list.ts';
import { type CustomField, listFields } from '../../db/customfield/queries.ts';
import { beginExport, deleteExport, type ExportRow, findExport, finishExport } from '../../db/transfer/exports.ts';
import { leadFilterSchema } from '../../domain/crm/filter.ts';
import { csvRow } from '../../domain/csv.ts';
import { temperatureOf } from '../../domain/lead/score.ts';
import type { Ports } from '../ports.ts';
import type { TransferRef } from './import-step.ts';

const PAGE = 500;
const MOST_BYTES = 500_000_000;
const COLUMNS = [
  ...['name', 'address', 'status', 'score', 'temperature', 'source', 'owner', 'value', 'labels', 'vip', 'blocked'],
  ...['agent answers', 'created', 'changed', 'last activity', 'phones', 'e-mails'],
];

const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
const yes = (on: boolean): string => (on ? 'yes' : 'no');

const cells = (row: LeadRow, addresses: AllAddresses | undefined, fields: CustomField[]): string[] => [
  row.name ?? '',
  row.address,
  row.shown,
  row.score === null ? '' : String(row.score),
  temperatureOf(row.score),
  row.source,
  row.ownerName ?? '',
  row.valueMicros === null ? '' : String(row.valueMicros / 1_000_000),
  row.labels.map(label => label.name).join('; '),
  yes(row.vip),
  yes(row.blocked),
  yes(row.autoreply),
  iso(row.createdAt),
  iso(row.updatedAt),
  iso(row.lastActivityAt),
  (addresses?.phones ?? []).join('; '),
  (addresses?.emails ?? []).join('; '),
  ...fields.map(field => row.fields[field.id] ?? ''),
];

const storageKeyOf = ({ orgId, id }: TransferRef): string => `${orgId}/export-${id}.csv`;

/** @returns how long the file is kept from now on; 0 when there is no such export any more. */
export async function exportFile(ports: Ports, ref: TransferRef, signal: AbortSignal): Promise<{ keptMs: number }> {
  for (;;) {
    const job = await ports.db.withOrg(ref.orgId, tx => beginExport(tx, ref));
    if (!job) break;
    const written = await write(ports, job, signal);
    const now = ports.clock.now();
    if (await ports.db.withOrg(ref.orgId, tx => finishExport(tx, { ...ref, ...written, now }))) break;
  }
  const job = await ports.db.withOrg(ref.orgId, tx => findExport(tx, ref));
  // Nobody would find a file whose row is gone.
  if (!job) await ports.media.delete(storageKeyOf(ref));
  return { keptMs: job ? Math.max(0, job.expiresAt - ports.clock.now()) : 0 };
}

async function write(ports: Ports, job: ExportRow, signal: AbortSignal) {
  const { orgId } = job;
  const filter = leadFilterSchema.parse(job.filter);
  const fields = await ports.db.withOrg(orgId, tx => listFields(tx, { orgId }));
  let rows = 0;
  async function* text(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    // With the mark that spreadsheets need to see that it is UTF-8.
    yield encoder.encode(`\ufeff${csvRow([...COLUMNS, ...fields.map(field => field.name)])}`);
    for (let after: LeadPosition | null = null; ; ) {
      signal.throwIfAborted();
      const from: LeadPosition | null = after;
      const page: Awaited<ReturnType<typeof listLeads>> = await ports.db.withOrg(orgId, tx =>
        listLeads(tx, {
          ...{ orgId, memberId: job.createdBy, filter, sort: 'created' as const, descending: false },
          ...{ after: from, limit: PAGE },
        }),
      );
      const addresses = await ports.db.withOrg(orgId, tx =>
        addressesOf(tx, { orgId, contactIds: page.rows.map(row => row.contactId) }),
      );
      rows += page.rows.length;
      yield encoder.encode(page.rows.map(row => csvRow(cells(row, addresses.get(row.contactId), fields))).join(''));
      if (!page.next) return;
      after = page.next;
    }
  }
  const storageKey = storageKeyOf(job);
  await ports.media.delete(storageKey).catch(() => undefined);
  const { sizeBytes } = await ports.media.put(storageKey, text(), MOST_BYTES);
  return { rows, sizeBytes, storageKey };
}

/** The file first: what is left of a crash between the two is a row without a file, which says so. */
export async function forgetExport(ports: Ports, ref: TransferRef): Promise<void> {
  await ports.media.delete(storageKeyOf(ref));
  await ports.db.withOrg(ref.orgId, tx => deleteExport(tx, { ...ref, now: ports.clock.now() }));
}
