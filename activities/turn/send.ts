/**
 * Third activity of a turn: permit → claim → HTTP → record (design.md section 6). Never cancelled, always awaited. The claim
 * commits together with everything the turn means for the conversation, so that a crash leaves either nothing or a
 * SENDING row that says so.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { AGENT } from '../../db/audit/queries.ts';
import {
  type ConversationPatch,
  type LoadedConversation,
  loadConversation,
  saveConversation,
  snapshotOf,
} from '../../db/conversation/load.ts';
import { changeOwner } from '../../db/conversation/ownership.ts';
import type { Tx } from '../../db/database.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { publish } from '../../db/event/queries.ts';
import { derivedId, newId } from '../../db/ids.ts';
import { claim, outboundFacts, type Refusal, refusalOf } from '../../db/message/claim.ts';
import { drafts } from '../../db/message/table.ts';
import { setColumns } from '../../db/prepared.ts';
import { loadTurn, type TurnRow } from '../../db/turn/queries.ts';
import { type TurnOutcome, turns } from '../../db/turn/table.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { effectIn } from '../../domain/escalation/escalation.ts';
import { retryLater } from '../errors.ts';
import { assignee, giveUp, stands } from '../flow/record.ts';
import type { Ports } from '../ports.ts';
import { attemptId, deliver, envelopeOf } from '../sending/deliver.ts';
import { whenPermitted } from '../sending/permit.ts';
import { brief } from './brief.ts';
import type { ConversationRef } from './extract.ts';
import { conversationFacts, loadRead, moveLead, type TurnRead } from './finish.ts';
import { type Resumed, resume } from './resume.ts';

export interface SendInput extends ConversationRef {
  turnId: string;
  /** After too many restarts the reply leaves although newer messages came; they get the next turn. */
  allowNewer: boolean;
  /** The workflow waits out refusals itself, so that news are heard meanwhile. Absent in runs of older code. */
  mayWait?: boolean;
}

export interface SendOutput {
  outcome: TurnOutcome;
  snapshot: ConversationState;
}

/** Definitely not sent, and to be tried again after `waitMs`. Only when `mayWait` was given. */
export interface SendWaiting {
  outcome: 'WAITING';
  snapshot: ConversationState;
  waitMs: number;
}

type Step = Resumed;

/** What is measured of the turn. */
interface Seen {
  turn: TurnRow | null;
  waitingSince: number | null;
}

export async function send(ports: Ports, input: SendInput): Promise<SendOutput | SendWaiting> {
  await ports.checkpoint('send.before_claim');
  const seen: Seen = { turn: null, waitingSince: null };
  const tell = (outcome: TurnOutcome) => {
    if (!seen.turn) return;
    const now = ports.clock.now();
    const answered = seen.waitingSince !== null && (outcome === 'SENT' || outcome === 'ESCALATED');
    ports.observeTurn?.({
      trigger: seen.turn.trigger,
      outcome,
      seconds: (now - seen.turn.startedAt) / 1000,
      answerSeconds: answered ? (now - (seen.waitingSince ?? now)) / 1000 : null,
    });
  };
  for (;;) {
    const step = await whenPermitted(() => ports.db.withOrg(input.orgId, tx => claimTurn(ports, tx, input, seen)));
    if (!step) continue;
    if (step.type === 'done') {
      tell(step.output.outcome);
      return step.output;
    }
    if (step.type === 'failed') return { outcome: 'FAILED', snapshot: await callPerson(ports, input) };
    await ports.checkpoint('send.claimed');
    const settlement = await deliver(ports, input.orgId, step.envelope);
    if (settlement.type === 'retry') {
      if (!input.mayWait) throw retryLater('the provider refused for now', settlement.afterMs);
      return { outcome: 'WAITING', snapshot: step.snapshot, waitMs: settlement.afterMs };
    }
    tell(settlement.state === 'FAILED' ? 'FAILED' : seen.turn?.decision?.handoff ? 'ESCALATED' : 'SENT');
    if (settlement.state === 'FAILED') return { outcome: 'FAILED', snapshot: await callPerson(ports, input) };
    return { outcome: 'SENT', snapshot: step.snapshot };
  }
}

/** The provider refused the reply for good: the customer is unanswered, so a person is told. */
async function callPerson(ports: Ports, { orgId, conversationId }: SendInput): Promise<ConversationState> {
  const now = ports.clock.now();
  return ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (!loaded) throw new Error('conversation not found');
    await escalate(tx, {
      orgId,
      conversationId,
      reason: 'ai_failure',
      effect: 'notify',
      brief: brief(loaded, 'ai_failure', now),
      now,
    });
    return saveConversation(tx, loaded, {}, now);
  });
}

