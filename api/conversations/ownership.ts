/** Takeover, release, approval mode: one Postgres transaction each. */
import { z } from 'zod';
import { loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { changeOwner, release, reopenUnanswered, takeOver } from '../../db/conversation/ownership.ts';
import { openDrafts } from '../../db/conversation/views.ts';
import { findMessage } from '../../db/message/views.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import { write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { modeSchema, ownershipResultSchema, releaseSchema, takeoverResultSchema } from '../contracts/conversations.ts';
import { ApiError, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { draftView, messageView } from '../messages/view.ts';

const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = [{ status: 404, code: 'not_found', when: 'there is no such conversation' }];
export const actorOf = (caller: Caller) => ({ type: 'member' as const, id: caller.memberId });

export const takeoverEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/takeover',
  summary: 'Take over: no agent message is claimed after this answers',
  tag: 'Ownership',
  needs: write('conversations'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: takeoverResultSchema,
  errors: missing,
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const taken = await takeOver(tx, {
        orgId,
        conversationId,
        memberId: caller.memberId,
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (!taken) throw notFound('conversation');
      const inFlight = [];
      for (const messageId of taken.inFlight) {
        const row = await findMessage(tx, { orgId, messageId });
        if (row) inFlight.push(messageView(row));
      }
      const suggestion = taken.suggestionId
        ? (await openDrafts(tx, { orgId, conversationId })).find(draft => draft.id === taken.suggestionId)
        : undefined;
      return {
        owner: taken.state.owner,
        epoch: taken.state.epoch,
        inFlight,
        suggestion: suggestion ? draftView(suggestion) : null,
      };
    }),
});

export const releaseEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/release',
  summary: 'Hand back to the agent; resolves the open escalation',
  tag: 'Ownership',
  needs: write('conversations'),
  params,
  query,
  body: releaseSchema.optional(),
  response: ownershipResultSchema,
  errors: missing,
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const state = await release(tx, {
        orgId: caller.orgId,
        conversationId,
        actor: actorOf(caller),
        memberId: caller.memberId,
        note: body?.note ?? null,
        now: services.clock.now(),
      });
      if (!state) throw notFound('conversation');
      return { owner: state.owner, epoch: state.epoch };
    }),
});

export const modeEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/mode',
  summary: 'Let the agent answer, only draft, or stay silent',
  tag: 'Ownership',
  needs: write('conversations'),
  params,
  query,
  body: modeSchema,
  response: ownershipResultSchema,
  errors: [...missing, { status: 409, code: 'opted_out', when: 'the customer opted out' }],
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const loaded = await loadConversation(tx, { orgId, conversationId }, true);
      if (!loaded) throw notFound('conversation');
      if (loaded.contact.optedOutAt !== null)
        throw new ApiError(409, 'opted_out', 'This customer has opted out.', {
          hint: 'Only the customer can undo that, by writing START.',
        });
      if (loaded.row.owner === 'HUMAN' && body.owner !== 'PAUSED') {
        const state = await release(tx, {
          orgId,
          conversationId,
          actor: actorOf(caller),
          memberId: caller.memberId,
          note: null,
          now,
          to: body.owner,
        });
        if (!state) throw notFound('conversation');
        return { owner: state.owner, epoch: state.epoch };
      }
      const wakes = loaded.row.owner === 'PAUSED' && body.owner !== 'PAUSED';
      const reopened = wakes ? await reopenUnanswered(tx, loaded, now) : {};
      const state = await changeOwner(tx, loaded, {
        owner: body.owner,
        actor: actorOf(caller),
        action: 'mode',
        now,
        patch: {
          ...reopened,
          ...(body.owner === 'PAUSED' ? {} : { agentMode: body.owner }),
          ownerMemberId: null,
          takenOverAt: null,
          memberActiveAt: null,
          customerWaitingAt: null,
        },
      });
      if (loaded.row.handledThrough < loaded.row.lastInboundNumber)
        await tellWorkflow(tx, {
          orgId,
          conversationId,
          kind: 'inbound',
          payload: { through: loaded.row.lastInboundNumber },
          now,
        });
      return { owner: state.owner, epoch: state.epoch };
    }),
});

/** Reading is a member's act too: it keeps a takeover alive. */
export const readEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/read',
  summary: 'Mark as read',
  tag: 'Conversations',
  needs: write('conversations'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: missing,
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const loaded = await loadConversation(tx, { orgId: caller.orgId, conversationId }, true);
      if (!loaded) throw notFound('conversation');
      if (loaded.row.unread > 0) await saveConversation(tx, loaded, { unread: 0 }, services.clock.now());
      return { ok: true as const };
    }),
});
