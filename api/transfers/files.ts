/** Files of imports and exports, streamed. */
import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import { findExport } from '../../db/transfer/exports.ts';
import { failedRows, findImport } from '../../db/transfer/imports.ts';
import { csvRow } from '../../domain/csv.ts';
import { read } from '../../domain/permission/permission.ts';
import { ApiError, notFound } from '../endpoint.ts';
import { parsed } from '../parse.ts';
import type { StreamRoute } from '../router.ts';

const params = z.strictObject({ id: z.uuid() });
const AT_ONCE = 1_000;

/** Waits while the reader is slower than we are. */
async function write(response: Response, bytes: string | Uint8Array): Promise<void> {
  if (bytes.length === 0 || response.write(bytes)) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}

const asFile = (response: Response, name: string): void => {
  response.type('text/csv; charset=utf-8');
  response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
};

export const importErrorsFile: StreamRoute = {
  path: '/imports/:id/errors',
  summary: 'The rows that could not be taken, as CSV, with their numbers and what is wrong',
  tag: 'Imports',
  needs: read('transfers'),
  answers: 'text/csv',
  errors: [{ status: 404, code: 'not_found', when: 'there is no such import' }],
  async serve({ db }, { orgId }, request, response) {
    const { id } = parsed(params, { ...request.params }, 'params');
    const job = await db.withOrg(orgId, tx => findImport(tx, { orgId, id }));
    if (!job) throw notFound('import');
    asFile(response, 'import-errors.csv');
    await write(response, csvRow(['row', 'problem', ...job.columns]));
    for (let from = 1; !response.destroyed; ) {
      const start = from;
      const rows = await db.withOrg(orgId, tx => failedRows(tx, { orgId, id, from: start, limit: AT_ONCE }));
      // As a spreadsheet counts: the names of the columns are its first line.
      const lines = rows.map(row => csvRow([String(row.number + 1), (row.errors ?? []).join('; '), ...row.cells]));
      await write(response, lines.join(''));
      const last = rows.at(-1);
      if (rows.length < AT_ONCE || !last) break;
      from = last.number + 1;
    }
    response.end();
  },
};

export const exportFile: StreamRoute = {
  path: '/exports/:id/file',
  summary: 'The file of an export',
  tag: 'Exports',
  needs: read('transfers'),
  answers: 'text/csv',
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such export, or its day is over' },
    { status: 409, code: 'not_ready', when: 'it is being written' },
  ],
  async serve({ db, media, clock }, { orgId }, request, response) {
    const { id } = parsed(params, { ...request.params }, 'params');
    const job = await db.withOrg(orgId, tx => findExport(tx, { orgId, id }));
    if (!job || job.expiresAt <= clock.now()) throw notFound('export');
    if (job.state !== 'DONE' || job.storageKey === null)
      throw new ApiError(409, 'not_ready', 'The file is being written.', { hint: 'Try again in a moment.' });
    const bytes = await media.get(job.storageKey);
    asFile(response, `leads-${new Date(job.createdAt).toISOString().slice(0, 10)}.csv`);
    for await (const part of bytes) {
      if (response.destroyed) return;
      await write(response, part);
    }
    response.end();
  },
};
