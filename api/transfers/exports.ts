/** Contacts to a file: asked for here, written by a workflow, downloaded for a day (B-EXP-1). */
import { z } from 'zod';
import { createExport, type ExportRow, listExports } from '../../db/transfer/exports.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { exportSchema, newExportSchema } from '../contracts/transfers.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'Exports';
const nothing = z.strictObject({});
const SHOWN = 30;
const AT_ONCE = 20;

const view = (row: ExportRow) => ({
  id: row.id,
  state: row.state,
  rows: row.rows,
  sizeBytes: row.sizeBytes,
  createdAt: iso(row.createdAt),
  endedAt: isoOrNull(row.endedAt),
  expiresAt: iso(row.expiresAt),
});

export const exportsEndpoint = defineEndpoint({
  method: 'get',
  path: '/exports',
  summary: 'Exports of contacts of the last day, newest first',
  tag,
  needs: read('transfers'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: z.object({ exports: z.array(exportSchema) }),
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({ exports: (await listExports(tx, { orgId, limit: SHOWN })).map(view) })),
});

export const newExportEndpoint = defineEndpoint({
  method: 'post',
  path: '/exports',
  summary: 'Write the contacts of a filter to a CSV file; no cell is a formula',
  tag,
  needs: write('transfers'),
  params: nothing,
  query: nothing,
  body: newExportSchema,
  response: exportSchema,
  errors: [{ status: 409, code: 'busy', when: `${AT_ONCE} exports are being written already` }],
  handle: ({ body: { filter }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const running = (await listExports(tx, { orgId, limit: SHOWN })).filter(row => row.state === 'RUNNING');
      if (running.length >= AT_ONCE)
        throw new ApiError(409, 'busy', 'Enough exports are being written already.', { hint: 'Wait for one of them.' });
      const now = services.clock.now();
      return view(await createExport(tx, { orgId, filter, memberId, actor: actorOf(caller), now }));
    }),
});

export const exportEndpoints = [exportsEndpoint, newExportEndpoint];
