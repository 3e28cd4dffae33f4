/** Conversations of one person that belong together: what was said in the one is found in the other (A-RETR-2, A-UI-15). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { linkConversations, linkedConversations, othersOfContact } from '../../db/conversation/links.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { linkListSchema, linksSchema } from '../contracts/links.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';
import { actorOf } from './ownership.ts';

const tag = 'Conversations';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such conversation' };

export const linksEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/links',
  summary: 'The conversations that this one is linked with, and the others with the same contact',
  tag,
  needs: read('conversations'),
  params,
  query,
  body: z.undefined(),
  response: linkListSchema,
  errors: [missing],
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const ref = { orgId: caller.orgId, conversationId: target.id };
      const linked = await linkedConversations(tx, ref);
      if (!linked) throw notFound('conversation');
      const others = await othersOfContact(tx, ref);
      return {
        conversations: linked,
        others: others.map(({ lastText, lastDeletedAt, lastActivityAt, ...other }) => ({
          ...other,
          lastText: lastDeletedAt === null ? lastText : null,
          lastActivityAt: iso(lastActivityAt),
          linked: linked.includes(other.id),
        })),
      };
    }),
});

export const saveLinksEndpoint = defineEndpoint({
  method: 'put',
  path: '/conversations/:id/links',
  summary: 'Links this conversation with these others of the same contact, and with no more',
  tag,
  needs: write('conversations'),
  params,
  query,
  body: linksSchema,
  response: linksSchema,
  errors: [missing, { status: 409, code: 'other_contact', when: 'one of them is with another contact' }],
  handle: ({ params: target, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const others = [...new Set(body.conversations)].filter(other => other !== target.id);
      const outcome = await linkConversations(tx, { orgId, conversationId: target.id, others, memberId, now });
      if (outcome === 'missing') throw notFound('conversation');
      if (outcome === 'other_contact')
        throw new ApiError(409, 'other_contact', 'Only conversations with the same contact can be linked.', {
          hint: 'Merge the two contacts first, when they are one person.',
        });
      const payload = { conversations: others.length };
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'link_conversations',
        subjectId: target.id,
        payload,
        now,
      });
      return { conversations: others };
    }),
});
