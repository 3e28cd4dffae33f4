/** Drafts that wait for a person, and suggestions of the agent. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { type LoadedConversation, loadConversation } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { goOnAfterDraft } from '../../db/flow/decided.ts';
import { derivedId } from '../../db/ids.ts';
import { drafts } from '../../db/message/table.ts';
import { loadTurn } from '../../db/turn/queries.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { approveDraftSchema, draftSchema, messageSchema, rejectDraftSchema } from '../contracts/messages.ts';
import { ApiError, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { mustBeSendable, queueMessage, shownMessage } from '../messages/queue.ts';
import { draftView } from '../messages/view.ts';

type DraftRow = typeof drafts.$inferSelect;

const errors = [
  { status: 404, code: 'not_found', when: 'there is no such draft' },
  { status: 409, code: 'stale_draft', when: 'it was decided already, changed, or newer messages came' },
];

const stale = (why: string): ApiError =>
  new ApiError(409, 'stale_draft', why, { hint: 'Look at the conversation again before you decide.' });

/** The draft with its conversation locked; newer inbound makes it stale. */
async function openDraft(
  tx: Tx,
  caller: Caller,
  draftId: string,
  version: number,
): Promise<{ draft: DraftRow; loaded: LoadedConversation }> {
  const { orgId } = caller;
  const [seen] = await tx
    .select({ conversationId: drafts.conversationId })
    .from(drafts)
    .where(and(eq(drafts.orgId, orgId), eq(drafts.id, draftId)));
  if (!seen) throw notFound('draft');
  const loaded = await loadConversation(tx, { orgId, conversationId: seen.conversationId }, true);
  const [draft] = await tx
    .select()
    .from(drafts)
    .where(and(eq(drafts.orgId, orgId), eq(drafts.id, draftId)))
    .for('update');
  if (!draft || !loaded) throw notFound('draft');
  if (draft.state !== 'PENDING') throw stale('This draft was decided already.');
  if (draft.version !== version) throw stale('This draft has been changed since you saw it.');
  return { draft, loaded };
}

/** Of the agent's own words; what a person changed is the person's. */
async function confidenceOf(tx: Tx, { orgId, turnId }: DraftRow): Promise<number | null> {
  const turn = turnId === null ? null : await loadTurn(tx, { orgId, turnId });
  return turn?.decision?.grounding ?? null;
}

async function decide(
  tx: Tx,
  caller: Caller,
  draft: DraftRow,
  state: 'APPROVED' | 'REJECTED',
  now: number,
): Promise<void> {
  await tx
    .update(drafts)
    .set({ state, decidedBy: caller.memberId, decidedAt: now, version: draft.version + 1 })
    .where(and(eq(drafts.orgId, draft.orgId), eq(drafts.id, draft.id)));
  await audit(tx, {
    orgId: draft.orgId,
    actor: { type: 'member', id: caller.memberId },
    action: `draft_${state.toLowerCase()}`,
    subjectId: draft.id,
    now,
  });
  await publish(tx, { orgId: draft.orgId, kind: 'draft.updated', conversationId: draft.conversationId, now });
}

export const approveEndpoint = defineEndpoint({
  method: 'post',
  path: '/drafts/:id/approve',
  summary: 'Send a draft, as it is or with your words',
  tag: 'Drafts',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: approveDraftSchema,
  response: messageSchema,
  errors,
  handle: ({ params, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const { draft, loaded } = await openDraft(tx, caller, params.id, body.version);
      if (draft.kind === 'APPROVAL' && loaded.row.lastInboundNumber > draft.cursor)
        throw stale('The customer has written again since this draft.');
      const content =
        body.text === undefined ? draft.content : { kind: 'text' as const, text: body.text, previewUrl: false };
      mustBeSendable(loaded, content, now);
      await decide(tx, caller, draft, 'APPROVED', now);
      const messageId = derivedId('draft', draft.id);
      await queueMessage(tx, loaded, {
        messageId,
        sender: body.text === undefined && draft.kind === 'APPROVAL' ? 'BOT' : 'HUMAN',
        memberId: caller.memberId,
        content,
        replyToId: null,
        turnId: draft.turnId,
        confidence: body.text === undefined ? await confidenceOf(tx, draft) : null,
        now,
      });
      await goOnAfterDraft(tx, loaded, now);
      return shownMessage(tx, orgId, messageId);
    }),
});

export const rejectEndpoint = defineEndpoint({
  method: 'post',
  path: '/drafts/:id/reject',
  summary: 'Discard a draft',
  tag: 'Drafts',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: rejectDraftSchema,
  response: draftSchema,
  errors,
  handle: ({ params, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { draft, loaded } = await openDraft(tx, caller, params.id, body.version);
      const now = services.clock.now();
      await decide(tx, caller, draft, 'REJECTED', now);
      await goOnAfterDraft(tx, loaded, now);
      return draftView({ ...draft, state: 'REJECTED', version: draft.version + 1 });
    }),
});
