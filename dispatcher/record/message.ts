/** Records inbound messages: numbered, STOP matched in code, routed, and the workflow told. */
import { and, eq, sql } from 'drizzle-orm';
import { CUSTOMER } from '../../db/audit/queries.ts';
import { leadHolder } from '../../db/contact/lead-of.ts';
import { leads } from '../../db/contact/table.ts';
import {
  type ConversationPatch,
  type ConversationRow,
  type LoadedConversation,
  loadConversation,
  saveConversation,
} from '../../db/conversation/load.ts';
import { confirmOptOut } from '../../db/conversation/opt-out-confirmation.ts';
import { optIn, optOut, routeWithoutTurn } from '../../db/conversation/ownership.ts';
import { AWAKE } from '../../db/conversation/snooze.ts';
import { publish } from '../../db/event/queries.ts';
import { newId } from '../../db/ids.ts';
import { claimProviderIds } from '../../db/intake/queries.ts';
import { mediaFiles, messages } from '../../db/message/table.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import { applyReply } from '../../domain/interactive/apply.ts';
import { actionOf } from '../../domain/interactive/reply.ts';
import type { InboundUpdate, Touch } from '../../domain/message/inbound.ts';
import { optOutWord } from '../../domain/optout/optout.ts';
import { windowEndsAt } from '../../domain/window/window.ts';
import { duplicate, type RecordContext, type Recorded, recorded } from './context.ts';
import { openConversation } from './conversation.ts';

type MessageUpdate = Extract<InboundUpdate, { type: 'message' }>;

export const recordMessage = async (context: RecordContext, update: MessageUpdate): Promise<Recorded> =>
  (await recordMessages(context, [update]))[0] ?? duplicate;

/** Whether a message may be recorded together with others of its sender: STOP and START act between two messages. */
export const isPlain = (update: InboundUpdate): update is MessageUpdate =>
  update.type === 'message' && optOutWord(update.content.text) === null;

/** Messages of one sender in their order: one, or several plain ones. Answers for each what became of it. */
export async function recordMessages(context: RecordContext, updates: MessageUpdate[]): Promise<Recorded[]> {
  const { tx, orgId, channelAccountId, now } = context;
  const idHashes = updates.map(update => context.hashId(update.providerMessageId));
  const isNew = await claimProviderIds(tx, { channelAccountId, idHashes, now });
  const fresh = updates.filter((_, index) => isNew[index]);
  const [first] = fresh;
  if (!first) return updates.map(() => duplicate);

  const loaded = await openConversation(context, first.sender, first.attribution, Math.min(first.sentAt, now));
  const { row } = loaded;
  const conversationId = row.id;
  const media: (typeof mediaFiles.$inferInsert)[] = [];
  const rows: (typeof messages.$inferInsert & { id: string })[] = [];
  const patch: ConversationPatch = {};
  for (const update of fresh) {
    const sentAt = Math.min(update.sentAt, now);
    const file = update.content.media;
    const mediaId = file ? newId() : null;
    if (file && mediaId) {
      const { providerMediaId, mime, fileName, sha256 } = file;
      const state = 'PENDING' as const;
      media.push({
        orgId,
        id: mediaId,
        conversationId,
        providerMediaId,
        mime,
        fileName,
        sha256,
        state,
        createdAt: now,
      });
    }
    const messageId = newId();
    const action = actionOf(update.content.replyId, loaded.playbook);
    if (action) {
      const { memory, ctas, stage } = { ...row, ...patch };
      Object.assign(patch, applyReply({ memory, ctas, stage }, action, { playbook: loaded.playbook, messageId, now }));
    }
    rows.push({
      orgId,
      id: messageId,
      conversationId,
      direction: 'in',
      sender: 'CONTACT',
      kind: update.content.kind,
      text: update.content.text,
      number: row.lastInboundNumber + rows.length + 1,
      answerable: update.answerable,
      inbound: update.content,
      attribution: update.attribution,
      channelAccountId,
      providerMessageId: update.providerMessageId,
      replyToId: update.replyToProviderId ? await messageIdOf(context, update.replyToProviderId) : null,
      mediaId,
      at: sentAt,
      createdAt: now,
    });
    if (update.attribution) patch.lastTouch = { ...update.attribution, at: sentAt };
    Object.assign(patch, inboundFacts({ ...row, ...patch }, sentAt, now));
  }
  if (media.length > 0) await tx.insert(mediaFiles).values(media);
  await Promise.all([
    tx.insert(messages).values(rows),
    saveConversation(
      tx,
      loaded,
      {
        ...patch,
        lastInboundNumber: row.lastInboundNumber + rows.length,
        firstUnhandledAt: row.firstUnhandledAt ?? now,
        unread: row.unread + rows.length,
        lastMessageId: rows.at(-1)?.id ?? null,
        lastProviderInboundId: fresh.at(-1)?.providerMessageId ?? null,
      },
      now,
    ),
    reopenLead(context, loaded),
    patch.lastTouch ? touchLead(context, loaded, patch.lastTouch) : undefined,
  ]);
  for (const { id } of rows) await publish(tx, { orgId, kind: 'message.created', conversationId, messageId: id, now });
  await route(context, loaded, fresh.length === 1 ? optOutWord(first.content.text) : null);
  return isNew.map(each => (each ? recorded : duplicate));
}