async function claimTurn(ports: Ports, tx: Tx, input: SendInput, seen: Seen): Promise<Step> {
  const { orgId, conversationId, turnId } = input;
  const now = ports.clock.now();
  const [loaded, turn, read] = await Promise.all([
    loadConversation(tx, { orgId, conversationId }, true),
    loadTurn(tx, { orgId, turnId }),
    loadRead(tx, { orgId, turnId }),
  ]);
  if (!loaded || !turn?.decision) throw new Error('send was asked for a turn without a decision');
  const messageId = derivedId('reply', conversationId, turnId, 0);
  if (turn.outcome !== 'RUNNING') return resume(tx, loaded, turn, { messageId, allowNewer: input.allowNewer, now });
  Object.assign(seen, { turn, waitingSince: loaded.row.firstUnhandledAt } satisfies Seen);

  const { decision } = turn;
  if (decision.flow && !stands(loaded, decision.flow)) return end(tx, loaded, turn, 'SUPERSEDED', 'FLOW', {}, now);
  const content = decision.parts[0];
  const request = {
    sender: 'BOT' as const,
    content: content ?? { kind: 'text' as const, text: '', previewUrl: false },
    epoch: turn.epoch,
    cursor: input.allowNewer ? null : turn.through,
    now,
  };
  const drafting = loaded.row.owner === 'APPROVAL' && loaded.row.ownerEpoch === turn.epoch;
  if (!drafting) {
    const refusal = decision.shouldSend
      ? refusalOf(loaded, request)
      : loaded.row.lastInboundNumber > turn.through && !input.allowNewer
        ? 'SUPERSEDED'
        : null;
    if (refusal === 'SUPERSEDED' || refusal === 'EPOCH')
      return end(tx, loaded, turn, refusal === 'EPOCH' ? 'REFUSED' : 'SUPERSEDED', refusal, {}, now);
    // Not sendable for good (opted out, window closed …): the batch is done all the same, and people see why.
    if (refusal) return refuseForGood(tx, loaded, turn, read, decision, refusal, now);
  } else if (loaded.row.lastInboundNumber > turn.through && !input.allowNewer) {
    return end(tx, loaded, turn, 'SUPERSEDED', 'SUPERSEDED', {}, now);
  }

  const { patch: facts, written: kept } = conversationFacts(tx, loaded, turn, read, decision, now);
  const written = Promise.all([kept, tell(tx, loaded, decision, now)]);
  if (!decision.shouldSend || !content) {
    await written;
    if (!decision.handoff) return end(tx, loaded, turn, 'SILENT', null, facts, now);
    // Nothing may be said, but somebody must look.
    await end(tx, loaded, turn, 'ESCALATED', null, facts, now);
    return { type: 'done', output: { outcome: 'ESCALATED', snapshot: await hand(tx, loaded, decision, now) } };
  }
  if (drafting) {
    await written;
    return draft(tx, loaded, turn, decision, facts, now);
  }

  const attempt = attemptId();
  const [claimed] = await Promise.all([
    claim(tx, loaded, {
      ...request,
      content,
      messageId,
      turnId,
      attemptId: attempt,
      confidence: decision.grounding,
    }),
    written,
  ]);
  if (claimed.type === 'refused') return end(tx, loaded, turn, 'REFUSED', claimed.refusal, {}, now);
  const outcome: TurnOutcome = decision.handoff ? 'ESCALATED' : 'SENT';
  const [envelope, done] = await Promise.all([
    envelopeOf(tx, loaded, { messageId, attempt, content, replyToId: null }),
    end(
      tx,
      loaded,
      turn,
      outcome,
      null,
      { ...facts, ...outboundFacts(loaded, 'BOT', messageId, now), activity: 'SENDING' },
      now,
    ),
    moveLead(tx, loaded, decision, now),
  ]);
  const snapshot = decision.handoff ? await hand(tx, loaded, decision, now) : done.output.snapshot;
  return claimed.type === 'settled'
    ? { type: 'done', output: { outcome, snapshot } }
    : { type: 'http', envelope, snapshot };
}

/** Somebody should know, and the agent goes on. */
async function tell(tx: Tx, loaded: LoadedConversation, decision: Decision, now: number): Promise<void> {
  if (!decision.tell) return;
  const { orgId, id: conversationId } = loaded.row;
  const { reason, rule } = decision.tell;
  await escalate(tx, { orgId, conversationId, reason, effect: 'notify', brief: brief(loaded, reason, now, rule), now });
}

/** Refusals that somebody chose: the customer (opted out, blocked), or the person who closed the conversation. Nothing failed. */
const CHOSEN: readonly Refusal[] = ['OPTED_OUT', 'BLOCKED', 'CLOSED'];

