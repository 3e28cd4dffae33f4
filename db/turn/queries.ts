import { and, desc, eq, gt, gte, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { ModelUsage } from '../../activities/ports.ts';
import type { conversations } from '../conversation/table.ts';
import { addSpending } from '../cost/queries.ts';
import type { Tx } from '../database.ts';
import { mediaFiles, messages } from '../message/table.ts';
import { preparedOn } from '../prepared.ts';
import { turnSteps, turns } from './table.ts';

export type TurnRow = typeof turns.$inferSelect;

export interface TurnMessage {
  id: string;
  number: number | null;
  direction: 'in' | 'out';
  sender: 'CONTACT' | 'BOT' | 'HUMAN' | 'SYSTEM';
  kind: (typeof messages.$inferSelect)['kind'];
  text: string | null;
  replyId: string | null;
  transcript: string | null;
  /** What a picture shows, when a vision model said so. */
  description: string | null;
  mediaState: string | null;
  deleted: boolean;
  editedAt: number | null;
  answerable: boolean;
  at: number;
}

const columns = {
  id: messages.id,
  number: messages.number,
  direction: messages.direction,
  sender: messages.sender,
  kind: messages.kind,
  text: messages.text,
  replyId: sql<string | null>`${messages.inbound}->>'replyId'`,
  transcript: mediaFiles.transcript,
  description: mediaFiles.description,
  mediaState: mediaFiles.state,
  deleted: sql<boolean>`${messages.deletedAt} is not null`,
  editedAt: messages.editedAt,
  answerable: messages.answerable,
  at: messages.at,
};

const withMedia = and(eq(mediaFiles.orgId, messages.orgId), eq(mediaFiles.id, messages.mediaId));

const asked = sql.placeholder;

const numberedBetween = and(
  eq(messages.orgId, asked('orgId')),
  eq(messages.conversationId, asked('conversationId')),
  gt(messages.number, asked('from')),
  lte(messages.number, asked('through')),
);

/** Inbound messages numbered in (from, through], oldest first; at most so many of the newest. */
export async function inboundBetween(
  tx: Tx,
  {
    orgId,
    conversationId,
    from,
    through,
    newest,
  }: { orgId: string; conversationId: string; from: number; through: number; newest: number },
): Promise<TurnMessage[]> {
  const rows = await preparedOn(tx, 'inbound between', on =>
    on
      .select(columns)
      .from(messages)
      .leftJoin(mediaFiles, withMedia)
      .where(numberedBetween)
      .orderBy(desc(messages.number))
      .limit(asked('newest')),
  ).execute({ orgId, conversationId, from, through, newest });
  return rows.reverse();
}

/** The ids of the newest inbound messages that a turn is about, by number. */
export async function inboundIds(
  tx: Tx,
  { orgId, turnId, newest }: { orgId: string; turnId: string; newest: number },
): Promise<Map<number, string>> {
  const rows = await preparedOn(tx, 'inbound ids', on =>
    on
      .select({ number: messages.number, id: messages.id })
      .from(turns)
      .innerJoin(
        messages,
        and(
          eq(messages.orgId, turns.orgId),
          eq(messages.conversationId, turns.conversationId),
          gt(messages.number, sql`greatest(${turns.cursorFrom}, ${turns.through} - ${asked('newest')}::int)`),
          lte(messages.number, turns.through),
        ),
      )
      .where(and(eq(turns.orgId, asked('orgId')), eq(turns.id, asked('turnId')))),
  ).execute({ orgId, turnId, newest });
  return new Map(rows.flatMap(row => (row.number === null ? [] : [[row.number, row.id]])));
}

/** The words of a turn's newest messages, typed or spoken, oldest first; without those that were deleted. */
export async function inboundTexts(
  tx: Tx,
  { orgId, turnId, newest }: { orgId: string; turnId: string; newest: number },
): Promise<string[]> {
  const rows = await preparedOn(tx, 'inbound texts', on =>
    on
      .select({ text: messages.text, transcript: mediaFiles.transcript })
      .from(turns)
      .innerJoin(
        messages,
        and(
          eq(messages.orgId, turns.orgId),
          eq(messages.conversationId, turns.conversationId),
          gt(messages.number, sql`greatest(${turns.cursorFrom}, ${turns.through} - ${asked('newest')}::int)`),
          lte(messages.number, turns.through),
          isNull(messages.deletedAt),
        ),
      )
      .leftJoin(mediaFiles, withMedia)
      .where(and(eq(turns.orgId, asked('orgId')), eq(turns.id, asked('turnId'))))
      .orderBy(messages.number),
  ).execute({ orgId, turnId, newest });
  return rows.map(({ text, transcript }) => text ?? transcript ?? '').filter(text => text !== '');
}

/** The newest messages that are not part of the batch, oldest first. Failed sends were never seen by the customer. */
export async function recentMessages(
  tx: Tx,
  { orgId, conversationId, before, limit }: { orgId: string; conversationId: string; before: number; limit: number },
): Promise<TurnMessage[]> {
  const rows = await preparedOn(tx, 'recent messages', on =>
    on
      .select(columns)
      .from(messages)
      .leftJoin(mediaFiles, withMedia)
      .where(
        and(
          eq(messages.orgId, asked('orgId')),
          eq(messages.conversationId, asked('conversationId')),
          sql`(${messages.number} is null or ${messages.number} <= ${asked('before')})`,
          sql`(${messages.state} is null or ${messages.state} not in ('FAILED', 'QUEUED'))`,
        ),
      )
      .orderBy(desc(messages.createdAt), desc(messages.id))
      .limit(asked('limit')),
  ).execute({ orgId, conversationId, before, limit });
  return rows.reverse();
}

/** Messages by id; those that are gone are left out. */
export async function messagesById(
  tx: Tx,
  { orgId, ids }: { orgId: string; ids: string[] },
): Promise<Map<string, TurnMessage>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select(columns)
    .from(messages)
    .leftJoin(mediaFiles, withMedia)
    .where(and(eq(messages.orgId, orgId), inArray(messages.id, ids)));
  return new Map(rows.map(row => [row.id, row]));
}

