/** The lead behind a conversation. */
import { z } from 'zod';
import { setLeadValue } from '../../db/lead/queries.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { leadChangeSchema, leadValueSchema } from '../contracts/leads.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';

export const changeLeadEndpoint = defineEndpoint({
  method: 'patch',
  path: '/contacts/:id/lead',
  summary: 'Set what a lead is worth',
  tag: 'Leads',
  needs: write('leads'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: leadChangeSchema,
  response: leadValueSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such contact' }],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const known = await setLeadValue(tx, {
        orgId,
        contactId,
        ...body,
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (!known) throw notFound('contact');
      return body;
    }),
});