/** What a message from the customer changes besides being there: window, engagement, follow-ups, reply statistics. */
function inboundFacts(row: ConversationRow, sentAt: number, now: number): ConversationPatch {
  const lastInboundAt = Math.max(row.lastInboundAt ?? 0, sentAt);
  const answers = row.unanswered > 0 && row.lastOutboundAt !== null;
  return {
    lastInboundAt,
    windowEndsAt: windowEndsAt(lastInboundAt),
    staleness: 'ACTIVE',
    unanswered: 0,
    followUpStep: 0,
    followUpNotBefore: null,
    ...(answers
      ? {
          userReplies: row.userReplies + 1,
          replySeconds: row.replySeconds + Math.max(0, Math.round((sentAt - (row.lastOutboundAt ?? sentAt)) / 1000)),
        }
      : {}),
    ...(row.closedAt !== null ? { closedAt: null } : {}),
    // Snoozed until the customer writes, or until later: either way they have written.
    ...(row.snoozedAt !== null ? AWAKE : {}),
    ...(row.stage === 'ARCHIVED' || row.stage === 'CLOSED_LOST' ? { stage: 'DISCOVERY' } : {}),
    lastActivityAt: Math.max(row.lastActivityAt, now),
  };
}

/** A reply moves LOST, DROPPED and NURTURING back to QUALIFYING (X-STATUS, moves). */
async function reopenLead({ tx, orgId, now }: RecordContext, loaded: LoadedConversation): Promise<void> {
  await tx
    .update(leads)
    .set({ status: 'QUALIFYING', updatedAt: now })
    .where(
      and(
        eq(leads.orgId, orgId),
        eq(leads.contactId, leadHolder(orgId, loaded.row.contactId)),
        sql`${leads.status} in ('LOST', 'DROPPED', 'NURTURING')`,
      ),
    );
}

/** A known customer who taps an ad: the first touch stays what it was, the last one is this (A-ATTR-2). */
async function touchLead({ tx, orgId, now }: RecordContext, loaded: LoadedConversation, lastTouch: Touch) {
  await tx
    .update(leads)
    .set({ lastTouch, updatedAt: now })
    .where(and(eq(leads.orgId, orgId), eq(leads.contactId, leadHolder(orgId, loaded.row.contactId))));
}

/** Routing order of design.md section 5, as far as it needs no turn: blocked, opted out, a person. The rest wakes the agent. */
async function route(context: RecordContext, loaded: LoadedConversation, word: 'stop' | 'start' | null): Promise<void> {
  const { tx, orgId, now } = context;
  const conversationId = loaded.row.id;
  if (word === 'stop') {
    if (loaded.contact.optedOutAt === null) {
      await optOut(tx, { orgId, contactId: loaded.row.contactId, actor: CUSTOMER, now });
      await confirmOptOut(tx, { orgId, conversationId, now });
    } else await routed(context, loaded, {});
    return;
  }
  if (word === 'start' && loaded.contact.optedOutAt !== null) {
    await optIn(tx, { orgId, contactId: loaded.row.contactId, actor: CUSTOMER, now });
    const fresh = await loadConversation(tx, { orgId, conversationId }, true);
    if (fresh) Object.assign(loaded, fresh);
  }
  if (loaded.contact.blocked || loaded.row.owner === 'PAUSED') return routed(context, loaded, {});
  if (loaded.row.owner === 'HUMAN')
    return routed(context, loaded, { customerWaitingAt: loaded.row.customerWaitingAt ?? now });
  await tellWorkflow(tx, {
    orgId,
    conversationId,
    kind: 'inbound',
    payload: { through: loaded.row.lastInboundNumber },
    now,
    delayMs: context.quietMs,
  });
}

/** Done without a turn; the workflow only reloads, for its timers. */
async function routed(context: RecordContext, loaded: LoadedConversation, patch: ConversationPatch): Promise<void> {
  const { tx, orgId, now } = context;
  const done = await routeWithoutTurn(tx, loaded, loaded.row.owner, now);
  await saveConversation(tx, loaded, { ...done, ...patch }, now);
  await tellWorkflow(tx, { orgId, conversationId: loaded.row.id, kind: 'changed', payload: {}, now });
}

/** Our row of a provider's message id; null when we do not have it. */
export async function messageIdOf(
  { tx, orgId, channelAccountId }: RecordContext,
  providerMessageId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.channelAccountId, channelAccountId),
        eq(messages.providerMessageId, providerMessageId),
      ),
    );
  return row?.id ?? null;
}
