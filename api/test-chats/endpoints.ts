/** Trying the agent before it goes live (A-ONB-15): the same reading and deciding, nothing sent, no conversation touched. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { findOnboarding } from '../../db/onboarding/queries.ts';
import { findTestChat, newTestChat, saveTestChat } from '../../db/onboarding/test-chats.ts';
import { organizations } from '../../db/organization/table.ts';
import { parseStored } from '../../db/playbook/queries.ts';
import { findVersion } from '../../db/playbook/versions.ts';
import type { Tried } from '../../domain/onboarding/tried.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { type TriedView, triedSchema, tryMessageSchema } from '../contracts/test-chats.ts';
import { type AnyEndpoint, ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Onboarding';
const none = z.strictObject({});
const params = z.strictObject({ id });
const PATIENCE_MS = 60_000;

export const newTestChatEndpoint = defineEndpoint({
  method: 'post',
  path: '/test-chats',
  summary: 'Begin a talk that is only tried; it is kept for a week',
  tag,
  needs: write('playbooks'),
  params: none,
  query: none,
  body: none.optional(),
  response: z.object({ id }),
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      return { id: await newTestChat(tx, { orgId, memberId, state: {}, now: services.clock.now() }) };
    }),
});

export const tryMessageEndpoint = defineEndpoint({
  method: 'post',
  path: '/test-chats/:id/messages',
  summary: 'Say something as a customer, to the draft or to a version: what the agent would answer, and why',
  tag,
  needs: write('playbooks'),
  params,
  query: none,
  body: tryMessageSchema,
  response: triedSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such talk or version' },
    { status: 409, code: 'no_draft', when: 'there is no draft to talk to' },
    { status: 409, code: 'talking', when: 'the message before is not answered yet' },
    { status: 409, code: 'not_here', when: 'no agent can be asked from this installation' },
  ],
  async handle({ params: target, body: { text, replyId, against }, caller, services }) {
    const { orgId } = caller;
    const { tryOut } = services;
    const { chat, playbook, organization } = await services.db.withOrg(orgId, async tx => {
      const chat = await findTestChat(tx, { orgId, id: target.id });
      if (!chat) throw notFound('talk');
      const config =
        'draft' in against
          ? (await findOnboarding(tx, { orgId }))?.draft
          : (await findVersion(tx, { orgId, ...against }))?.config;
      if (!config && 'draft' in against)
        throw new ApiError(409, 'no_draft', 'There is no draft yet.', { hint: 'Make one from the answers first.' });
      if (!config) throw notFound('version');
      const [organization] = await tx
        .select({ name: organizations.name, zone: organizations.zone, currency: organizations.currency })
        .from(organizations)
        .where(eq(organizations.id, orgId));
      if (!organization) throw notFound('organization');
      return { chat, playbook: parseStored(config), organization };
    });
    if (!tryOut) throw new ApiError(409, 'not_here', 'No agent can be asked from this installation.');
    const tried = await tryOut({
      orgId,
      talkId: target.id,
      organization,
      playbook,
      state: chat.state,
      text,
      replyId,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const saved = await services.db.withOrg(orgId, tx =>
      saveTestChat(tx, { orgId, id: target.id, state: tried.talk, seen: chat.updatedAt, now: services.clock.now() }),
    );
    if (!saved)
      throw new ApiError(409, 'talking', 'Another message of this talk was answered meanwhile.', {
        hint: 'Say it again.',
      });
    return viewOf(tried);
  },
});

function viewOf({ talk, decision, note, usage }: Tried): TriedView {
  const last = decision?.shouldSend ? decision.parts.at(-1) : undefined;
  const choices =
    last?.kind === 'buttons'
      ? last.buttons
      : last?.kind === 'list'
        ? last.sections.flatMap(section => section.rows.map(row => ({ id: row.id, title: row.title })))
        : [];
  return {
    messages: talk.messages.map(({ from, text, at, flow = null }) => ({ from, text, at: iso(at), flow })),
    choices,
    stage: talk.stage,
    facts: Object.entries(talk.memory.slots).map(([key, { value, confidence }]) => ({ key, value, confidence })),
    handedOver: talk.handedOver,
    optedOut: talk.optedOut,
    note,
    decision: decision
      ? {
          sentence: decision.sentence,
          reasonCode: decision.reasonCode,
          shouldSend: decision.shouldSend,
          origin: decision.origin,
          handoff: decision.handoff,
          failure: decision.failure,
          rules: decision.rules,
          sources: decision.sources.map(({ id: sourceId, title, text }) => ({ id: sourceId, title, text })),
        }
      : null,
    cost: {
      calls: usage.calls,
      tokens: usage.inputTokens + usage.outputTokens,
      micros: Math.round(usage.costMicros),
      latencyMs: Math.round(usage.latencyMs),
    },
  };
}

export const testChatEndpoints: AnyEndpoint[] = [newTestChatEndpoint, tryMessageEndpoint];
