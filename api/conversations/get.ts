import { z } from 'zod';
import { loadConversation } from '../../db/conversation/load.ts';
import { existingMessages, findConversation, openDrafts, type ViewRow } from '../../db/conversation/views.ts';
import type { Tx } from '../../db/database.ts';
import { read } from '../../domain/permission/permission.ts';
import { ladderOf } from '../../domain/playbook/playbook.ts';
import { sentimentTrend, trendWord } from '../../domain/sentiment/trend.ts';
import { nextStalenessChange } from '../../domain/staleness/staleness.ts';
import { windowOpen } from '../../domain/window/window.ts';
import { CTA_TYPES } from '../../domain/words.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { id } from '../contracts/common.ts';
import { type ConversationDetail, conversationDetailSchema } from '../contracts/conversations.ts';
import { type ApiServices, defineEndpoint, notFound } from '../endpoint.ts';
import { draftView, iso, isoOrNull } from '../messages/view.ts';
import { historyOf } from './history.ts';
import { conversationRow } from './view.ts';

const words = (key: string): string => key.replaceAll('_', ' ').replace(/^./, letter => letter.toUpperCase());

async function detail(tx: Tx, view: ViewRow, services: ApiServices): Promise<ConversationDetail> {
  const { orgId, id: conversationId } = view.conversation;
  const loaded = await loadConversation(tx, { orgId, conversationId }, false);
  if (!loaded) throw notFound('conversation');
  const { row } = loaded;
  const { memory } = row;
  const fields = new Map(loaded.playbook.checklist.map(field => [field.key, field]));
  const known = await existingMessages(tx, {
    orgId,
    ids: Object.values(memory.slots).flatMap(slot => slot.sourceMessageId ?? []),
  });
  const workflowId = conversationWorkflowId(orgId, row.id);
  const brief = view.escalationBrief;
  const shown = conversationRow(view);
  return {
    ...shown,
    next: shown.next && {
      ...shown.next,
      steps: shown.next.step === null ? null : ladderOf(loaded.playbook).length,
    },
    zone: loaded.contact.zone ?? loaded.organization.zone,
    window: { open: windowOpen(row.windowEndsAt, services.clock.now()), endsAt: isoOrNull(row.windowEndsAt) },
    leadSource: row.leadSource,
    lastTouch: row.lastTouch && { source: row.lastTouch.leadSource, at: iso(row.lastTouch.at) },
    leadValueMicros: view.leadValueMicros,
    slots: Object.entries(memory.slots).map(([key, slot]) => ({
      key,
      label: words(key),
      value: slot.value,
      confidence: slot.confidence,
      sourceMessageId: slot.sourceMessageId && known.has(slot.sourceMessageId) ? slot.sourceMessageId : null,
      setBy: slot.setBy,
    })),
    missingSlots: [...fields.values()]
      .filter(field => field.timing !== 'never' && !memory.slots[field.key])
      .map(field => ({ key: field.key, label: words(field.key), required: field.timing === 'required' })),
    ctas: CTA_TYPES.filter(type => loaded.playbook.ctas.some(cta => cta.type === type) || row.ctas[type]).map(type => ({
      type,
      state: row.ctas[type]?.state ?? 'NOT_OFFERED',
      changedAt: isoOrNull(row.ctas[type]?.changedAt ?? null),
    })),
    sentiments: memory.sentiments.map(entry => ({
      sentiment: entry.sentiment,
      confidence: entry.confidence,
      at: iso(entry.at),
    })),
    mood: memory.sentiments.length < 2 ? null : trendWord(sentimentTrend(memory.sentiments)),
    lastIntent: memory.lastIntent,
    riskFlags: memory.riskFlags ?? [],
    coolsAt: row.lastInboundAt === null ? null : isoOrNull(nextStalenessChange(row.lastInboundAt, row.staleness)),
    optedOutAt: isoOrNull(loaded.contact.optedOutAt),
    autoreply: loaded.contact.autoreply ?? true,
    commitments: memory.commitments.map(entry => ({ by: entry.by, what: entry.what, dueTime: isoOrNull(entry.dueAt) })),
    summary: memory.summary,
    brief: brief
      ? {
          ...brief,
          keySlots: brief.keySlots.map(slot => ({ label: words(slot.key), value: slot.value })),
          at: iso(brief.at),
        }
      : null,
    drafts: (await openDrafts(tx, { orgId, conversationId: row.id })).map(draftView),
    history: await historyOf(tx, { orgId, conversationId: row.id }),
    temporalUrl: services.temporalPath
      ? `${services.temporalPath}/namespaces/${encodeURIComponent(services.temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`
      : null,
    workflowId,
  };
}

export const getEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id',
  summary: 'One conversation, with what the agent knows and what happens next',
  tag: 'Conversations',
  needs: read('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: z.undefined(),
  response: conversationDetailSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such conversation' }],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const view = await findConversation(tx, {
        orgId: caller.orgId,
        conversationId: params.id,
        now: services.clock.now(),
      });
      if (!view) throw notFound('conversation');
      return detail(tx, view, services);
    }),
});