export async function loadTurn(tx: Tx, { orgId, turnId }: { orgId: string; turnId: string }): Promise<TurnRow | null> {
  const [row] = await preparedOn(tx, 'turn', on =>
    on
      .select()
      .from(turns)
      .where(and(eq(turns.orgId, asked('orgId')), eq(turns.id, asked('turnId')))),
  ).execute({ orgId, turnId });
  return row ?? null;
}

/** The stored result of a step; undefined when it has not finished. */
export async function loadStep(
  tx: Tx,
  { orgId, turnId, step }: { orgId: string; turnId: string; step: string },
): Promise<unknown> {
  const [row] = await preparedOn(tx, 'turn step', on =>
    on
      .select({ result: turnSteps.result })
      .from(turnSteps)
      .where(
        and(
          eq(turnSteps.orgId, asked('orgId')),
          eq(turnSteps.turnId, asked('turnId')),
          eq(turnSteps.step, asked('step')),
        ),
      ),
  ).execute({ orgId, turnId, step });
  return row?.result;
}

/** All stored steps of a turn, by name. */
export async function loadSteps(
  tx: Tx,
  { orgId, turnId }: { orgId: string; turnId: string },
): Promise<Map<string, unknown>> {
  const rows = await tx
    .select({ step: turnSteps.step, result: turnSteps.result })
    .from(turnSteps)
    .where(and(eq(turnSteps.orgId, orgId), eq(turnSteps.turnId, turnId)));
  return new Map(rows.map(row => [row.step, row.result]));
}

