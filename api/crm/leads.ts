/** Leads as a list and as a pipeline, and what people do with one (B-CON-6, A-UI-8, X-STATUS). */
import { z } from 'zod';
import { countLeads, leadContactIds, listLeads, pipelineOf } from '../../db/crm/list.ts';
import { changeLead, type Moved, moveByPerson } from '../../db/crm/status.ts';
import { membersOf } from '../../db/organization/members.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import {
  leadIdsQuerySchema,
  leadIdsSchema,
  leadPageSchema,
  leadQuerySchema,
  movedSchema,
  moveSchema,
  peopleSchema,
  pipelineQuerySchema,
  pipelineSchema,
} from '../contracts/contacts.ts';
import { leadChangeSchema } from '../contracts/leads.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { cursorOf, filterOf, leadView, positionOf } from './view.ts';

const tag = 'Leads';
const nothing = z.strictObject({});
const params = z.strictObject({ id });
const missing = { status: 404, code: 'not_found', when: 'there is no such contact' };
const badFilter = { status: 422, code: 'rule', when: 'the filter breaks a rule that its form does not show' };

export const leadsEndpoint = defineEndpoint({
  method: 'get',
  path: '/leads',
  summary: 'Leads with their contacts: filtered, sorted, a page at a time',
  tag,
  needs: read('leads'),
  params: nothing,
  query: leadQuerySchema,
  body: z.undefined(),
  response: leadPageSchema,
  errors: [badFilter, { status: 400, code: 'invalid_cursor', when: 'the cursor is not one of this list' }],
  handle({ query, caller: { orgId, memberId }, services }) {
    const filter = filterOf(query.filter);
    const after = positionOf(query.cursor, query.sort);
    return services.db.withOrg(orgId, async tx => {
      const asked = { orgId, memberId, filter };
      const { rows, next } = await listLeads(tx, {
        ...asked,
        sort: query.sort,
        descending: query.direction === 'desc',
        after,
        limit: query.limit,
      });
      return {
        leads: rows.map(leadView),
        cursor: next ? cursorOf(next) : null,
        total: after ? null : await countLeads(tx, asked),
      };
    });
  },
});

const MOST_IDS = 5_000;

export const leadIdsEndpoint = defineEndpoint({
  method: 'get',
  path: '/leads/ids',
  summary: 'The contacts a filter means, for doing one thing with all of them; 5000 at most',
  tag,
  needs: read('leads'),
  params: nothing,
  query: leadIdsQuerySchema,
  body: z.undefined(),
  response: leadIdsSchema,
  errors: [badFilter],
  handle({ query, caller: { orgId, memberId }, services }) {
    const filter = filterOf(query.filter);
    return services.db.withOrg(orgId, async tx => {
      const ids = await leadContactIds(tx, { orgId, memberId, filter, limit: MOST_IDS + 1 });
      return { contactIds: ids.slice(0, MOST_IDS), more: ids.length > MOST_IDS };
    });
  },
});

export const pipelineEndpoint = defineEndpoint({
  method: 'get',
  path: '/leads/pipeline',
  summary: 'Leads by status: how many, what they are worth, and those that changed last',
  tag,
  needs: read('leads'),
  params: nothing,
  query: pipelineQuerySchema,
  body: z.undefined(),
  response: pipelineSchema,
  errors: [badFilter],
  handle({ query, caller: { orgId, memberId }, services }) {
    const filter = filterOf(query.filter);
    return services.db.withOrg(orgId, async tx => ({
      columns: (await pipelineOf(tx, { orgId, memberId, filter, cards: query.cards })).map(column => ({
        ...column,
        cards: column.cards.map(leadView),
      })),
    }));
  },
});

export const peopleEndpoint = defineEndpoint({
  method: 'get',
  path: '/leads/people',
  summary: 'Members a lead can be given to',
  tag,
  needs: read('leads'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: peopleSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({
      members: (await membersOf(tx, { orgId }))
        .filter(member => member.role !== 'VIEWER')
        .map(member => ({ id: member.memberId, name: member.name, role: member.role })),
    })),
});

const NEEDS: Record<Extract<Moved, { kind: 'needs' }>['what'], ApiError> = {
  value: new ApiError(422, 'value_needed', 'Say what the won lead is worth.', {
    hint: 'Send valueMicros, or null when it is not known.',
  }),
  member: new ApiError(422, 'member_needed', 'A lead is handed off to somebody.', {
    hint: 'Send the memberId of a member of this organization.',
  }),
  reason: new ApiError(422, 'reason_needed', 'This customer opted out.', {
    hint: 'Say in `reason` how they asked to be written to again.',
  }),
  conversation: new ApiError(409, 'no_conversation', 'There is no open conversation to take over.', {
    hint: 'Wait until the customer writes, or choose another status.',
  }),
};

/** What was done, or the coded error that says what is missing. */
export function mustBeMoved(moved: Moved): Extract<Moved, { kind: 'moved' }> {
  if (moved.kind === 'missing') throw notFound('contact');
  if (moved.kind === 'forbidden') throw new ApiError(409, 'move_forbidden', moved.why);
  if (moved.kind === 'needs') throw NEEDS[moved.what];
  return moved;
}

export const moveEndpoint = defineEndpoint({
  method: 'post',
  path: '/contacts/:id/lead/status',
  summary:
    'Move a lead: NEEDS_HUMAN takes its conversation over, OPTED_OUT opts the customer out, HANDED_OFF gives it to a member',
  tag,
  needs: write('leads'),
  params,
  query: nothing,
  body: moveSchema,
  response: movedSchema,
  errors: [
    missing,
    { status: 409, code: 'move_forbidden', when: 'a lead of this status cannot go there; the title says why' },
    { status: 409, code: 'no_conversation', when: 'there is nothing to take over' },
    { status: 422, code: 'value_needed', when: 'a lead is won and nobody said what it is worth' },
    { status: 422, code: 'member_needed', when: 'a lead is handed off to nobody' },
    { status: 422, code: 'reason_needed', when: 'the customer opted out and no reason is given' },
  ],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const { to, valueMicros, reason } = body;
      const moved = mustBeMoved(
        await moveByPerson(tx, {
          orgId,
          contactId,
          to,
          memberId,
          actor: actorOf(caller),
          valueMicros,
          toMemberId: body.memberId,
          reason,
          now: services.clock.now(),
        }),
      );
      return { status: moved.to };
    }),
});

export const changeLeadEndpoint = defineEndpoint({
  method: 'patch',
  path: '/contacts/:id/lead',
  summary: 'Set what a lead is worth, who owns it, whether it is of high value',
  tag,
  needs: write('leads'),
  params,
  query: nothing,
  body: leadChangeSchema,
  response: leadChangeSchema,
  errors: [missing, { status: 422, code: 'no_member', when: 'the owner is no member of this organization' }],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { ownerId, ...rest } = body;
      const known = await changeLead(tx, {
        orgId: caller.orgId,
        contactId,
        patch: { ...rest, ...(ownerId === undefined ? {} : { ownerMemberId: ownerId }) },
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (known === 'no_member')
        throw new ApiError(422, 'no_member', 'The owner must be a member of this organization.', {
          hint: 'GET /leads/people lists them.',
        });
      if (!known) throw notFound('contact');
      return body;
    }),
});

export const leadEndpoints = [
  leadsEndpoint,
  leadIdsEndpoint,
  pipelineEndpoint,
  peopleEndpoint,
  moveEndpoint,
  changeLeadEndpoint,
];
