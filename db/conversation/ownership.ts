/**
 * Every change of ownership: one transaction that changes the row, bumps the epoch and leaves a note for the workflow
 * (design.md section 5). A claim under an older epoch is refused from the moment this commits.
 */
import { and, desc, eq, gt, inArray, isNull, like, sql } from 'drizzle-orm';
import type { Memory } from '../../domain/conversation/memory.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { ladderOf } from '../../domain/playbook/playbook.ts';
import type { Owner } from '../../domain/words.ts';
import { type Actor, audit, note } from '../audit/queries.ts';
import { contacts } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { escalations } from '../escalation/table.ts';
import { publish } from '../event/queries.ts';
import { endRun, NO_FLOW } from '../flow/runs.ts';
import { drafts, messages } from '../message/table.ts';
import { acknowledgeInbound, tellWorkflow } from '../outbox/queries.ts';
import { turnSteps, turns } from '../turn/table.ts';
import {
  type ConversationPatch,
  type LoadedConversation,
  loadConversation,
  saveConversation,
  snapshotOf,
} from './load.ts';
import { conversations } from './table.ts';

/** Promises stay known, but nothing is sent for them by itself: a person answers now, or nobody does. */
const withoutDueTimes = (memory: Memory): Memory => ({
  ...memory,
  commitments: memory.commitments.map(commitment => ({ ...commitment, dueAt: null })),
});

/** Raises the epoch with whatever else changes, and tells the workflow. The row must be locked. */
export async function changeOwner(
  tx: Tx,
  loaded: LoadedConversation,
  change: { owner: Owner; actor: Actor; action: string; patch?: ConversationPatch; now: number },
): Promise<ConversationState> {
  const { row } = loaded;
  const before = row.owner;
  const cancelsFollowUps = change.owner === 'HUMAN' || change.owner === 'PAUSED' || Boolean(change.patch?.closedAt);
  // Takeover, block, opt-out and closing stop a run where it stands (B-FLOW-12).
  const stopped =
    cancelsFollowUps && row.flowRunId !== null
      ? endRun(tx, {
          orgId: row.orgId,
          runId: row.flowRunId,
          conversationId: row.id,
          state: 'STOPPED',
          reason: change.action,
          now: change.now,
        })
      : undefined;
  const saved = saveConversation(
    tx,
    loaded,
    {
      // A-FOLLOW-4: the ladder is over until the customer's next message, also when the agent gets the conversation back.
      ...(cancelsFollowUps
        ? { followUpStep: ladderOf(loaded.playbook).length, memory: withoutDueTimes(row.memory), ...NO_FLOW }
        : {}),
      ...change.patch,
      owner: change.owner,
      ownerEpoch: row.ownerEpoch + 1,
      activity: 'IDLE',
    },
    change.now,
  );
  await Promise.all([
    saved,
    stopped,
    tx
      .update(drafts)
      .set({ state: 'SUPERSEDED', decidedAt: change.now })
      .where(
        and(
          eq(drafts.orgId, row.orgId),
          eq(drafts.conversationId, row.id),
          eq(drafts.state, 'PENDING'),
          eq(drafts.kind, 'APPROVAL'),
        ),
      ),
    note(tx, {
      orgId: row.orgId,
      conversationId: row.id,
      kind: 'OWNER',
      outcome: change.owner,
      data: { from: before, epoch: row.ownerEpoch, action: change.action },
      now: change.now,
    }),
    audit(tx, {
      orgId: row.orgId,
      actor: change.actor,
      action: change.action,
      subjectId: row.id,
      payload: { from: before, to: change.owner, epoch: row.ownerEpoch },
      now: change.now,
    }),
    // The row in memory is changed already.
    tellOwnership(tx, loaded, snapshotOf(loaded), change.now),
  ]);
  return saved;
}