export async function saveStep(
  tx: Tx,
  input: {
    orgId: string;
    turnId: string;
    step: string;
    position: number;
    result: unknown;
    usage: ModelUsage | null;
    now: number;
  },
): Promise<void> {
  const { usage } = input;
  const stored = preparedOn(tx, 'save turn step', on =>
    on
      .insert(turnSteps)
      .values({
        orgId: asked('orgId'),
        turnId: asked('turnId'),
        step: asked('step'),
        position: asked('position'),
        result: asked('result'),
        model: asked('model'),
        inputTokens: asked('inputTokens'),
        outputTokens: asked('outputTokens'),
        costMicros: asked('costMicros'),
        latencyMs: asked('latencyMs'),
        createdAt: asked('createdAt'),
      })
      .onConflictDoNothing(),
  ).execute({
    orgId: input.orgId,
    turnId: input.turnId,
    step: input.step,
    position: input.position,
    result: input.result,
    model: usage?.model ?? null,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    costMicros: usage?.costMicros ?? 0,
    latencyMs: usage?.latencyMs ?? 0,
    createdAt: input.now,
  });
  await Promise.all([
    stored,
    usage ? addSpending(tx, { orgId: input.orgId, kind: 'model', usage, now: input.now }) : undefined,
  ]);
}

/** A turn's opening row: the conversation's next one, as it stands now. `from` and `through` are message numbers. */
export const turnRow = (
  conversation: typeof conversations.$inferSelect,
  turn: { id: string; trigger: string; from: number; through: number; now: number },
): typeof turns.$inferInsert => ({
  orgId: conversation.orgId,
  id: turn.id,
  conversationId: conversation.id,
  number: conversation.turnNumber + 1,
  trigger: turn.trigger,
  owner: conversation.owner,
  epoch: conversation.ownerEpoch,
  cursorFrom: turn.from,
  through: turn.through,
  outcome: 'RUNNING',
  playbookVersion: conversation.playbookVersion,
  variants: conversation.variants,
  seed: conversation.turnNumber + 1,
  startedAt: turn.now,
});

/**
 * Opens a turn. The same batch may come again after a cancellation: the turn runs on where it was then.
 * @returns whether it is a new one.
 */
export async function openRow(tx: Tx, row: typeof turns.$inferInsert): Promise<boolean> {
  const [opened] = await tx
    .insert(turns)
    .values(row)
    .onConflictDoUpdate({
      target: [turns.orgId, turns.id],
      set: { outcome: 'RUNNING', endedAt: null },
      setWhere: eq(turns.outcome, 'SUPERSEDED'),
    })
    .returning({ number: turns.number });
  return opened?.number === row.number;
}

/** Turns of this conversation that still run. */
export async function runningTurns(
  tx: Tx,
  { orgId, conversationId }: { orgId: string; conversationId: string },
): Promise<string[]> {
  const rows = await preparedOn(tx, 'running turns', on =>
    on
      .select({ id: turns.id })
      .from(turns)
      .where(
        and(
          eq(turns.orgId, asked('orgId')),
          eq(turns.conversationId, asked('conversationId')),
          eq(turns.outcome, 'RUNNING'),
        ),
      ),
  ).execute({ orgId, conversationId });
  return rows.map(row => row.id);
}

/** Nothing will be heard of these turns again. */
export async function supersede(
  tx: Tx,
  { orgId, turnIds, now }: { orgId: string; turnIds: string[]; now: number },
): Promise<void> {
  if (turnIds.length > 0)
    await tx
      .update(turns)
      .set({ outcome: 'SUPERSEDED', endedAt: now })
      .where(and(eq(turns.orgId, orgId), inArray(turns.id, turnIds)));
}

/** What a running turn has read is not what the customer says any more: it may not send. The conversation must be locked. */
export async function supersedeRead(
  tx: Tx,
  { orgId, conversationId, number, now }: { orgId: string; conversationId: string; number: number; now: number },
): Promise<void> {
  await tx
    .update(turns)
    .set({ outcome: 'SUPERSEDED', endedAt: now })
    .where(
      and(
        eq(turns.orgId, orgId),
        eq(turns.conversationId, conversationId),
        eq(turns.outcome, 'RUNNING'),
        eq(turns.trigger, 'inbound'),
        gte(turns.through, number),
      ),
    );
}
