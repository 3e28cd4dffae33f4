import { z } from 'zod';
import { countViews, listConversations } from '../../db/conversation/views.ts';
import { read } from '../../domain/permission/permission.ts';
import { conversationPageSchema, conversationQuerySchema } from '../contracts/conversations.ts';
import { defineEndpoint } from '../endpoint.ts';
import { decodeCursor, encodeCursor } from '../messages/view.ts';
import { conversationRow } from './view.ts';

const MOST_IDS = 100;

export const listEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations',
  summary: 'Conversations, newest activity first',
  tag: 'Conversations',
  needs: read('conversations'),
  params: z.strictObject({}),
  query: conversationQuerySchema,
  body: z.undefined(),
  response: conversationPageSchema,
  errors: [{ status: 400, code: 'invalid_cursor', when: 'the cursor is not one of ours' }],
  async handle({ query, caller, services }) {
    const { orgId, memberId } = caller;
    return services.db.withOrg(orgId, async tx => {
      const rows = await listConversations(tx, {
        orgId,
        memberId,
        view: query.view,
        search: query.search || undefined,
        ids: query.ids?.split(','),
        after: decodeCursor(query.cursor),
        limit: query.ids ? MOST_IDS : query.limit + 1,
        now: services.clock.now(),
      });
      const page = query.ids ? rows : rows.slice(0, query.limit);
      const last = page.at(-1)?.conversation;
      return {
        conversations: page.map(conversationRow),
        cursor:
          !query.search && !query.ids && rows.length > query.limit && last
            ? encodeCursor(last.lastActivityAt, last.id)
            : null,
        counts: await countViews(tx, { orgId, memberId }),
      };
    });
  },
});
