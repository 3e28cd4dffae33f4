/** Reading a thread. */
import { z } from 'zod';
import { hasConversation } from '../../db/conversation/views.ts';
import type { Tx } from '../../db/database.ts';
import { findMessage, type MessageViewRow, messagesBefore, messagesFrom } from '../../db/message/views.ts';
import { read } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { messagePageSchema, messageQuerySchema } from '../contracts/messages.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { decodeCursor, encodeCursor, messageView } from './view.ts';

/** The page that was asked for, and whether there are older and newer ones. */
async function pageOf(
  tx: Tx,
  thread: { orgId: string; conversationId: string },
  { before, after, around, limit }: z.output<typeof messageQuerySchema>,
): Promise<{ rows: MessageViewRow[]; older: boolean; newer: boolean }> {
  if (after) {
    const from = decodeCursor(after);
    const found = from ? await messagesFrom(tx, { ...thread, from, inclusive: false, limit: limit + 1 }) : [];
    return { rows: found.slice(0, limit), older: true, newer: found.length > limit };
  }
  if (around) {
    const middle = await findMessage(tx, { orgId: thread.orgId, messageId: around });
    if (middle?.message.conversationId !== thread.conversationId) throw notFound('message');
    const from = { at: middle.message.createdAt, id: around };
    const half = Math.ceil(limit / 2);
    const earlier = await messagesBefore(tx, { ...thread, before: from, limit: half + 1 });
    const later = await messagesFrom(tx, { ...thread, from, inclusive: true, limit: half + 1 });
    return {
      rows: [...earlier.slice(-half), ...later.slice(0, half)],
      older: earlier.length > half,
      newer: later.length > half,
    };
  }
  const found = await messagesBefore(tx, { ...thread, before: decodeCursor(before), limit: limit + 1 });
  return { rows: found.slice(-limit), older: found.length > limit, newer: before !== undefined };
}

export const messagesEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/messages',
  summary: 'Messages of a conversation: the newest page, one beside a cursor, or what was said around a message',
  tag: 'Messages',
  needs: read('conversations'),
  params: z.strictObject({ id }),
  query: messageQuerySchema,
  body: z.undefined(),
  response: messagePageSchema,
  errors: [
    { status: 400, code: 'invalid_cursor', when: 'before or after is not a cursor of ours' },
    { status: 404, code: 'not_found', when: 'there is no such conversation, or no such message in it to look around' },
    { status: 422, code: 'rule', when: 'more than one of before, after and around is given' },
  ],
  handle: ({ params, query, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const thread = { orgId: caller.orgId, conversationId: params.id };
      const { rows, older, newer } = await pageOf(tx, thread, query);
      // Only an empty page may belong to a conversation that is not there.
      if (rows.length === 0 && !(await hasConversation(tx, thread))) throw notFound('conversation');
      const cursorOf = (row: MessageViewRow | undefined) =>
        row ? encodeCursor(row.message.createdAt, row.message.id) : null;
      return {
        messages: rows.map(messageView),
        before: older ? cursorOf(rows[0]) : null,
        after: newer ? cursorOf(rows.at(-1)) : null,
      };
    }),
});