export async function tellOwnership(
  tx: Tx,
  loaded: LoadedConversation,
  snapshot: ConversationState,
  now: number,
): Promise<void> {
  await tellWorkflow(tx, {
    orgId: loaded.row.orgId,
    conversationId: loaded.row.id,
    kind: 'ownership',
    payload: {
      epoch: snapshot.epoch,
      owner: snapshot.owner,
      optedOut: snapshot.optedOut,
      closed: snapshot.closed,
      memberActiveAt: snapshot.memberActiveAt,
      customerWaitingAt: snapshot.customerWaitingAt,
    },
    now,
  });
}

/** Marks everything unhandled as done by a routing decision that needs no turn. The row must be locked. */
export async function routeWithoutTurn(
  tx: Tx,
  loaded: LoadedConversation,
  by: Owner | 'CLOSED',
  now: number,
): Promise<ConversationPatch> {
  const { row } = loaded;
  const stopped: ConversationPatch = {};
  // Whoever is blocked is in no flow any more (B-FLOW-12).
  if (loaded.contact.blocked && row.flowRunId !== null) {
    const { orgId, flowRunId: runId, id: conversationId } = row;
    await endRun(tx, { orgId, runId, conversationId, state: 'STOPPED', reason: 'blocked', now });
    Object.assign(stopped, NO_FLOW);
  }
  if (row.handledThrough >= row.lastInboundNumber) return stopped;
  await tx
    .update(messages)
    .set({ handledBy: `routed:${by}`, handledAt: now })
    .where(
      and(
        eq(messages.orgId, row.orgId),
        eq(messages.conversationId, row.id),
        gt(messages.number, row.handledThrough),
        isNull(messages.handledBy),
      ),
    );
  // A wake-up that no turn will see any more would hold back the next one.
  await acknowledgeInbound(tx, { orgId: row.orgId, conversationId: row.id, through: row.lastInboundNumber });
  return {
    ...stopped,
    handledThrough: row.lastInboundNumber,
    seenThrough: row.lastInboundNumber,
    firstUnhandledAt: null,
  };
}

export interface Takeover {
  state: ConversationState;
  /** Sends that were already on their way when the takeover committed. */
  inFlight: string[];
  /** What the agent was about to say, kept as a suggestion. */
  suggestionId: string | null;
}

/** A person takes over: from this commit on no AI message is claimed (promise 4). Null when the conversation is not there. */
export async function takeOver(
  tx: Tx,
  {
    orgId,
    conversationId,
    memberId,
    actor,
    now,
  }: { orgId: string; conversationId: string; memberId: string | null; actor: Actor; now: number },
): Promise<Takeover | null> {
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (!loaded) return null;
  const waitingSince = loaded.row.firstUnhandledAt;
  const unhandled = loaded.row.handledThrough < loaded.row.lastInboundNumber;
  const [inFlight, suggestionId, routed] = await Promise.all([
    tx
      .select({ id: messages.id })
      .from(messages)
      .where(
        and(eq(messages.orgId, orgId), eq(messages.conversationId, conversationId), eq(messages.state, 'SENDING')),
      ),
    keepHalfWritten(tx, loaded, now),
    routeWithoutTurn(tx, loaded, 'HUMAN', now),
  ]);
  const state = await changeOwner(tx, loaded, {
    owner: 'HUMAN',
    actor,
    action: 'takeover',
    now,
    patch: {
      ...routed,
      ownerMemberId: memberId,
      takenOverAt: now,
      memberActiveAt: now,
      takeoverReminded: false,
      humanReplyStep: 0,
      customerWaitingAt: unhandled ? (waitingSince ?? now) : null,
    },
  });
  return { state, inFlight: inFlight.map(row => row.id), suggestionId };
}

