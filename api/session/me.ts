/** GET /api/v1/me — who is signed in. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { users } from '../../db/auth/table.ts';
import { organizations } from '../../db/organization/table.ts';
import { may, read } from '../../domain/permission/permission.ts';
import { meSchema } from '../contracts/session.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';

export const meEndpoint = defineEndpoint({
  method: 'get',
  path: '/me',
  summary: 'Who is signed in, in which organization and role',
  tag: 'Session',
  needs: read('self'),
  params: z.strictObject({}),
  query: z.strictObject({}),
  body: z.undefined(),
  response: meSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const [user] = await tx
        .select({ id: users.id, name: users.name, email: users.email })
        .from(users)
        .where(eq(users.id, caller.userId));
      const [organization] = await tx
        .select({
          id: organizations.id,
          name: organizations.name,
          zone: organizations.zone,
          currency: organizations.currency,
        })
        .from(organizations)
        .where(eq(organizations.id, caller.orgId));
      if (!user || !organization) throw notFound('member');
      return {
        user,
        organization,
        memberId: caller.memberId,
        role: caller.role,
        // Only those who may see Temporal Web are led there.
        temporalUrl: may(caller.role, read('operations')) ? services.temporalPath : null,
        phoneUrl: services.phoneUrl,
        demo: services.demo,
      };
    }),
});
