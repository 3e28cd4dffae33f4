/** Erasure of a person (A-DEL-1). */
import { z } from 'zod';
import { groupOf } from '../../db/crm/contact.ts';
import { listErasures } from '../../db/erasure/list.ts';
import { requestErasure } from '../../db/erasure/queries.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { erasureStartedSchema, erasuresSchema } from '../contracts/erasures.ts';
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
  response: erasureStartedSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such contact' }],
  handle: ({ params: { id: contactId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const actor = actorOf(caller);
      const now = services.clock.now();
      const erasureId = await requestErasure(tx, { orgId, contactId, actor, now });
      if (!erasureId) throw notFound('contact');
      // Contacts that a person merged are one person.
      for (const other of await groupOf(tx, { orgId, contactId }))
        if (other !== contactId) await requestErasure(tx, { orgId, contactId: other, actor, now });
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
  response: erasuresSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const rows = await listErasures(tx, { orgId: caller.orgId, limit: 200 });
      return {
        erasures: rows.map(({ erasure, requestedByName, tombstones }) => ({
          id: erasure.id,
          state: erasure.state,
          requestedAt: iso(erasure.requestedAt),
          requestedByName,
          completedAt: isoOrNull(erasure.completedAt),
          erased: erasure.erased,
          tombstones: tombstones.map(stone => ({
            hash: stone.identityHash.toString('hex'),
            optedOut: stone.optedOutAt !== null,
          })),
        })),
      };
    }),
});
