/** Records what changes an earlier message: reactions, edits, deletions; and replies typed on the business's own phone. */
import { and, eq, sql } from 'drizzle-orm';
import { CUSTOMER } from '../../db/audit/queries.ts';
import { addIdentities } from '../../db/contact/resolve.ts';
import { type LoadedConversation, loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { confirmOptOut } from '../../db/conversation/opt-out-confirmation.ts';
import { optOut, takeOver } from '../../db/conversation/ownership.ts';
import { publish } from '../../db/event/queries.ts';
import { newId } from '../../db/ids.ts';
import { claimProviderId } from '../../db/intake/queries.ts';
import { forgetMessage } from '../../db/knowledge/memory.ts';
import { supersedeDrafts } from '../../db/message/drafts.ts';
import { mediaFiles, messages } from '../../db/message/table.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import { supersedeRead } from '../../db/turn/queries.ts';
import { markChanged } from '../../domain/memory/changed.ts';
import type { InboundUpdate } from '../../domain/message/inbound.ts';
import { optOutWord } from '../../domain/optout/optout.ts';
import { unsureSlots } from '../../domain/slots/unsure.ts';
import type { Sender } from '../../domain/words.ts';
import { duplicate, ignoredWhenOld, type RecordContext, type Recorded, recorded } from './context.ts';
import { openConversation } from './conversation.ts';

type Of<T extends InboundUpdate['type']> = Extract<InboundUpdate, { type: T }>;

interface Target {
  row: typeof messages.$inferSelect;
  loaded: LoadedConversation;
}

/** The message and its conversation, both locked, in the order in which claims lock them. */
async function targetOf(
  { tx, orgId, channelAccountId }: RecordContext,
  providerMessageId: string,
): Promise<Target | null> {
  const where = and(
    eq(messages.orgId, orgId),
    eq(messages.channelAccountId, channelAccountId),
    eq(messages.providerMessageId, providerMessageId),
  );
  const [found] = await tx.select({ conversationId: messages.conversationId }).from(messages).where(where);
  const loaded = found ? await loadConversation(tx, { orgId, conversationId: found.conversationId }, true) : null;
  const [row] = loaded ? await tx.select().from(messages).where(where).for('update') : [];
  return loaded && row ? { row, loaded } : null;
}

/** A message that is not answered yet has changed: the agent starts over with what it says now. */
async function answerAnew(context: RecordContext, { row, loaded }: Target): Promise<void> {
  const { tx, orgId, now, quietMs } = context;
  if (row.number === null) return;
  if (row.number <= loaded.row.handledThrough) {
    if (!(await draftAnew(context, loaded, row.number))) await readAgain(context, { row, loaded }, row.number);
    return;
  }
  const { conversationId, number } = row;
  await supersedeRead(tx, { orgId, conversationId, number, now });
  const payload = { through: loaded.row.lastInboundNumber };
  await tellWorkflow(tx, { orgId, conversationId, kind: 'inbound', payload, now, delayMs: quietMs });
}

/** It is answered: an edited one is read again at once, and the next turn is told; nobody answers a second time (A-WA-7). */
async function readAgain({ tx, orgId, now }: RecordContext, { row, loaded }: Target, number: number): Promise<void> {
  const kind = row.deletedAt === null ? 'edited' : 'deleted';
  const memory = markChanged(loaded.row.memory, { messageId: row.id, number, kind }, now);
  await saveConversation(tx, loaded, { memory }, now);
  await tellWorkflow(tx, { orgId, conversationId: row.conversationId, kind: 'changed', payload: {}, now });
}

/**
 * Its answer is a draft that nobody has sent: it answers what the customer does not say any more, and is written again.
 * @returns whether it is.
 */
async function draftAnew(
  { tx, orgId, now, quietMs }: RecordContext,
  loaded: LoadedConversation,
  number: number,
): Promise<boolean> {
  const conversationId = loaded.row.id;
  const reopened = await supersedeDrafts(tx, { orgId, conversationId, number, now });
  if (reopened === null) return false;
  await publish(tx, { orgId, kind: 'draft.updated', conversationId, now });
  if (loaded.row.owner !== 'APPROVAL') return false;
  await saveConversation(tx, loaded, { handledThrough: reopened, firstUnhandledAt: now }, now);
  const told = { orgId, conversationId, now, delayMs: quietMs };
  await tellWorkflow(tx, { ...told, kind: 'inbound', payload: { through: loaded.row.lastInboundNumber } });
  // The cursor goes back, which no inbound number says: the workflow must load it.
  await tellWorkflow(tx, { ...told, kind: 'changed', payload: {} });
  return true;
}

const firstTime = (context: RecordContext, providerMessageId: string): Promise<boolean> =>
  claimProviderId(context.tx, {
    channelAccountId: context.channelAccountId,
    idHash: context.hashId(providerMessageId),
    now: context.now,
  });

export async function recordReaction(context: RecordContext, update: Of<'reaction'>): Promise<Recorded> {
  if (!(await firstTime(context, update.providerMessageId))) return duplicate;
  const target = await targetOf(context, update.targetProviderId);
  if (!target) return ignoredWhenOld(context, 'reaction to an unknown message');
  const sender: Sender = 'CONTACT';
  const others = target.row.reactions.filter(reaction => reaction.sender !== sender);
  const reactions = update.emoji
    ? [...others, { emoji: update.emoji, sender, providerMessageId: update.providerMessageId }]
    : others;
  await context.tx
    .update(messages)
    .set({ reactions })
    .where(and(eq(messages.orgId, context.orgId), eq(messages.id, target.row.id)));
  await publish(context.tx, {
    orgId: context.orgId,
    kind: 'message.updated',
    conversationId: target.row.conversationId,
    messageId: target.row.id,
    now: context.now,
  });
  return recorded;
}

/** A-WA-7: both versions are kept; one not yet answered is processed with its new text. STOP counts in an edit too. */
export async function recordEdit(context: RecordContext, update: Of<'edit'>): Promise<Recorded> {
  const { tx, orgId, now } = context;
  if (!(await firstTime(context, update.providerMessageId))) return duplicate;
  const target = await targetOf(context, update.targetProviderId);
  if (!target) return ignoredWhenOld(context, 'edit of an unknown message');
  const { row } = target;
  await tx
    .update(messages)
    .set({
      text: update.content.text,
      editedAt: now,
      versions: [...row.versions, { text: row.text, at: row.editedAt ?? row.at }],
    })
    .where(and(eq(messages.orgId, orgId), eq(messages.id, row.id)));
  await publish(tx, { orgId, kind: 'message.updated', conversationId: row.conversationId, messageId: row.id, now });
  await forgetMessage(tx, { orgId, messageId: row.id });
  await unsure(context, target);
  if (row.direction === 'in' && optOutWord(update.content.text) === 'stop') await stop(context, target);
  else await answerAnew(context, target);
  return recorded;
}

/** What rested on a message that was changed or deleted is confirmed again before it counts (A-WA-7). */
async function unsure({ tx, now }: RecordContext, { row, loaded }: Target): Promise<void> {
  const memory = unsureSlots(loaded.row.memory, row.id, now);
  if (memory !== loaded.row.memory) await saveConversation(tx, loaded, { memory }, now);
}

async function stop({ tx, orgId, now }: RecordContext, { loaded }: Target): Promise<void> {
  if (loaded.contact.optedOutAt !== null) return;
  await optOut(tx, { orgId, contactId: loaded.row.contactId, actor: CUSTOMER, now });
  await confirmOptOut(tx, { orgId, conversationId: loaded.row.id, now });
}

/** The text stays in the record for people's eyes only where the law asks; prompts never see it again. */
export async function recordDelete(context: RecordContext, update: Of<'delete'>): Promise<Recorded> {
  const { tx, orgId, now } = context;
  if (!(await firstTime(context, update.providerMessageId))) return duplicate;
  const target = await targetOf(context, update.targetProviderId);
  if (!target) return ignoredWhenOld(context, 'deletion of an unknown message');
  const { row } = target;
  await tx
    .update(messages)
    .set({ deletedAt: now })
    .where(and(eq(messages.orgId, orgId), eq(messages.id, row.id)));
  await forgetMessage(tx, { orgId, messageId: row.id });
  await unsure(context, target);
  await publish(tx, { orgId, kind: 'message.updated', conversationId: row.conversationId, messageId: row.id, now });
  await answerAnew(context, { ...target, row: { ...row, deletedAt: now } });
  return recorded;
}

/** A reply typed on the business's own phone is a takeover too (design.md section 5). */
export async function recordEcho(context: RecordContext, update: Of<'echo'>): Promise<Recorded> {
  const { tx, orgId, channelAccountId, now } = context;
  if (!(await firstTime(context, update.providerMessageId))) return duplicate;
  const sentAt = Math.min(update.sentAt, now);
  const loaded = await openConversation(context, update.recipient, null, sentAt);
  const conversationId = loaded.row.id;
  const messageId = newId();
  const mediaId = update.content.media ? newId() : null;
  if (update.content.media && mediaId) {
    const { providerMediaId, mime, fileName, sha256 } = update.content.media;
    await tx.insert(mediaFiles).values({
      orgId,
      id: mediaId,
      conversationId,
      providerMediaId,
      mime,
      fileName,
      sha256,
      state: 'PENDING',
      createdAt: now,
    });
  }
  await tx.insert(messages).values({
    orgId,
    id: messageId,
    conversationId,
    direction: 'out',
    sender: 'HUMAN',
    kind: update.content.kind,
    text: update.content.text,
    inbound: update.content,
    channelAccountId,
    providerMessageId: update.providerMessageId,
    mediaId,
    state: 'SENT',
    fromPhone: true,
    at: sentAt,
    createdAt: now,
  });
  await publish(tx, { orgId, kind: 'message.created', conversationId, messageId, now });
  if (loaded.row.owner === 'HUMAN') {
    await saveConversation(
      tx,
      loaded,
      {
        memberActiveAt: now,
        customerWaitingAt: null,
        humanReplyStep: 0,
        takeoverReminded: false,
        lastOutboundAt: sentAt,
        lastMessageId: messageId,
        lastActivityAt: now,
      },
      now,
    );
    await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
    return recorded;
  }
  await saveConversation(tx, loaded, { lastOutboundAt: sentAt, lastMessageId: messageId, lastActivityAt: now }, now);
  const taken = await takeOver(tx, { orgId, conversationId, memberId: null, actor: { type: 'member', id: null }, now });
  if (!taken) throw new Error('the conversation vanished during an echo');
  const fresh = await loadConversation(tx, { orgId, conversationId }, true);
  if (fresh) await saveConversation(tx, fresh, { customerWaitingAt: null }, now);
  return recorded;
}

/** `user_changed_number` and its kin: the new identities join the same contact. */
export async function recordIdentityChange(context: RecordContext, update: Of<'identity_changed'>): Promise<Recorded> {
  if (!(await firstTime(context, update.providerMessageId))) return duplicate;
  const loaded = await openConversation(context, update.sender, null, Math.min(update.sentAt, context.now));
  await addIdentities(context.tx, {
    orgId: context.orgId,
    contactId: loaded.row.contactId,
    identities: update.newIdentities,
    now: context.now,
  });
  // The newest identity is the one to write to: move it to the front by its time of creation.
  for (const identity of update.newIdentities) {
    await context.tx.execute(
      sql`update contact_identities set created_at = ${new Date(context.now).toISOString()}::timestamptz where org_id = ${context.orgId} and kind = ${identity.kind} and value = ${identity.value} and contact_id = ${loaded.row.contactId}`,
    );
  }
  return recorded;
}
