/** Words that people write often: managed in one place, filled for each customer. */
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { users } from '../../db/auth/table.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { sqlState, type Tx } from '../../db/database.ts';
import { newId } from '../../db/ids.ts';
import { cannedReplies } from '../../db/reply/table.ts';
import { knownOf } from '../../db/template/queries.ts';
import { templateVariables } from '../../db/template/variables.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { fillReply } from '../../domain/reply/canned.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  type CannedReply,
  cannedRepliesSchema,
  cannedReplySchema,
  filledRepliesSchema,
  saveCannedReplySchema,
} from '../contracts/room.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Canned replies';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such reply' };
const taken = { status: 409, code: 'shortcut_taken', when: 'another reply has this shortcut' };
const MOST = 500;

type Row = typeof cannedReplies.$inferSelect;
const view = (row: Row): CannedReply => ({
  id: row.id,
  shortcut: row.shortcut,
  text: row.text,
  version: row.version,
  updatedAt: iso(row.updatedAt),
});

const all = (tx: Tx, orgId: string): Promise<Row[]> =>
  tx.select().from(cannedReplies).where(eq(cannedReplies.orgId, orgId)).orderBy(asc(cannedReplies.shortcut));

/** @throws ApiError 409 when another one has it. */
async function mustBeFree(tx: Tx, orgId: string, shortcut: string, but: string): Promise<void> {
  const rows = await tx
    .select({ id: cannedReplies.id })
    .from(cannedReplies)
    .where(and(eq(cannedReplies.orgId, orgId), eq(cannedReplies.shortcut, shortcut), ne(cannedReplies.id, but)));
  if (rows.length > 0) throw shortcutTaken(shortcut);
}

const shortcutTaken = (shortcut: string): ApiError =>
  new ApiError(409, 'shortcut_taken', `There is a reply /${shortcut} already.`, {
    hint: 'Choose another shortcut, or change that reply.',
  });

/** Two who take a shortcut at the same moment: one of them gets it. */
const orTaken =
  (shortcut: string) =>
  (error: unknown): never => {
    throw sqlState(error) === '23505' ? shortcutTaken(shortcut) : error;
  };

const logged = (tx: Tx, caller: Caller, action: string, subjectId: string, now: number) =>
  audit(tx, { orgId: caller.orgId, actor: actorOf(caller), action, subjectId, now });

export const cannedRepliesEndpoint = defineEndpoint({
  method: 'get',
  path: '/canned-replies',
  summary: 'Every canned reply, with its variables as {{…}}',
  tag,
  needs: read('templates'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: cannedRepliesSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({ replies: (await all(tx, caller.orgId)).map(view) })),
});

export const newCannedReplyEndpoint = defineEndpoint({
  method: 'post',
  path: '/canned-replies',
  summary: 'Add a canned reply',
  tag,
  needs: write('templates'),
  params: z.strictObject({}),
  query,
  body: saveCannedReplySchema,
  response: cannedReplySchema,
  errors: [taken, { status: 409, code: 'too_many', when: 'there are 500 already' }],
  handle: ({ body: { shortcut, text }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const [count] = await tx
        .select({ count: sql<number>`count(*)::int` })
        .from(cannedReplies)
        .where(eq(cannedReplies.orgId, orgId));
      if ((count?.count ?? 0) >= MOST)
        throw new ApiError(409, 'too_many', `There are ${MOST} replies already.`, { hint: 'Delete some first.' });
      const replyId = newId();
      await mustBeFree(tx, orgId, shortcut, replyId);
      const [row] = await tx
        .insert(cannedReplies)
        .values({ orgId, id: replyId, shortcut, text, updatedBy: memberId, createdAt: now, updatedAt: now })
        .returning()
        .catch(orTaken(shortcut));
      if (!row) throw notFound('reply');
      await logged(tx, caller, 'canned_reply_added', replyId, now);
      return view(row);
    }),
});

export const saveCannedReplyEndpoint = defineEndpoint({
  method: 'put',
  path: '/canned-replies/:id',
  summary: 'Change a canned reply',
  tag,
  needs: write('templates'),
  params,
  query,
  body: saveCannedReplySchema,
  response: cannedReplySchema,
  errors: [missing, taken],
  handle: ({ params: { id: replyId }, body: { shortcut, text }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const mine = and(eq(cannedReplies.orgId, orgId), eq(cannedReplies.id, replyId));
      const [known] = await tx.select({ id: cannedReplies.id }).from(cannedReplies).where(mine);
      if (!known) throw notFound('reply');
      await mustBeFree(tx, orgId, shortcut, replyId);
      const [row] = await tx
        .update(cannedReplies)
        .set({ shortcut, text, updatedBy: memberId, updatedAt: now, version: sql`${cannedReplies.version} + 1` })
        .where(mine)
        .returning()
        .catch(orTaken(shortcut));
      if (!row) throw notFound('reply');
      await logged(tx, caller, 'canned_reply_changed', replyId, now);
      return view(row);
    }),
});

export const deleteCannedReplyEndpoint = defineEndpoint({
  method: 'delete',
  path: '/canned-replies/:id',
  summary: 'Delete a canned reply',
  tag,
  needs: write('templates'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: replyId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const rows = await tx
        .delete(cannedReplies)
        .where(and(eq(cannedReplies.orgId, caller.orgId), eq(cannedReplies.id, replyId)))
        .returning({ id: cannedReplies.id });
      if (rows.length === 0) throw notFound('reply');
      await logged(tx, caller, 'canned_reply_deleted', replyId, services.clock.now());
      return { ok: true as const };
    }),
});

export const filledRepliesEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/canned-replies',
  summary: 'The canned replies as this customer would read them',
  tag,
  needs: read('templates'),
  params,
  query,
  body: z.undefined(),
  response: filledRepliesSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such conversation' }],
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const loaded = await loadConversation(tx, { orgId, conversationId }, false);
      if (!loaded) throw notFound('conversation');
      const [me] = await tx.select({ name: users.name }).from(users).where(eq(users.id, caller.userId));
      const known = knownOf(templateVariables(loaded));
      known.set('my_name', me?.name ?? '');
      known.set('my_first_name', me?.name.split(/\s+/)[0] ?? '');
      const rows = await all(tx, orgId);
      return { replies: rows.map(row => ({ id: row.id, shortcut: row.shortcut, ...fillReply(row.text, known) })) };
    }),
});
