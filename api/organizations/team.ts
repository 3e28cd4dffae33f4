/** The people of an organization, and who is invited (B-WS-7, B-API-3). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { newToken } from '../../db/auth/tokens.ts';
import type { Tx } from '../../db/database.ts';
import { mailStates } from '../../db/mail/queries.ts';
import {
  changeRole,
  invite,
  membersOf,
  nameMail,
  openInvitations,
  removeMember,
  withdrawInvitation,
} from '../../db/organization/members.ts';
import { organizations } from '../../db/organization/table.ts';
import { invitationMail } from '../../domain/mail/mails.ts';
import { read, write } from '../../domain/permission/permission.ts';
import type { Role } from '../../domain/words.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  invitationsSchema,
  invitedSchema,
  inviteSchema,
  membersSchema,
  roleChangeSchema,
} from '../contracts/identity.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, type ApiServices, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { linkTo, sendMail } from '../identity/mail.ts';
import { iso, isoOrNull } from '../messages/view.ts';
import { mustBeHere, NOT_HERE, organizationParams } from './endpoints.ts';

const tag = 'Team';
const none = z.strictObject({});
const WEEK_MS = 7 * 86_400_000;
const memberParams = z.strictObject({ id, userId: id });
const invitationParams = z.strictObject({ id, invitationId: id });
const LAST_OWNER = { status: 409, code: 'last_owner', when: 'nobody else is OWNER' };

const lastOwner = (): ApiError =>
  new ApiError(409, 'last_owner', 'An organization keeps at least one owner.', {
    hint: 'Make somebody else OWNER first.',
  });

export const membersEndpoint = defineEndpoint({
  method: 'get',
  path: '/workspaces/:id/users',
  summary: 'Members of the organization',
  tag,
  needs: read('team'),
  params: organizationParams,
  query: none,
  body: z.undefined(),
  response: membersSchema,
  errors: [NOT_HERE],
  handle: async ({ params, caller, services }) => {
    const orgId = mustBeHere(caller, params.id);
    const rows = await services.db.withOrg(orgId, tx => membersOf(tx, { orgId }));
    return {
      members: rows.map(row => ({
        ...row,
        joinedAt: iso(row.joinedAt),
        lastSignInAt: isoOrNull(row.lastSignInAt),
        me: row.userId === caller.userId,
      })),
    };
  },
});

export const changeRoleEndpoint = defineEndpoint({
  method: 'patch',
  path: '/workspaces/:id/users/:userId',
  summary: "Change a member's role; it counts from their next request on",
  tag,
  needs: write('team'),
  params: memberParams,
  query: none,
  body: roleChangeSchema,
  response: okSchema,
  errors: [NOT_HERE, LAST_OWNER],
  handle: ({ params, body: { role }, caller, services }) =>
    services.db.withOrg(mustBeHere(caller, params.id), async tx => {
      const { orgId } = caller;
      const done = await changeRole(tx, { orgId, userId: params.userId, role });
      if (done === 'not_found') throw notFound('member');
      if (done === 'last_owner') throw lastOwner();
      const now = services.clock.now();
      const payload = { before: done.before, role };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'member.role', subjectId: params.userId, payload, now });
      return { ok: true as const };
    }),
});

export const removeMemberEndpoint = defineEndpoint({
  method: 'delete',
  path: '/workspaces/:id/users/:userId',
  summary: 'Remove a member; what they may do here ends at once',
  tag,
  needs: write('team'),
  params: memberParams,
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [NOT_HERE, LAST_OWNER],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(mustBeHere(caller, params.id), async tx => {
      const { orgId } = caller;
      const done = await removeMember(tx, { orgId, userId: params.userId });
      if (done === 'not_found') throw notFound('member');
      if (done === 'last_owner') throw lastOwner();
      const now = services.clock.now();
      await audit(tx, { orgId, actor: actorOf(caller), action: 'member.removed', subjectId: params.userId, now });
      return { ok: true as const };
    }),
});

export const invitationsEndpoint = defineEndpoint({
  method: 'get',
  path: '/workspaces/:id/invitations',
  summary: 'Open invitations, and what became of their mails',
  tag,
  needs: read('team'),
  params: organizationParams,
  query: none,
  body: z.undefined(),
  response: invitationsSchema,
  errors: [NOT_HERE],
  handle: async ({ params, caller, services: { db } }) => {
    const orgId = mustBeHere(caller, params.id);
    const rows = await db.withOrg(orgId, tx => openInvitations(tx, { orgId }));
    const states = await db.withSystem(tx =>
      mailStates(
        tx,
        rows.flatMap(row => row.mailId ?? []),
      ),
    );
    return {
      invitations: rows.map(row => ({
        id: row.id,
        email: row.email,
        role: row.role,
        createdAt: iso(row.createdAt),
        expiresAt: iso(row.expiresAt),
        mail: states.get(row.mailId ?? '') ?? null,
      })),
    };
  },
});

export const inviteEndpoint = defineEndpoint({
  method: 'post',
  path: '/workspaces/:id/invite',
  summary: 'Invite somebody by mail; again for the same address, the link before ends',
  tag,
  needs: write('team'),
  params: organizationParams,
  query: none,
  body: inviteSchema,
  response: invitedSchema,
  errors: [NOT_HERE, { status: 409, code: 'member_already', when: 'the address belongs to a member' }],
  handle: async ({ params, body, caller, services }) => {
    const orgId = mustBeHere(caller, params.id);
    const { organization, by } = await services.db.withOrg(orgId, tx => inviter(tx, caller, body.email));
    return sendInvitation(services, caller, { ...body, organization, by });
  },
});

async function inviter(tx: Tx, caller: Caller, email: string): Promise<{ organization: string; by: string }> {
  const all = await membersOf(tx, { orgId: caller.orgId });
  if (all.some(member => member.email === email))
    throw new ApiError(409, 'member_already', 'This person belongs to the organization already.', {
      errors: [{ path: 'body.email', message: 'belongs to a member already' }],
    });
  const [organization] = await tx.select({ name: organizations.name }).from(organizations);
  const by = all.find(member => member.userId === caller.userId)?.name ?? 'Somebody';
  return { organization: organization?.name ?? '', by };
}

/** A crash between the two leaves an invitation without a mail, which the page shows, and which is sent again by inviting again. */
async function sendInvitation(
  services: ApiServices,
  caller: Caller,
  { email, role, organization, by }: { email: string; role: Role; organization: string; by: string },
): Promise<{ id: string; link: string | null }> {
  const { db, clock, mailOn } = services;
  const { orgId } = caller;
  const now = clock.now();
  const token = newToken();
  const link = linkTo(services, 'invitation', token);
  const mail = invitationMail({ organization, by, role, link });
  const invitedId = await db.withOrg(orgId, async tx => {
    const made = await invite(tx, {
      orgId,
      email,
      role,
      token,
      invitedBy: caller.memberId,
      now,
      expiresAt: now + WEEK_MS,
    });
    await audit(tx, {
      orgId,
      actor: actorOf(caller),
      action: 'member.invited',
      subjectId: made,
      payload: { role },
      now,
    });
    return made;
  });
  const mailId = await db.withSystem(tx =>
    sendMail(tx, services, { kind: 'invitation', to: email, mail, validMs: WEEK_MS }),
  );
  if (mailId) await db.withOrg(orgId, tx => nameMail(tx, { orgId, id: invitedId, mailId }));
  return { id: invitedId, link: mailOn ? null : link };
}

export const withdrawEndpoint = defineEndpoint({
  method: 'delete',
  path: '/workspaces/:id/invitations/:invitationId',
  summary: 'Take an invitation back; its link ends at once',
  tag,
  needs: write('team'),
  params: invitationParams,
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [NOT_HERE],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(mustBeHere(caller, params.id), async tx => {
      const { orgId } = caller;
      if (!(await withdrawInvitation(tx, { orgId, id: params.invitationId }))) throw notFound('invitation');
      const now = services.clock.now();
      const actor = actorOf(caller);
      await audit(tx, { orgId, actor, action: 'member.uninvited', subjectId: params.invitationId, now });
      return { ok: true as const };
    }),
});
