/** Who else looks at a conversation, and who writes in it. */
import { z } from 'zod';
import { hasConversation } from '../../db/conversation/views.ts';
import { bePresent, leave, othersPresent } from '../../db/presence/queries.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { bePresentSchema, presenceSchema } from '../contracts/room.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Presence';
const path = '/conversations/:id/presence';
const params = z.strictObject({ id });
const query = z.strictObject({});
const errors = [{ status: 404, code: 'not_found', when: 'there is no such conversation' }];

export const presenceEndpoint = defineEndpoint({
  method: 'get',
  path,
  summary: 'Who else is there',
  tag,
  needs: read('conversations'),
  params,
  query,
  body: z.undefined(),
  response: presenceSchema,
  errors,
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      if (!(await hasConversation(tx, { orgId, conversationId }))) throw notFound('conversation');
      return { others: await othersPresent(tx, { orgId, conversationId, memberId, now: services.clock.now() }) };
    }),
});

export const bePresentEndpoint = defineEndpoint({
  method: 'put',
  path,
  summary: 'Say that one is there, for 45 seconds; typing is forgotten after 6',
  tag,
  needs: write('conversations'),
  people: true,
  params,
  query,
  body: bePresentSchema,
  response: presenceSchema,
  errors,
  handle: ({ params: { id: conversationId }, body: { typing }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      if (!(await hasConversation(tx, { orgId, conversationId }))) throw notFound('conversation');
      await bePresent(tx, { orgId, conversationId, memberId, typing, now });
      return { others: await othersPresent(tx, { orgId, conversationId, memberId, now }) };
    }),
});

export const leaveEndpoint = defineEndpoint({
  method: 'delete',
  path,
  summary: 'Say that one has left',
  tag,
  needs: write('conversations'),
  people: true,
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors,
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      if (!(await hasConversation(tx, { orgId, conversationId }))) throw notFound('conversation');
      await leave(tx, { orgId, memberId, conversationId, now: services.clock.now() });
      return { ok: true as const };
    }),
});
