/** A retry of a turn that had already claimed: goes on with its message, never makes another. */
import { and, eq } from 'drizzle-orm';
import { type LoadedConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { publish } from '../../db/event/queries.ts';
import { claim, type Refusal } from '../../db/message/claim.ts';
import { messages } from '../../db/message/table.ts';
import type { TurnRow } from '../../db/turn/queries.ts';
import { type TurnOutcome, turns } from '../../db/turn/table.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { takeBack } from '../flow/record.ts';
import { attemptId, type Envelope, envelopeOf } from '../sending/deliver.ts';
import { brief } from './brief.ts';

export type Resumed =
  | { type: 'http'; envelope: Envelope; snapshot: ConversationState }
  | { type: 'done'; output: { outcome: TurnOutcome; snapshot: ConversationState } }
  /** An earlier attempt was refused for good, and may have ended before it told anybody. */
  | { type: 'failed' };

export async function resume(
  tx: Tx,
  loaded: LoadedConversation,
  turn: TurnRow,
  { messageId, allowNewer, now }: { messageId: string; allowNewer: boolean; now: number },
): Promise<Resumed> {
  const { row } = loaded;
  const content = turn.decision?.parts[0];
  const done: Resumed = { type: 'done', output: { outcome: turn.outcome, snapshot: snapshotOf(loaded) } };
  const mine = and(eq(messages.orgId, row.orgId), eq(messages.id, messageId));
  const [message] = await tx.select({ state: messages.state }).from(messages).where(mine);
  if (!message || !content) return done;
  // The hand-over text was claimed under the epoch before the hand-over; only while nobody has taken it up may it still leave.
  const handedOver =
    turn.outcome === 'ESCALATED' &&
    row.owner === 'HUMAN' &&
    row.ownerEpoch === turn.epoch + 1 &&
    row.ownerMemberId === null;
  const attempt = attemptId();
  const again = await claim(tx, loaded, {
    messageId,
    turnId: turn.id,
    confidence: turn.decision?.grounding ?? null,
    sender: 'BOT',
    content,
    epoch: handedOver ? null : turn.epoch,
    cursor: allowNewer ? null : turn.through,
    attemptId: attempt,
    released: handedOver,
    now,
  });
  if (again.type === 'claimed') {
    const envelope = await envelopeOf(tx, loaded, { messageId, attempt, content, replyToId: null });
    return { type: 'http', envelope, snapshot: snapshotOf(loaded) };
  }
  if (again.type === 'settled') return again.state === 'FAILED' ? { type: 'failed' } : done;
  await tx
    .update(messages)
    .set({
      state: 'FAILED',
      errorCode: again.refusal.toLowerCase(),
      errorMessage: 'It was not sent in time and is out of date now.',
    })
    .where(mine);
  await publish(tx, { orgId: row.orgId, kind: 'message.updated', conversationId: row.id, messageId, now });
  return unsent(tx, loaded, turn, again.refusal, now);
}

/** It was definitely never sent, and now it may not be: whoever answers must know that the batch is unanswered. */
async function unsent(
  tx: Tx,
  loaded: LoadedConversation,
  turn: TurnRow,
  refusal: Refusal,
  now: number,
): Promise<Resumed> {
  const { row } = loaded;
  const outcome: TurnOutcome = refusal === 'SUPERSEDED' ? 'SUPERSEDED' : 'REFUSED';
  await tx
    .update(turns)
    .set({ outcome, refusal })
    .where(and(eq(turns.orgId, row.orgId), eq(turns.id, turn.id)));
  const flow = turn.decision?.flow;
  const back = flow ? await takeBack(tx, loaded, flow, now) : {};
  const ended = async (patch: Parameters<typeof saveConversation>[2], result: TurnOutcome): Promise<Resumed> => ({
    type: 'done',
    output: {
      outcome: result,
      snapshot: await saveConversation(tx, loaded, { activity: 'IDLE', ...back, ...patch }, now),
    },
  });
  if (turn.trigger !== 'inbound') return ended({}, outcome);
  if (row.owner === 'HUMAN') return ended({ customerWaitingAt: row.customerWaitingAt ?? now }, outcome);
  const agents = row.owner === 'AI' || row.owner === 'APPROVAL';
  const answerable = refusal === 'SUPERSEDED' || refusal === 'EPOCH' || refusal === 'OWNER';
  if (agents && answerable && row.handledThrough === turn.through) {
    await tx
      .update(messages)
      .set({ handledBy: null, handledAt: null })
      .where(and(eq(messages.orgId, row.orgId), eq(messages.conversationId, row.id), eq(messages.handledBy, turn.id)));
    // SUPERSEDED: the workflow begins again at once, with all there is.
    return ended({ handledThrough: turn.cursorFrom, firstUnhandledAt: row.firstUnhandledAt ?? now }, 'SUPERSEDED');
  }
  // CLOSED is no failure: a person closed the conversation.
  if (refusal === 'WINDOW_CLOSED') {
    await escalate(tx, {
      orgId: row.orgId,
      conversationId: row.id,
      reason: 'ai_failure',
      effect: 'notify',
      brief: brief(loaded, 'ai_failure', now),
      now,
    });
  }
  return ended({}, outcome);
}
