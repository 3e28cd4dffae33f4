/** Leaving an organization by oneself (B-WS-7): its last OWNER cannot. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { membersOf, organizationsOf, removeMember } from '../../db/organization/members.ts';
import { organizations } from '../../db/organization/table.ts';
import { write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const none = z.strictObject({});

export const leaveEndpoint = defineEndpoint({
  method: 'delete',
  path: '/me/organizations/:id',
  summary: "Leave one of one's own organizations; what one wrote stays, what one may do there ends at once",
  tag: 'Organizations',
  needs: write('self'),
  params: z.strictObject({ id }),
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'one does not belong to it' },
    { status: 409, code: 'last_owner', when: 'nobody else is OWNER' },
  ],
  handle: async ({ params: { id: orgId }, caller: { userId }, services: { db, clock } }) => {
    const own = await db.withSystem(tx => organizationsOf(tx, { userId }));
    if (!own.some(organization => organization.id === orgId)) throw notFound('organization');
    return db.withOrg(orgId, async tx => {
      const everybody = await membersOf(tx, { orgId });
      const member = everybody.find(each => each.userId === userId);
      const done = await removeMember(tx, { orgId, userId });
      if (!member || done === 'not_found') throw notFound('organization');
      if (done === 'last_owner') {
        const [organization] = await tx
          .select({ name: organizations.name })
          .from(organizations)
          .where(eq(organizations.id, orgId));
        throw new ApiError(409, 'last_owner', `You are the only owner of ${organization?.name ?? 'it'}.`, {
          hint:
            everybody.length > 1
              ? 'Make another member owner first, under Settings, Team; then leave.'
              : 'Nobody else belongs to it: invite somebody as owner under Settings, Team; when they have accepted, leave.',
        });
      }
      const actor = { type: 'member' as const, id: member.memberId };
      const payload = { name: member.name, role: member.role };
      await audit(tx, { orgId, actor, action: 'member.left', subjectId: userId, payload, now: clock.now() });
      return { ok: true as const };
    });
  },
});
