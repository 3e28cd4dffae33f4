/** Contacts from a file: rows are sent, checked without changing anything, then taken by a workflow (B-EXP-1). */

import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import {
  addRows,
  beginPass,
  countRows,
  createImport,
  failedRows,
  findImport,
  firstRows,
  type ImportRow,
  listImports,
  stopImport,
} from '../../db/transfer/imports.ts';
import { importOptionsSchema } from '../../domain/crm/import.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import {
  importDetailSchema,
  importPassSchema,
  importRowsSchema,
  importSchema,
  newImportSchema,
} from '../contracts/transfers.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, type ApiServices, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'Imports';
const nothing = z.strictObject({});
const params = z.strictObject({ id });
const missing = { status: 404, code: 'not_found', when: 'there is no such import' };
const busy = { status: 409, code: 'busy', when: 'it runs, or is done' };
const SHOWN = 50;
const SAMPLE = 3;
const SAMPLE_LETTERS = 80;
const PROBLEMS = 5;

const view = (row: ImportRow) => ({
  id: row.id,
  fileName: row.fileName,
  columns: row.columns,
  mapping: row.mapping,
  options: importOptionsSchema.catch(importOptionsSchema.parse({})).parse(row.options),
  state: row.state,
  totalRows: row.totalRows,
  doneRows: row.created + row.updated + row.skipped + row.failed,
  created: row.created,
  updated: row.updated,
  skipped: row.skipped,
  failed: row.failed,
  createdAt: iso(row.createdAt),
  startedAt: isoOrNull(row.startedAt),
  endedAt: isoOrNull(row.endedAt),
});

export const importsEndpoint = defineEndpoint({
  method: 'get',
  path: '/imports',
  summary: 'Imports, newest first',
  tag,
  needs: read('transfers'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: z.object({ imports: z.array(importSchema) }),
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({ imports: (await listImports(tx, { orgId, limit: SHOWN })).map(view) })),
});

export const importEndpoint = defineEndpoint({
  method: 'get',
  path: '/imports/:id',
  summary: 'One import: how far it is, and what became of its rows',
  tag,
  needs: read('transfers'),
  params,
  query: nothing,
  body: z.undefined(),
  response: importDetailSchema,
  errors: [missing],
  handle: ({ params: target, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const row = await findImport(tx, { orgId, ...target });
      if (!row) throw notFound('import');
      const ref = { orgId, ...target };
      const [sample, failed] = await Promise.all([
        firstRows(tx, { ...ref, limit: SAMPLE }),
        failedRows(tx, { ...ref, from: 1, limit: PROBLEMS }),
      ]);
      return {
        ...view(row),
        sample: sample.flatMap(({ cells }) =>
          cells.length > 0 ? [cells.map(cell => cell.slice(0, SAMPLE_LETTERS))] : [],
        ),
        problems: failed.map(({ number, errors }) => ({ row: number + 1, errors: errors ?? [] })),
      };
    }),
});

export const newImportEndpoint = defineEndpoint({
  method: 'post',
  path: '/imports',
  summary: 'Begin an import: the names of the columns, and how many rows will come',
  tag,
  needs: write('transfers'),
  params: nothing,
  query: nothing,
  body: newImportSchema,
  response: importSchema,
  errors: [],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const row = await createImport(tx, { orgId, ...body, createdBy: memberId, now });
      const payload = { totalRows: row.totalRows };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'import_begun', subjectId: row.id, payload, now });
      return view(row);
    }),
});

export const importRowsEndpoint = defineEndpoint({
  method: 'put',
  path: '/imports/:id/rows',
  summary: 'Send rows, up to 1,000 at once; the same ones may be sent again',
  tag,
  needs: write('transfers'),
  params,
  query: nothing,
  body: importRowsSchema,
  response: z.object({ rows: z.int().describe('how many there are now') }),
  errors: [missing, busy, { status: 422, code: 'too_many_rows', when: 'there are more than were announced' }],
  handle: ({ params: target, body, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const row = await findImport(tx, { orgId, ...target }, true);
      if (!row) throw notFound('import');
      if (row.state !== 'UPLOADED')
        throw new ApiError(409, 'busy', 'This import has begun already.', {
          hint: 'Begin another one for other rows.',
        });
      if (body.from + body.rows.length - 1 > row.totalRows)
        throw new ApiError(422, 'too_many_rows', 'There are more rows than were announced.', {
          hint: `This import has ${row.totalRows} rows.`,
        });
      return { rows: await addRows(tx, { orgId, ...target, ...body }) };
    }),
});