/** What was asked stays unanswered, so a person is told, unless somebody chose that. */
async function refuseForGood(
  tx: Tx,
  loaded: LoadedConversation,
  turn: TurnRow,
  read: TurnRead,
  decision: Decision,
  refusal: Refusal,
  now: number,
): Promise<Step> {
  const { flow, ...rest } = decision;
  const unsent = { ...rest, cta: null };
  const stopped = flow ? await giveUp(tx, loaded, flow, refusal, now) : {};
  const { patch: facts, written } = conversationFacts(tx, loaded, turn, read, unsent, now);
  await written;
  const ended = await end(tx, loaded, turn, 'REFUSED', refusal, { ...facts, ...stopped }, now);
  if (turn.trigger !== 'inbound' || CHOSEN.includes(refusal)) return ended;
  const snapshot = await hand(tx, loaded, { ...unsent, handoff: decision.handoff ?? 'ai_failure' }, now);
  return { type: 'done', output: { outcome: 'REFUSED', snapshot } };
}

async function end(
  tx: Tx,
  loaded: LoadedConversation,
  turn: TurnRow,
  outcome: TurnOutcome,
  refusal: string | null,
  patch: ConversationPatch,
  now: number,
): Promise<Extract<Step, { type: 'done' }>> {
  const { row } = loaded;
  const [snapshot] = await Promise.all([
    saveConversation(tx, loaded, { activity: 'IDLE', ...patch }, now),
    setColumns(tx, turns, turn, { outcome, refusal, endedAt: now }),
    publish(tx, { orgId: row.orgId, kind: 'turn.updated', conversationId: row.id, now }),
  ]);
  return { type: 'done', output: { outcome, snapshot } };
}

/** APPROVAL: the text waits for a person; an older waiting draft is superseded. */
async function draft(
  tx: Tx,
  loaded: LoadedConversation,
  turn: TurnRow,
  decision: Decision,
  facts: ConversationPatch,
  now: number,
): Promise<Step> {
  const { row } = loaded;
  const [content] = decision.parts;
  await tx
    .update(drafts)
    .set({ state: 'SUPERSEDED', decidedAt: now })
    .where(
      and(
        eq(drafts.orgId, row.orgId),
        eq(drafts.conversationId, row.id),
        eq(drafts.state, 'PENDING'),
        isNull(drafts.decidedAt),
      ),
    );
  if (content)
    await tx.insert(drafts).values({
      orgId: row.orgId,
      id: newId(),
      conversationId: row.id,
      turnId: turn.id,
      kind: 'APPROVAL',
      content,
      cursor: turn.through,
      state: 'PENDING',
      createdAt: now,
    });
  await publish(tx, { orgId: row.orgId, kind: 'draft.updated', conversationId: row.id, now });
  if (decision.handoff) {
    await end(tx, loaded, turn, 'DRAFTED', null, facts, now);
    return { type: 'done', output: { outcome: 'DRAFTED', snapshot: await hand(tx, loaded, decision, now) } };
  }
  return end(tx, loaded, turn, 'DRAFTED', null, facts, now);
}

/** Calls a person; hands the conversation over in the same transaction as the claim (X-ESC, effect). */
async function hand(tx: Tx, loaded: LoadedConversation, decision: Decision, now: number): Promise<ConversationState> {
  const { row } = loaded;
  if (!decision.handoff) return snapshotOf(loaded);
  // A flow that assigns hands over whatever the playbook does with the reason.
  const effect = decision.flow?.assign ? 'hand_over' : effectIn(loaded.playbook, decision.handoff, row.aiFailures);
  await escalate(tx, {
    orgId: row.orgId,
    conversationId: row.id,
    reason: decision.handoff,
    effect,
    brief: brief(loaded, decision.handoff, now, decision.rule ?? null),
    now,
  });
  if (effect === 'notify') return snapshotOf(loaded);
  const state = await changeOwner(tx, loaded, {
    owner: 'HUMAN',
    actor: AGENT,
    action: 'escalate',
    now,
    patch: {
      takenOverAt: now,
      memberActiveAt: now,
      takeoverReminded: false,
      customerWaitingAt: now,
      humanReplyStep: 0,
      ownerMemberId: await assignee(tx, row.orgId, decision.flow),
    },
  });
  // What it would have said, for the person who answers now (B-DEC-12).
  if (decision.withheld)
    await tx.insert(drafts).values({
      orgId: row.orgId,
      id: newId(),
      conversationId: row.id,
      turnId: null,
      kind: 'SUGGESTION',
      content: { kind: 'text', text: decision.withheld, previewUrl: false },
      cursor: row.lastInboundNumber,
      state: 'PENDING',
      createdAt: now,
    });
  return state;
}
