/** Sends what people wrote or approved, in order, through the same ledger. */
import { and, asc, eq, isNotNull, or } from 'drizzle-orm';
import { loadConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { claim, outboundFacts } from '../../db/message/claim.ts';
import { messages } from '../../db/message/table.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { retryLater } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { ConversationRef } from '../turn/extract.ts';
import { attemptId, deliver, type Envelope, envelopeOf } from './deliver.ts';
import { whenPermitted } from './permit.ts';
import { type Upload, uploadFor } from './upload.ts';

type Next =
  | { type: 'http'; envelope: Envelope }
  | { type: 'upload'; upload: Upload }
  | { type: 'again' }
  | { type: 'wait'; waitMs: number }
  | { type: 'done'; snapshot: ConversationState };

export async function sendQueued(ports: Ports, ref: ConversationRef): Promise<ConversationState> {
  let retryAfterMs = 0;
  for (;;) {
    const next = await whenPermitted(() => ports.db.withOrg(ref.orgId, tx => claimNext(ports, tx, ref)));
    if (!next) continue;
    switch (next.type) {
      case 'done':
        if (retryAfterMs > 0) throw retryLater('the provider refused for now', retryAfterMs);
        return next.snapshot;
      case 'wait':
        if (next.waitMs > 1_000) throw retryLater('waiting for a rate permit', next.waitMs);
        await new Promise(resolve => setTimeout(resolve, next.waitMs));
        break;
      case 'http': {
        await ports.checkpoint('send.claimed');
        const settlement = await deliver(ports, ref.orgId, next.envelope);
        if (settlement.type === 'retry') retryAfterMs = Math.max(retryAfterMs, settlement.afterMs);
        break;
      }
      case 'upload':
        await uploadFor(ports, ref, next.upload);
        break;
      case 'again':
        break;
    }
  }
}

async function claimNext(ports: Ports, tx: Tx, { orgId, conversationId }: ConversationRef): Promise<Next> {
  const now = ports.clock.now();
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (!loaded) throw new Error('conversation not found');
  const waiting = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.conversationId, conversationId),
        eq(messages.state, 'QUEUED'),
        or(isNotNull(messages.memberId), eq(messages.sender, 'SYSTEM')),
      ),
    )
    .orderBy(asc(messages.createdAt));
  const ready = waiting.find(message => message.notBeforeAt === null || message.notBeforeAt <= now);
  if (!ready?.outbound) {
    const soonest = Math.min(...waiting.map(message => message.notBeforeAt ?? now));
    return waiting.length > 0
      ? { type: 'wait', waitMs: Math.max(1_001, soonest - now) }
      : { type: 'done', snapshot: snapshotOf(loaded) };
  }
  const { id: messageId, outbound: content, mediaId, channelAccountId, attempts } = ready;
  if (content.kind === 'media' && content.providerMediaId === '' && mediaId)
    return { type: 'upload', upload: { messageId, mediaId, channelAccountId, attempts } };
  const attempt = attemptId();
  const claimed = await claim(tx, loaded, {
    messageId: ready.id,
    turnId: ready.turnId,
    sender: ready.sender === 'BOT' || ready.sender === 'SYSTEM' ? ready.sender : 'HUMAN',
    content: ready.outbound,
    epoch: null,
    cursor: null,
    attemptId: attempt,
    released: true,
    now,
  });
  if (claimed.type === 'settled') return { type: 'again' };
  if (claimed.type === 'refused') {
    await tx
      .update(messages)
      .set({
        state: 'FAILED',
        errorCode: claimed.refusal.toLowerCase(),
        errorMessage: 'It could not be sent when its turn came.',
      })
      .where(and(eq(messages.orgId, orgId), eq(messages.id, ready.id)));
    await publish(tx, { orgId, kind: 'message.updated', conversationId, messageId: ready.id, now });
    return { type: 'again' };
  }
  const sender = ready.sender === 'BOT' ? 'BOT' : 'HUMAN';
  const facts = outboundFacts(loaded, sender, ready.id, now);
  // A reaction answers nobody, and is no line of the thread.
  if (content.kind === 'reaction') await saveConversation(tx, loaded, {}, now);
  else
    await saveConversation(
      tx,
      loaded,
      { ...facts, ...(sender === 'BOT' ? {} : { followUpStep: loaded.row.followUpStep }) },
      now,
    );
  return {
    type: 'http',
    envelope: await envelopeOf(tx, loaded, { messageId, attempt, content, replyToId: ready.replyToId }),
  };
}