async function begin(
  services: ApiServices,
  caller: Caller,
  target: { id: string },
  body: z.infer<typeof importPassSchema>,
  state: 'CHECKING' | 'RUNNING',
) {
  const { orgId } = caller;
  return services.db.withOrg(orgId, async tx => {
    const ref = { orgId, ...target };
    const row = await findImport(tx, ref, true);
    if (!row) throw notFound('import');
    if (row.state === 'CHECKING' || row.state === 'RUNNING' || row.state === 'DONE')
      throw new ApiError(409, 'busy', row.state === 'DONE' ? 'This import is done.' : 'This import runs already.', {
        hint: 'Wait for its end, or begin another one.',
      });
    const held = await countRows(tx, ref);
    if (held < row.totalRows)
      throw new ApiError(409, 'rows_missing', `${row.totalRows - held} of ${row.totalRows} rows have not been sent.`, {
        hint: 'PUT the missing rows first.',
      });
    const chosen = body.mapping.filter(target => target !== null);
    const wrong =
      body.mapping.length !== row.columns.length
        ? 'Say of every column what it is, or null.'
        : new Set(chosen).size < chosen.length
          ? 'Two columns cannot be the same thing.'
          : chosen.includes('phone') || chosen.includes('email')
            ? null
            : 'One column must be the phone number or the e-mail address.';
    if (wrong !== null)
      throw new ApiError(422, 'bad_mapping', wrong, { errors: [{ path: 'body.mapping', message: wrong }] });
    const { mapping, options } = body;
    await beginPass(tx, { ...ref, state, mapping, options, actor: actorOf(caller), now: services.clock.now() });
    const begun = await findImport(tx, ref);
    if (!begun) throw notFound('import');
    return view(begun);
  });
}

const passErrors = [
  missing,
  busy,
  { status: 409, code: 'rows_missing', when: 'not all rows have been sent' },
  { status: 422, code: 'bad_mapping', when: 'the columns are not as they must be' },
];

export const checkImportEndpoint = defineEndpoint({
  method: 'post',
  path: '/imports/:id/check',
  summary: 'Look at every row without changing anything: what would be created, updated, refused',
  tag,
  needs: write('transfers'),
  params,
  query: nothing,
  body: importPassSchema,
  response: importSchema,
  errors: passErrors,
  handle: ({ params: target, body, caller, services }) => begin(services, caller, target, body, 'CHECKING'),
});

export const runImportEndpoint = defineEndpoint({
  method: 'post',
  path: '/imports/:id/run',
  summary: 'Take the rows; goes on by itself after any crash',
  tag,
  needs: write('transfers'),
  params,
  query: nothing,
  body: importPassSchema,
  response: importSchema,
  errors: passErrors,
  handle: ({ params: target, body, caller, services }) => begin(services, caller, target, body, 'RUNNING'),
});

export const stopImportEndpoint = defineEndpoint({
  method: 'post',
  path: '/imports/:id/stop',
  summary: 'Stop an import: nothing is taken after this answers; what was taken stays',
  tag,
  needs: write('transfers'),
  params,
  query: nothing,
  body: z.strictObject({}).optional(),
  response: importSchema,
  errors: [missing],
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const ref = { orgId: caller.orgId, ...target };
      await stopImport(tx, { ...ref, actor: actorOf(caller), now: services.clock.now() });
      const row = await findImport(tx, ref);
      if (!row) throw notFound('import');
      return view(row);
    }),
});

export const importEndpoints = [
  importsEndpoint,
  newImportEndpoint,
  importEndpoint,
  importRowsEndpoint,
  checkImportEndpoint,
  runImportEndpoint,
  stopImportEndpoint,
];
