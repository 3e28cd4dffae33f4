/** Views of a list that people keep: for themselves, or for everybody. */
import { and, asc, eq, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { publish } from '../../db/event/queries.ts';
import { newId } from '../../db/ids.ts';
import { savedViews } from '../../db/view/table.ts';
import { may, read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  type SavedView,
  savedViewQuerySchema,
  savedViewSchema,
  savedViewsSchema,
  saveViewSchema,
} from '../contracts/room.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Saved views';
const MOST = 50;

const view = (row: typeof savedViews.$inferSelect, memberId: string): SavedView => ({
  id: row.id,
  room: row.room,
  name: row.name,
  shared: row.shared,
  mine: row.memberId === memberId,
  search: row.search,
});

export const savedViewsEndpoint = defineEndpoint({
  method: 'get',
  path: '/saved-views',
  summary: 'The views of a list: one’s own, and those that are shared',
  tag,
  needs: read('self'),
  params: z.strictObject({}),
  query: savedViewQuerySchema,
  body: z.undefined(),
  response: savedViewsSchema,
  errors: [],
  handle: ({ query: { room }, caller: { orgId, memberId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const rows = await tx
        .select()
        .from(savedViews)
        .where(
          and(
            eq(savedViews.orgId, orgId),
            eq(savedViews.room, room),
            or(eq(savedViews.memberId, memberId), savedViews.shared),
          ),
        )
        .orderBy(asc(savedViews.name), asc(savedViews.id))
        .limit(200);
      return { views: rows.map(row => view(row, memberId)) };
    }),
});

export const saveViewEndpoint = defineEndpoint({
  method: 'post',
  path: '/saved-views',
  summary: 'Keep a view of a list; sharing it asks for the right to write conversations',
  tag,
  needs: write('self'),
  params: z.strictObject({}),
  query: z.strictObject({}),
  body: saveViewSchema,
  response: savedViewSchema,
  errors: [
    { status: 403, code: 'role', when: 'the role may not share' },
    { status: 409, code: 'too_many', when: 'one has 50 already' },
  ],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      if (body.shared && !may(caller.role, write('conversations')))
        throw new ApiError(403, 'role', 'Your role may keep views for itself only.');
      const [own] = await tx
        .select({ count: sql<number>`count(*)::int` })
        .from(savedViews)
        .where(and(eq(savedViews.orgId, orgId), eq(savedViews.memberId, memberId)));
      if ((own?.count ?? 0) >= MOST)
        throw new ApiError(409, 'too_many', `You have ${MOST} views already.`, { hint: 'Delete some first.' });
      const { room, name, shared, search } = body;
      const [row] = await tx
        .insert(savedViews)
        .values({ orgId, id: newId(), memberId, room, name, shared, search, createdAt: now })
        .returning();
      if (!row) throw notFound('view');
      if (shared)
        await audit(tx, {
          orgId,
          actor: actorOf(caller),
          action: 'view_shared',
          subjectId: row.id,
          payload: { name },
          now,
        });
      await publish(tx, { orgId, kind: 'view.updated', conversationId: null, now });
      return view(row, memberId);
    }),
});

export const deleteViewEndpoint = defineEndpoint({
  method: 'delete',
  path: '/saved-views/:id',
  summary: 'Delete a view: one’s own, or as an administrator a shared one',
  tag,
  needs: write('self'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such view' },
    { status: 403, code: 'not_yours', when: 'somebody else made it' },
  ],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const mine = and(eq(savedViews.orgId, orgId), eq(savedViews.id, params.id));
      const [row] = await tx.select().from(savedViews).where(mine);
      // Another member's own view is nobody else's to know of.
      if (!row || (row.memberId !== memberId && !row.shared)) throw notFound('view');
      if (row.memberId !== memberId && !may(caller.role, write('settings')))
        throw new ApiError(403, 'not_yours', 'Only who made a view, or an administrator, may delete it.');
      await tx.delete(savedViews).where(mine);
      if (row.shared)
        await audit(tx, { orgId, actor: actorOf(caller), action: 'view_deleted', subjectId: row.id, now });
      await publish(tx, { orgId, kind: 'view.updated', conversationId: null, now });
      return { ok: true as const };
    }),
});
