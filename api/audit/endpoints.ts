/** GET /settings/audit-log (B-AUD-1, B-API-28), and the same as CSV. */
import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import { type AuditFilter, type AuditPosition, type AuditRow, auditRows } from '../../db/audit/views.ts';
import { csvRow } from '../../domain/csv.ts';
import { read } from '../../domain/permission/permission.ts';
import { auditFilterSchema, auditPageSchema, auditQuerySchema } from '../contracts/audit.ts';
import { ApiError, defineEndpoint } from '../endpoint.ts';
import { iso } from '../messages/view.ts';
import { parsed } from '../parse.ts';
import type { StreamRoute } from '../router.ts';

const tag = 'Audit log';

const filterOf = (query: z.output<typeof auditFilterSchema>): AuditFilter => ({
  action: query.action,
  actorType: query.actorType,
  actorId: query.actorId,
  subjectId: query.subjectId,
  from: query.from === undefined ? undefined : Date.parse(query.from),
  to: query.to === undefined ? undefined : Date.parse(query.to),
});

const cursorOf = ({ at, id }: AuditPosition): string => `${at}_${id}`;

function positionOf(cursor: string): AuditPosition {
  const match = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(cursor);
  if (!match?.[1] || !z.uuid().safeParse(match[2]).success)
    throw new ApiError(422, 'rule', 'This is no cursor of this list.', {
      errors: [{ path: 'query.cursor', message: 'is not one that this list gave' }],
    });
  return { at: Number(match[1]), id: match[2] ?? '' };
}

export const auditLogEndpoint = defineEndpoint({
  method: 'get',
  path: '/settings/audit-log',
  summary: 'Who did what and when; newest first',
  tag,
  needs: read('settings'),
  params: z.strictObject({}),
  query: auditQuerySchema,
  body: z.undefined(),
  response: auditPageSchema,
  errors: [{ status: 422, code: 'rule', when: 'a year is not 1970 to 9999' }],
  handle: async ({ query, caller: { orgId }, services: { db } }) => {
    const { cursor, limit, ...filter } = query;
    const before = cursor === undefined ? null : positionOf(cursor);
    const rows = await db.withOrg(orgId, tx => auditRows(tx, { orgId, ...filterOf(filter), before, limit: limit + 1 }));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: page.map(row => ({ ...row, at: iso(row.at) })),
      next: rows.length > limit && last ? cursorOf(last) : null,
    };
  },
});

const COLUMNS = ['time', 'actor type', 'actor', 'actor id', 'action', 'subject id', 'details', 'ip address'];
const AT_ONCE = 1_000;

const cells = (row: AuditRow): string[] => [
  iso(row.at),
  row.actorType,
  row.actorName ?? '',
  row.actorId ?? '',
  row.action,
  row.subjectId ?? '',
  JSON.stringify(row.payload),
  row.ipAddress ?? '',
];

export const auditExport: StreamRoute = {
  path: '/settings/audit-log/export',
  summary: 'The audit log as CSV, whole; no cell is a formula',
  tag,
  needs: read('settings'),
  query: auditFilterSchema,
  answers: 'text/csv',
  errors: [{ status: 422, code: 'rule', when: 'a year is not 1970 to 9999' }],
  async serve({ db }, { orgId }, request, response) {
    const filter = filterOf(parsed(auditFilterSchema, { ...request.query }, 'query'));
    response.type('text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', 'attachment; filename="audit-log.csv"');
    await write(response, csvRow(COLUMNS));
    for (let before: AuditPosition | null = null; !response.destroyed; ) {
      const from: AuditPosition | null = before;
      const rows: AuditRow[] = await db.withOrg(orgId, tx =>
        auditRows(tx, { orgId, ...filter, before: from, limit: AT_ONCE }),
      );
      await write(response, rows.map(row => csvRow(cells(row))).join(''));
      const last = rows.at(-1);
      if (rows.length < AT_ONCE || !last) break;
      before = last;
    }
    response.end();
  },
};

/** Waits while the reader is slower than we are. */
async function write(response: Response, text: string): Promise<void> {
  if (text === '' || response.write(text)) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}
