/** Organizations of a person, and the one they work in (B-WS-4, B-API-2). */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { workIn } from '../../db/auth/sessions.ts';
import { createOrganization } from '../../db/organization/create.ts';
import { organizationsOf } from '../../db/organization/members.ts';
import { organizations } from '../../db/organization/table.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  changeOrganizationSchema,
  newOrganizationSchema,
  organizationListSchema,
  organizationSchema,
} from '../contracts/identity.ts';
import { actorOf } from '../conversations/ownership.ts';
import { type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Organizations';
const none = z.strictObject({});
export const organizationParams = z.strictObject({ id });
export const NOT_HERE = { status: 404, code: 'not_found', when: 'it is not the organization one works in' };

/** A session works in one organization; a path that names another finds nothing. */
export function mustBeHere(caller: Caller, organizationId: string): string {
  if (organizationId !== caller.orgId) throw notFound('organization');
  return caller.orgId;
}

export const organizationsEndpoint = defineEndpoint({
  method: 'get',
  path: '/workspaces',
  summary: "One's own organizations",
  tag,
  needs: read('self'),
  params: none,
  query: none,
  body: z.undefined(),
  response: organizationListSchema,
  errors: [],
  handle: async ({ caller, services }) => {
    const rows = await services.db.withSystem(tx => organizationsOf(tx, { userId: caller.userId }));
    return { organizations: rows.map(row => ({ ...row, current: row.id === caller.orgId })) };
  },
});

const NO_ZONE = { status: 422, code: 'rule', when: 'the zone is no time zone' };

export const newOrganizationEndpoint = defineEndpoint({
  method: 'post',
  path: '/workspaces',
  summary: 'Make an organization; its maker becomes OWNER',
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: newOrganizationSchema,
  response: z.object({ id }),
  errors: [NO_ZONE],
  handle: async ({ body, caller: { userId }, services: { db, clock } }) => ({
    id: await db.withSystem(tx => createOrganization(tx, { ...body, ownerId: userId, now: clock.now() })),
  }),
});

export const switchEndpoint = defineEndpoint({
  method: 'post',
  path: '/workspaces/:id/switch',
  summary: "Work in another of one's own organizations, in this session",
  tag,
  needs: write('self'),
  params: organizationParams,
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [{ status: 404, code: 'not_found', when: 'one does not belong to it' }],
  handle: async ({ params, caller, services: { db } }) => {
    await db.withSystem(async tx => {
      const own = await organizationsOf(tx, { userId: caller.userId });
      if (!own.some(organization => organization.id === params.id)) throw notFound('organization');
      await workIn(tx, { sessionId: caller.sessionId, organizationId: params.id });
    });
    return { ok: true as const };
  },
});

export const organizationEndpoint = defineEndpoint({
  method: 'get',
  path: '/workspaces/:id',
  summary: 'The organization one works in',
  tag,
  needs: read('self'),
  params: organizationParams,
  query: none,
  body: z.undefined(),
  response: organizationSchema,
  errors: [NOT_HERE],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(mustBeHere(caller, params.id), async tx => {
      const [row] = await tx.select().from(organizations).where(eq(organizations.id, caller.orgId));
      if (!row) throw notFound('organization');
      const { name, slug, zone, currency } = row;
      return { id: row.id, name, slug, zone, currency, createdAt: iso(row.createdAt) };
    }),
});

export const changeOrganizationEndpoint = defineEndpoint({
  method: 'patch',
  path: '/workspaces/:id',
  summary: 'Change name, zone or currency of the organization',
  tag,
  needs: write('settings'),
  params: organizationParams,
  query: none,
  body: changeOrganizationSchema,
  response: okSchema,
  errors: [NOT_HERE, NO_ZONE],
  handle: ({ params, body, caller, services }) =>
    services.db.withOrg(mustBeHere(caller, params.id), async tx => {
      const { orgId } = caller;
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length > 0) {
        await tx.update(organizations).set(given).where(eq(organizations.id, orgId));
        const now = services.clock.now();
        const actor = actorOf(caller);
        await audit(tx, { orgId, actor, action: 'organization.changed', subjectId: orgId, payload: given, now });
      }
      return { ok: true as const };
    }),
});
