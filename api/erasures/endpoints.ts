/** Erasure of a person (A-DEL-1). */
import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { requestErasure } from '../../db/erasure/queries.ts';
import { erasures } from '../../db/erasure/table.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, time } from '../contracts/common.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'Erasure';
const query = z.strictObject({});

export const eraseContactEndpoint = defineEndpoint({
  method: 'post',
  path: '/contacts/:id/erasure',
  summary: 'Forget a person: silent at once, gone from record and process history within minutes',
  tag,
  needs: write('erasure'),
  params: z.strictObject({ id }),
  query,
  body: z.strictObject({}).optional(),
  response: z.object({ erasureId: id }),
  errors: [{ status: 404, code: 'not_found', when: 'there is no such contact' }],
  handle: ({ params: { id: contactId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const actor = actorOf(caller);
      const erasureId = await requestErasure(tx, { orgId, contactId, actor, now: services.clock.now() });
      if (!erasureId) throw notFound('contact');
      return { erasureId };
    }),
});

export const erasuresEndpoint = defineEndpoint({
  method: 'get',
  path: '/erasures',
  summary: 'Erasures and what they removed; newest first',
  tag,
  needs: read('erasure'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: z.object({
    erasures: z.array(
      z.object({
        id,
        state: z.enum(['RUNNING', 'DONE']),
        requestedAt: time,
        completedAt: time.nullable(),
        erased: z.record(z.string(), z.int()),
      }),
    ),
  }),
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const rows = await tx
        .select()
        .from(erasures)
        .where(eq(erasures.orgId, caller.orgId))
        .orderBy(desc(erasures.requestedAt))
        .limit(200);
      return {
        erasures: rows.map(row => ({
          id: row.id,
          state: row.state,
          requestedAt: iso(row.requestedAt),
          completedAt: isoOrNull(row.completedAt),
          erased: row.erased,
        })),
      };
    }),
});
