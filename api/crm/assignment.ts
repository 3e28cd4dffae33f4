/** Who gets new leads. */
import { z } from 'zod';
import { assignmentRule, saveAssignmentRule } from '../../db/crm/assignment.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { assignmentSchema } from '../contracts/contacts.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint } from '../endpoint.ts';

const tag = 'Leads';
const nothing = z.strictObject({});

export const assignmentEndpoint = defineEndpoint({
  method: 'get',
  path: '/settings/lead-assignment',
  summary: 'Who gets new leads: nobody, members in turn, or whoever has the fewest open ones',
  tag,
  needs: read('settings'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: assignmentSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) => services.db.withOrg(orgId, tx => assignmentRule(tx, { orgId })),
});

export const saveAssignmentEndpoint = defineEndpoint({
  method: 'put',
  path: '/settings/lead-assignment',
  summary: 'Say who gets new leads; those that have an owner keep it',
  tag,
  needs: write('settings'),
  params: nothing,
  query: nothing,
  body: assignmentSchema,
  response: assignmentSchema,
  errors: [
    { status: 422, code: 'no_member', when: 'somebody named is no member of this organization' },
    { status: 422, code: 'nobody', when: 'leads are to be given to nobody' },
  ],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (body.mode !== 'off' && body.memberIds.length === 0)
        throw new ApiError(422, 'nobody', 'Choose who takes part.', {
          hint: 'Name at least one member, or switch it off.',
        });
      const now = services.clock.now();
      if (!(await saveAssignmentRule(tx, { orgId, rule: body, actor: actorOf(caller), now })))
        throw new ApiError(422, 'no_member', 'Only members of this organization can take part.', {
          hint: 'GET /leads/people lists them.',
        });
      return assignmentRule(tx, { orgId });
    }),
});

export const assignmentEndpoints = [assignmentEndpoint, saveAssignmentEndpoint];
