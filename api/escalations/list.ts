/** The escalation queue: by priority, oldest first within one; with counts (A-ESC-5). */
import { z } from 'zod';
import { countEscalations, escalationQueue } from '../../db/action/queries.ts';
import { read } from '../../domain/permission/permission.ts';
import { PRIORITIES } from '../../domain/words.ts';
import { escalationQueueSchema } from '../contracts/escalations.ts';
import { defineEndpoint } from '../endpoint.ts';
import { escalationView } from './view.ts';

export const escalationsEndpoint = defineEndpoint({
  method: 'get',
  path: '/escalations',
  summary: 'Conversations that need a person, most urgent first',
  tag: 'Escalations',
  needs: read('leads'),
  params: z.strictObject({}),
  query: z.strictObject({
    priority: z.enum(PRIORITIES).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  body: z.undefined(),
  response: escalationQueueSchema,
  errors: [],
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({
      escalations: (await escalationQueue(tx, { orgId, ...query })).map(escalationView),
      counts: await countEscalations(tx, { orgId }),
    })),
});
