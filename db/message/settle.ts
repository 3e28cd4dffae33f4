/** What became of a send: from the HTTP answer, from a status webhook, from the reconciler, or from a person. */
import { and, eq, inArray, lt } from 'drizzle-orm';
import { messageCostMicros } from '../../domain/cost/rates.ts';
import { mayMove } from '../../domain/message/delivery.ts';
import type { ChannelError } from '../../domain/message/inbound.ts';
import type { SendResult } from '../../domain/message/outbound.ts';
import type { DeliveryState } from '../../domain/words.ts';
import { addSpending } from '../cost/queries.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { rateTable } from '../organization/settings.ts';
import { setColumns } from '../prepared.ts';
import { lockMessage } from './lock.ts';
import { messages } from './table.ts';

type MessageRow = typeof messages.$inferSelect;

const MAX_ATTEMPTS = 3;

export type Settlement =
  | { type: 'done'; state: DeliveryState }
  /** Definitely not sent: it is QUEUED again and may be claimed after this long. */
  | { type: 'retry'; afterMs: number };

/** A-REL-1: exponential, at least 4 s, at most 60 s. */
const backoffMs = (attempts: number): number => Math.min(60_000, 4_000 * 2 ** Math.max(0, attempts - 1));

/**
 * Records the answer of one HTTP attempt. Only the attempt that holds the claim may do so, and a status that came
 * earlier than the answer is never taken back.
 */
export async function recordAnswer(
  tx: Tx,
  {
    orgId,
    messageId,
    attemptId,
    result,
    now,
  }: { orgId: string; messageId: string; attemptId: string; result: SendResult; now: number },
): Promise<Settlement> {
  const mine = and(eq(messages.orgId, orgId), eq(messages.id, messageId));
  const [row] = await lockMessage(tx, orgId, messageId);
  if (!row?.state) throw new Error('a send was recorded for a message that is not in the ledger');
  if (result.type === 'accepted') {
    const moves = mayMove(row.state, 'SENT');
    await setColumns(tx, messages, row, {
      providerMessageId: result.providerMessageId,
      ...(moves ? settled(row, 'SENT', 'status') : {}),
    });
    await changed(tx, row, now);
    return { type: 'done', state: moves ? 'SENT' : row.state };
  }
  if (row.state !== 'SENDING' || row.attemptId !== attemptId) return { type: 'done', state: row.state };
  const error = { errorCode: result.error.code, errorMessage: result.error.message.slice(0, 500) };
  if (result.type === 'unknown') {
    await tx
      .update(messages)
      .set({ ...error, state: 'UNKNOWN', unknownSince: now })
      .where(mine);
    await changed(tx, row, now);
    return { type: 'done', state: 'UNKNOWN' };
  }
  const again = (result.error.verdict === 'retry' || result.error.verdict === 'wait') && row.attempts < MAX_ATTEMPTS;
  if (again) {
    const afterMs = Math.max(result.error.retryAfterMs ?? 0, backoffMs(row.attempts));
    await tx
      .update(messages)
      .set({ ...error, state: 'QUEUED', notBeforeAt: now + afterMs })
      .where(mine);
    await changed(tx, row, now);
    return { type: 'retry', afterMs };
  }
  await tx
    .update(messages)
    .set({ ...error, state: 'FAILED' })
    .where(mine);
  await changed(tx, row, now);
  return { type: 'done', state: 'FAILED' };
}

