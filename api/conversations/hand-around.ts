/** Who looks after a conversation, and when it is looked at again. */
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit, note } from '../../db/audit/queries.ts';
import { users } from '../../db/auth/table.ts';
import { AWAKE } from '../../db/conversation/snooze.ts';
import { conversations } from '../../db/conversation/table.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { notify } from '../../db/notification/queries.ts';
import { members } from '../../db/organization/table.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { assignSchema, snoozeSchema } from '../contracts/conversations.ts';
import { colleaguesSchema } from '../contracts/room.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { actorOf } from './ownership.ts';

const tag = 'Conversations';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such conversation' };

/** The row, locked. @throws ApiError 404 */
async function locked(tx: Tx, orgId: string, conversationId: string) {
  const [row] = await tx
    .select({
      assigneeId: conversations.assigneeId,
      closedAt: conversations.closedAt,
      snoozedAt: conversations.snoozedAt,
    })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)))
    .for('update');
  if (!row) throw notFound('conversation');
  return row;
}

const change = (tx: Tx, orgId: string, conversationId: string, patch: Partial<typeof conversations.$inferInsert>) =>
  tx
    .update(conversations)
    .set(patch)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)));

export const colleaguesEndpoint = defineEndpoint({
  method: 'get',
  path: '/colleagues',
  summary: 'Everybody a conversation may be given to',
  tag,
  needs: read('conversations'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: colleaguesSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({
      colleagues: await tx
        .select({ id: members.id, name: users.name, role: members.role })
        .from(members)
        .innerJoin(users, eq(users.id, members.userId))
        .where(eq(members.orgId, caller.orgId))
        .orderBy(asc(users.name), asc(members.id)),
    })),
});

export const assignEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/assign',
  summary: 'Give the conversation to a member, or to nobody; who answers does not change',
  tag,
  needs: write('conversations'),
  params,
  query,
  body: assignSchema,
  response: okSchema,
  errors: [missing, { status: 422, code: 'not_a_writer', when: 'the member does not exist, or may not write' }],
  handle: ({ params: { id: conversationId }, body: { memberId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const row = await locked(tx, orgId, conversationId);
      if (row.assigneeId === memberId) return { ok: true as const };
      if (memberId !== null) {
        const [member] = await tx
          .select({ role: members.role })
          .from(members)
          .where(and(eq(members.orgId, orgId), eq(members.id, memberId)));
        if (!member || member.role === 'VIEWER')
          throw new ApiError(422, 'not_a_writer', 'A conversation can be given to a member who may write only.', {
            hint: 'Choose one of GET /colleagues whose role is not VIEWER.',
          });
      }
      await change(tx, orgId, conversationId, { assigneeId: memberId });
      const payload = { from: row.assigneeId, to: memberId };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'assign', subjectId: conversationId, payload, now });
      await note(tx, { orgId, conversationId, kind: 'ASSIGNED', data: { by: caller.memberId, to: memberId }, now });
      if (memberId !== null)
        await notify(tx, {
          orgId,
          kind: 'assigned',
          thing: `assigned/${conversationId}/${now}`,
          conversationId,
          about: { by: caller.memberId },
          memberIds: [memberId],
          but: caller.memberId,
          now,
        });
      await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
      return { ok: true as const };
    }),
});

export const snoozeEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/snooze',
  summary: 'Put the conversation aside until a time, or until the customer writes',
  tag,
  needs: write('conversations'),
  params,
  query,
  body: snoozeSchema,
  response: okSchema,
  errors: [
    missing,
    { status: 409, code: 'closed', when: 'the conversation is closed' },
    { status: 422, code: 'not_later', when: 'the time is past, or more than a year away' },
  ],
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const until = body.until === null ? null : Date.parse(body.until);
      const row = await locked(tx, orgId, conversationId);
      if (until !== null && !(until > now && until < now + YEAR_MS))
        throw new ApiError(422, 'not_later', 'Choose a time within the next year.');
      if (row.closedAt !== null)
        throw new ApiError(409, 'closed', 'A closed conversation comes back by itself when the customer writes.');
      await change(tx, orgId, conversationId, { snoozedAt: now, snoozedUntil: until, snoozedBy: memberId });
      const payload = { until: body.until };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'snooze', subjectId: conversationId, payload, now });
      await note(tx, { orgId, conversationId, kind: 'SNOOZED', data: { by: memberId, until }, now });
      await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
      return { ok: true as const };
    }),
});

const YEAR_MS = 366 * 86_400_000;

export const wakeEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/wake',
  summary: 'Bring a conversation back that was put aside',
  tag,
  needs: write('conversations'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const row = await locked(tx, orgId, conversationId);
      if (row.snoozedAt === null) return { ok: true as const };
      await change(tx, orgId, conversationId, AWAKE);
      await audit(tx, { orgId, actor: actorOf(caller), action: 'wake', subjectId: conversationId, now });
      await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
      return { ok: true as const };
    }),
});
