/** Close, reopen, and the next due action. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit, note } from '../../db/audit/queries.ts';
import { leads } from '../../db/contact/table.ts';
import { type ConversationPatch, loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { changeOwner, reopenUnanswered, routeWithoutTurn } from '../../db/conversation/ownership.ts';
import { escalations } from '../../db/escalation/table.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import { write } from '../../domain/permission/permission.ts';
import { windowOpen } from '../../domain/window/window.ts';
import { id, okSchema } from '../contracts/common.ts';
import { closeSchema, dueSeenSchema } from '../contracts/conversations.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { actorOf } from './ownership.ts';
import { isPlan } from './view.ts';

const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = [{ status: 404, code: 'not_found', when: 'there is no such conversation' }];

export const closeEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/close',
  summary: 'Close, with the outcome if there is one',
  tag: 'Conversations',
  needs: write('conversations'),
  params,
  query,
  body: closeSchema.optional(),
  response: okSchema,
  errors: missing,
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const loaded = await loadConversation(tx, { orgId, conversationId }, true);
      if (!loaded) throw notFound('conversation');
      const outcome = body?.outcome;
      const stage: ConversationPatch = outcome ? { stage: outcome === 'WON' ? 'CLOSED_WON' : 'CLOSED_LOST' } : {};
      if (outcome)
        await tx
          .update(leads)
          .set({ status: outcome, statusSetByPerson: true, updatedAt: now })
          .where(and(eq(leads.orgId, orgId), eq(leads.contactId, loaded.row.contactId)));
      await tx
        .update(escalations)
        .set({ state: 'resolved', resolvedAt: now, resolvedBy: caller.memberId })
        .where(
          and(
            eq(escalations.orgId, orgId),
            eq(escalations.conversationId, conversationId),
            eq(escalations.state, 'pending'),
          ),
        );
      // Whoever closes has seen what is unanswered: no turn is to answer it, and none fails because it may not.
      const routed = await routeWithoutTurn(tx, loaded, 'CLOSED', now);
      const owner = loaded.row.owner === 'HUMAN' ? loaded.row.agentMode : loaded.row.owner;
      await changeOwner(tx, loaded, {
        owner: loaded.contact.optedOutAt !== null ? 'PAUSED' : owner,
        actor: actorOf(caller),
        action: 'close',
        now,
        patch: {
          ...routed,
          ...stage,
          closedAt: now,
          ownerMemberId: null,
          takenOverAt: null,
          memberActiveAt: null,
          customerWaitingAt: null,
          unread: 0,
        },
      });
      return { ok: true as const };
    }),
});

export const reopenEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/reopen',
  summary: 'Open again',
  tag: 'Conversations',
  needs: write('conversations'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: missing,
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const now = services.clock.now();
      const loaded = await loadConversation(tx, { orgId: caller.orgId, conversationId }, true);
      if (!loaded) throw notFound('conversation');
      if (loaded.row.closedAt === null) return { ok: true as const };
      // A close that is taken back leaves nobody waiting. After the window the agent could not answer any more.
      const { owner, windowEndsAt } = loaded.row;
      const answers = (owner === 'AI' || owner === 'APPROVAL') && windowOpen(windowEndsAt, now);
      const reopened = answers ? await reopenUnanswered(tx, loaded, now, 'CLOSED') : {};
      await changeOwner(tx, loaded, {
        owner,
        actor: actorOf(caller),
        action: 'reopen',
        now,
        patch: { ...reopened, closedAt: null },
      });
      return { ok: true as const };
    }),
});

/** Names what the person saw, so that clicking twice does not reach the one after it. */
const dueBody = dueSeenSchema.optional();
const unseen = (seen: { step?: number | null | undefined } | undefined, step: number | null): boolean =>
  seen?.step !== undefined && seen.step !== (step === null ? null : step + 1);
const other = (): ApiError =>
  new ApiError(409, 'nothing_due', 'What you saw is done with: something else is due by now.', {
    hint: 'Look at what happens next again before you decide.',
  });

const nothingDue = { status: 409, code: 'nothing_due', when: 'nothing that can be skipped or run is due' };

export const skipDueEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/due/skip',
  summary: 'Skip the next follow-up',
  tag: 'Next',
  needs: write('conversations'),
  params,
  query,
  body: dueBody,
  response: okSchema,
  errors: [...missing, nothingDue],
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const loaded = await loadConversation(tx, { orgId, conversationId }, true);
      if (!loaded) throw notFound('conversation');
      const kind = loaded.row.nextDueKind;
      if (!isPlan(kind))
        throw new ApiError(409, 'nothing_due', 'The next thing is not a plan of the agent, so it cannot be skipped.');
      if (unseen(body, loaded.row.nextDueStep)) throw other();
      const patch: ConversationPatch =
        kind === 'FOLLOW_UP'
          ? { followUpStep: loaded.row.followUpStep + 1 }
          : {
              memory: {
                ...loaded.row.memory,
                commitments: loaded.row.memory.commitments.map(entry =>
                  entry.dueAt === loaded.row.nextDueAt ? { ...entry, dueAt: null } : entry,
                ),
              },
            };
      await note(tx, {
        orgId,
        conversationId,
        kind,
        outcome: 'skipped:by_person',
        data: { step: loaded.row.nextDueStep },
        now,
      });
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'due_skip',
        subjectId: conversationId,
        payload: { kind },
        now,
      });
      await saveConversation(tx, loaded, patch, now);
      await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
      return { ok: true as const };
    }),
});

export const runDueEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/due/run',
  summary: 'Carry out the next follow-up now; everything but the hour is still checked',
  tag: 'Next',
  needs: write('conversations'),
  params,
  query,
  body: dueBody,
  response: okSchema,
  errors: [...missing, nothingDue],
  async handle({ params: { id: conversationId }, body, caller, services }) {
    const { orgId } = caller;
    const due = await services.db.withOrg(orgId, async tx => {
      const loaded = await loadConversation(tx, { orgId, conversationId }, false);
      if (!loaded) throw notFound('conversation');
      const { nextDueKind: kind, nextDueStep: step, nextDueAt: at } = loaded.row;
      return isPlan(kind) ? { kind, step, at } : null;
    });
    if (!due)
      throw new ApiError(409, 'nothing_due', 'The next thing is not a plan of the agent, so it cannot be run now.');
    if (unseen(body, due.step)) throw other();
    await services.starters.runDue(orgId, conversationId, due);
    const now = services.clock.now();
    const payload = { kind: due.kind };
    await services.db.withOrg(orgId, tx =>
      audit(tx, { orgId, actor: actorOf(caller), action: 'due_run', subjectId: conversationId, payload, now }),
    );
    return { ok: true as const };
  },
});