/** The newest text of a turn that has not decided yet. */
async function writtenSoFar(tx: Tx, orgId: string, turnId: string): Promise<OutboundContent | null> {
  const [step] = await tx
    .select({ result: turnSteps.result })
    .from(turnSteps)
    .where(and(eq(turnSteps.orgId, orgId), eq(turnSteps.turnId, turnId), inArray(turnSteps.step, ['write', 'rewrite'])))
    .orderBy(desc(turnSteps.position))
    .limit(1);
  const text = (step?.result as { text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? { kind: 'text', text, previewUrl: false } : null;
}

/** The running turn's written text becomes a suggestion instead of vanishing (ui.md). */
async function keepHalfWritten(tx: Tx, loaded: LoadedConversation, now: number): Promise<string | null> {
  const { row } = loaded;
  const mine = and(eq(turns.orgId, row.orgId), eq(turns.conversationId, row.id), eq(turns.outcome, 'RUNNING'));
  const [running, pending] = await Promise.all([
    tx.select().from(turns).where(mine),
    tx
      .select({ id: drafts.id, content: drafts.content, turnId: drafts.turnId, cursor: drafts.cursor })
      .from(drafts)
      .where(and(eq(drafts.orgId, row.orgId), eq(drafts.conversationId, row.id), eq(drafts.state, 'PENDING'))),
  ]);
  if (running.length > 0)
    await tx.update(turns).set({ outcome: 'REFUSED', refusal: 'TAKEN_OVER', endedAt: now }).where(mine);
  const last = running.at(-1);
  const written = last?.decision?.parts[0] ?? (last ? await writtenSoFar(tx, row.orgId, last.id) : null);
  const content = written ?? pending.at(-1)?.content;
  if (!content) return null;
  const id = crypto.randomUUID();
  await tx.insert(drafts).values({
    orgId: row.orgId,
    id,
    conversationId: row.id,
    turnId: running.at(-1)?.id ?? pending.at(-1)?.turnId ?? null,
    kind: 'SUGGESTION',
    content,
    cursor: running.at(-1)?.through ?? pending.at(-1)?.cursor ?? row.lastInboundNumber,
    state: 'PENDING',
    createdAt: now,
  });
  await publish(tx, { orgId: row.orgId, kind: 'draft.updated', conversationId: row.id, now });
  return id;
}

/**
 * Hands the conversation back to the agent and resolves the open escalation (X-HAND). What the customer wrote and nobody
 * answered becomes the agent's to answer.
 */
export async function release(
  tx: Tx,
  {
    orgId,
    conversationId,
    actor,
    memberId,
    note: text,
    now,
    to,
  }: {
    orgId: string;
    conversationId: string;
    actor: Actor;
    memberId: string | null;
    note: string | null;
    now: number;
    to?: 'AI' | 'APPROVAL';
  },
): Promise<ConversationState | null> {
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (!loaded) return null;
  await tx
    .update(escalations)
    .set({ state: 'resolved', resolvedAt: now, resolvedBy: memberId, note: text })
    .where(
      and(
        eq(escalations.orgId, orgId),
        eq(escalations.conversationId, conversationId),
        eq(escalations.state, 'pending'),
      ),
    );
  await tx
    .update(drafts)
    .set({ state: 'SUPERSEDED', decidedAt: now })
    .where(
      and(
        eq(drafts.orgId, orgId),
        eq(drafts.conversationId, conversationId),
        eq(drafts.state, 'PENDING'),
        eq(drafts.kind, 'SUGGESTION'),
      ),
    );
  await publish(tx, { orgId, kind: 'escalation.updated', conversationId, now });
  const owner = to ?? loaded.row.agentMode;
  // While a person owns it, the row says whether anybody still waits; while nobody does, only the messages say it.
  const waits =
    loaded.row.owner === 'PAUSED' || (loaded.row.owner === 'HUMAN' && loaded.row.customerWaitingAt !== null);
  const reopened = waits ? await reopenUnanswered(tx, loaded, now) : {};
  return changeOwner(tx, loaded, {
    owner: loaded.contact.optedOutAt !== null ? 'PAUSED' : owner,
    actor,
    action: 'release',
    now,
    patch: {
      ...reopened,
      ownerMemberId: null,
      agentMode: owner,
      takenOverAt: null,
      memberActiveAt: null,
      takeoverReminded: false,
      customerWaitingAt: null,
      humanReplyStep: 0,
      aiFailures: 0,
    },
  });
}

/**
 * Messages that needed no turn because a person or nobody was to answer, and that nobody answered since, become unhandled again.
 * @param by only those that this put aside; otherwise all of them.
 */
export async function reopenUnanswered(
  tx: Tx,
  loaded: LoadedConversation,
  now: number,
  by: 'CLOSED' | null = null,
): Promise<ConversationPatch> {
  const { row } = loaded;
  if (row.closedAt !== null && by !== 'CLOSED') return {};
  const reopened = await tx
    .update(messages)
    .set({ handledBy: null, handledAt: null })
    .where(
      and(
        eq(messages.orgId, row.orgId),
        eq(messages.conversationId, row.id),
        eq(messages.direction, 'in'),
        eq(messages.answerable, true),
        like(messages.handledBy, `routed:${by ?? '%'}`),
        sql`${messages.createdAt} > coalesce((select max(o.created_at) from messages o where o.org_id = ${row.orgId} and o.conversation_id = ${row.id} and o.direction = 'out' and (o.state is null or o.state <> 'FAILED')), '-infinity'::timestamptz)`,
      ),
    )
    .returning({ number: messages.number });
  const numbers = reopened.map(message => message.number ?? 0);
  if (numbers.length === 0) return {};
  const handledThrough = Math.min(...numbers) - 1;
  await tellWorkflow(tx, {
    orgId: row.orgId,
    conversationId: row.id,
    kind: 'inbound',
    payload: { through: row.lastInboundNumber },
    now,
  });
  // The cursor goes back, which no inbound number says: the workflow must load it.
  await tellWorkflow(tx, { orgId: row.orgId, conversationId: row.id, kind: 'changed', payload: {}, now });
  return { handledThrough, firstUnhandledAt: now };
}

/** STOP: binds every channel and person at once (X-OPTOUT). All conversations of the contact fall silent in this transaction. */
export async function optOut(
  tx: Tx,
  { orgId, contactId, actor, now }: { orgId: string; contactId: string; actor: Actor; now: number },
): Promise<void> {
  await tx
    .update(contacts)
    .set({ optedOutAt: now })
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)));
  for (const loaded of await lockAllOf(tx, orgId, contactId)) {
    const owner = loaded.row.owner === 'HUMAN' ? 'HUMAN' : 'PAUSED';
    const routed = await routeWithoutTurn(tx, loaded, owner, now);
    await tx
      .update(messages)
      .set({ state: 'FAILED', errorCode: 'opted_out', errorMessage: 'The customer opted out before this was sent.' })
      .where(and(eq(messages.orgId, orgId), eq(messages.conversationId, loaded.row.id), eq(messages.state, 'QUEUED')));
    await changeOwner(tx, loaded, {
      owner,
      actor,
      action: 'opt_out',
      now,
      patch: { ...routed, customerWaitingAt: null },
    });
  }
}

/** START, or an audited act of an admin. */
export async function optIn(
  tx: Tx,
  { orgId, contactId, actor, now }: { orgId: string; contactId: string; actor: Actor; now: number },
): Promise<void> {
  await tx
    .update(contacts)
    .set({ optedOutAt: null })
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)));
  for (const loaded of await lockAllOf(tx, orgId, contactId)) {
    await changeOwner(tx, loaded, {
      owner: loaded.row.owner === 'PAUSED' ? loaded.row.agentMode : loaded.row.owner,
      actor,
      action: 'opt_in',
      now,
    });
  }
}

async function lockAllOf(tx: Tx, orgId: string, contactId: string): Promise<LoadedConversation[]> {
  const ids = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.contactId, contactId)))
    .orderBy(conversations.id);
  const found: LoadedConversation[] = [];
  for (const { id } of ids) {
    const loaded = await loadConversation(tx, { orgId, conversationId: id }, true);
    if (loaded) found.push(loaded);
  }
  return found;
}
