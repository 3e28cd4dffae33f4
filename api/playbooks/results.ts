/** How the versions of a playbook did (A-VER-3). */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { listPlaybooks, resultsBy } from '../../db/playbook/versions.ts';
import { read } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { resultsSchema } from '../contracts/playbooks.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';

export const compareEndpoint = defineEndpoint({
  method: 'get',
  path: '/playbooks/:id/results',
  summary: 'How conversations went, by version',
  tag: 'Playbooks',
  needs: read('playbooks'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: z.undefined(),
  response: resultsSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such playbook' }],
  handle: ({ params: { id: playbookId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (!(await listPlaybooks(tx, { orgId })).some(row => row.id === playbookId)) throw notFound('playbook');
      const key = sql`c.playbook_version::text`;
      return { results: await resultsBy(tx, { orgId, key, where: sql`c.playbook_id = ${playbookId}` }) };
    }),
});