export interface StatusFacts {
  channelAccountId: string;
  providerMessageId: string;
  ourMessageId: string | null;
  state: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
  error: ChannelError | null;
  pricing: Record<string, unknown> | null;
  now: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Messages of ours that a transaction has locked, by their id, as they are now. */
export type LockedMessages = Map<string, MessageRow>;

/**
 * Applies a status webhook. Null when the message is not ours.
 * @param locked for several statuses in one transaction: a message is read once.
 */
export async function applyStatus(
  tx: Tx,
  orgId: string,
  status: StatusFacts,
  locked: LockedMessages = new Map(),
): Promise<{ conversationId: string; turnId: string | null; from: DeliveryState; to: DeliveryState } | null> {
  const byTheirs = and(
    eq(messages.orgId, orgId),
    eq(messages.channelAccountId, status.channelAccountId),
    eq(messages.providerMessageId, status.providerMessageId),
  );
  const ours = status.ourMessageId && UUID.test(status.ourMessageId) ? status.ourMessageId.toLowerCase() : null;
  const known = ours ? locked.get(ours) : undefined;
  const [row] = known
    ? [known]
    : ours
      ? await lockMessage(tx, orgId, ours)
      : await tx.select().from(messages).where(byTheirs).for('update');
  if (!row?.state) return null;
  locked.set(row.id, row);
  const moves = mayMove(row.state, status.state);
  const costMicros = await priced(tx, orgId, row, status);
  const from = row.state;
  const patch = {
    providerMessageId: row.providerMessageId ?? status.providerMessageId,
    ...(status.pricing ? { pricing: status.pricing } : {}),
    ...(costMicros === null ? {} : { costMicros }),
    ...(moves ? settled(row, status.state, 'status') : {}),
    ...(moves && status.error
      ? { errorCode: status.error.code, errorMessage: status.error.message.slice(0, 500) }
      : {}),
  };
  await setColumns(tx, messages, row, patch);
  Object.assign(row, patch);
  if (moves) await changed(tx, row, status.now);
  return { conversationId: row.conversationId, turnId: row.turnId, from, to: row.state };
}

/** What the provider charges, from the first pricing object that says so (A-PRICE-1); null when there is nothing new to know. */
async function priced(tx: Tx, orgId: string, row: MessageRow, { pricing, now }: StatusFacts): Promise<number | null> {
  if (!pricing || row.costMicros !== null) return null;
  const { billable, category } = pricing as { billable?: unknown; category?: unknown };
  const facts = {
    billable: typeof billable === 'boolean' ? billable : null,
    category: typeof category === 'string' ? category : null,
  };
  const costMicros = messageCostMicros(facts, now, await rateTable(tx, { orgId }));
  if (costMicros !== null && costMicros > 0)
    await addSpending(tx, { orgId, kind: 'message', usage: { inputTokens: 0, outputTokens: 0, costMicros }, now });
  return costMicros;
}

/** A person says what became of an UNKNOWN send. False when it is not UNKNOWN any more. */
export async function settleByPerson(
  tx: Tx,
  { orgId, messageId, state, now }: { orgId: string; messageId: string; state: 'SENT' | 'FAILED'; now: number },
): Promise<boolean> {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.orgId, orgId), eq(messages.id, messageId)))
    .for('update');
  if (row?.state !== 'UNKNOWN') return false;
  await tx
    .update(messages)
    .set(settled(row, state, 'person'))
    .where(and(eq(messages.orgId, orgId), eq(messages.id, messageId)));
  await changed(tx, row, now);
  return true;
}

/** SENDING older than the limit is UNKNOWN: whoever held the claim is gone. Returns what was turned. */
export async function expireSending(
  tx: Tx,
  { orgId, ids, olderThan, now }: { orgId: string; ids: string[]; olderThan: number; now: number },
): Promise<{ id: string; conversationId: string }[]> {
  const rows = await tx
    .update(messages)
    .set({ state: 'UNKNOWN', unknownSince: now, errorCode: 'no_answer', errorMessage: 'The provider never answered.' })
    .where(
      and(
        eq(messages.orgId, orgId),
        inArray(messages.id, ids),
        eq(messages.state, 'SENDING'),
        lt(messages.claimedAt, olderThan),
      ),
    )
    .returning({ id: messages.id, conversationId: messages.conversationId });
  for (const row of rows)
    await publish(tx, { orgId, kind: 'message.updated', conversationId: row.conversationId, messageId: row.id, now });
  return rows;
}

function settled(row: MessageRow, state: DeliveryState, by: 'status' | 'person') {
  const cleared = state === 'FAILED' ? {} : { errorCode: null, errorMessage: null };
  return { state, ...cleared, ...(row.state === 'UNKNOWN' ? { settledBy: by } : {}) };
}

const changed = (tx: Tx, row: MessageRow, now: number): Promise<void> =>
  publish(tx, {
    orgId: row.orgId,
    kind: 'message.updated',
    conversationId: row.conversationId,
    messageId: row.id,
    now,
  });
