/**
 * An answered message was edited: a turn of its own reads it again and puts the slots right (A-WA-7). Nothing is sent; a
 * person is told when it now asks for one. The next turn is told what changed.
 */
import { Context } from '@temporalio/activity';
import { and, eq } from 'drizzle-orm';
import { type LoadedConversation, loadConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { publish } from '../../db/event/queries.ts';
import { derivedId } from '../../db/ids.ts';
import {
  loadStep,
  loadTurn,
  messagesById,
  openRow,
  recentMessages,
  saveStep,
  type TurnMessage,
  turnRow,
} from '../../db/turn/queries.ts';
import { turns } from '../../db/turn/table.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import { handoffReason } from '../../domain/agent/handoff.ts';
import type { Extraction } from '../../domain/agent/schemas.ts';
import type { ChangedMessage } from '../../domain/conversation/memory.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { afterReading, changeToRead } from '../../domain/memory/changed.ts';
import { budgetOf } from '../agent/budget.ts';
import type { Ports } from '../ports.ts';
import { brief } from './brief.ts';
import type { ConversationRef } from './extract.ts';
import { type ExtractStep, read } from './read.ts';

interface Opened {
  loaded: LoadedConversation;
  change: ChangedMessage;
  /** Null when it is gone. */
  message: TurnMessage | null;
  recent: TurnMessage[];
  turnId: string;
  /** Read by an earlier attempt. */
  step: ExtractStep | undefined;
}

const agents = ({ row }: LoadedConversation): boolean => row.owner === 'AI' || row.owner === 'APPROVAL';

async function open(ports: Ports, ref: ConversationRef): Promise<Opened | ConversationState> {
  const { orgId, conversationId } = ref;
  const now = ports.clock.now();
  return ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, ref, true);
    if (!loaded) throw new Error('conversation not found');
    const { row } = loaded;
    const change = changeToRead(row.memory);
    if (!change || !agents(loaded)) return snapshotOf(loaded);
    const turnId = derivedId('reread', conversationId, change.messageId, change.at, row.ownerEpoch);
    const [found, recent] = await Promise.all([
      messagesById(tx, { orgId, ids: [change.messageId] }),
      recentMessages(tx, { orgId, conversationId, before: row.handledThrough, limit: 20 }),
    ]);
    const opened = await openRow(
      tx,
      turnRow(row, { id: turnId, trigger: 'edit', from: row.handledThrough, through: row.handledThrough, now }),
    );
    if (opened) await saveConversation(tx, loaded, { turnNumber: row.turnNumber + 1 }, now);
    const step = (await loadStep(tx, { orgId, turnId, step: 'extract' })) as ExtractStep | undefined;
    const message = found.get(change.messageId) ?? null;
    const others = recent.filter(({ id }) => id !== change.messageId);
    return { loaded, change, message: message?.deleted ? null : message, recent: others, turnId, step };
  });
}

export async function reread(ports: Ports, ref: ConversationRef): Promise<ConversationState> {
  const { orgId } = ref;
  const opened = await open(ports, ref);
  if (!('turnId' in opened)) return opened;
  const { loaded, message, recent, turnId } = opened;
  let step = opened.step;
  if (!step && message) {
    const spent = (await budgetOf(ports, loaded)) === 'spent';
    const answer = spent
      ? { step: { extraction: null, failure: 'over_budget' }, usage: null }
      : await read(ports, loaded, [message], 0, recent, Context.current().cancellationSignal);
    step = answer.step;
    const result = answer.step;
    await ports.db.withOrg(orgId, tx =>
      saveStep(tx, {
        orgId,
        turnId,
        step: 'extract',
        position: 1,
        result,
        usage: answer.usage,
        now: ports.clock.now(),
      }),
    );
  }
  return ports.db.withOrg(orgId, tx => finish(tx, opened, step ?? null, ports.clock.now()));
}

async function finish(
  tx: Tx,
  { loaded: before, change, turnId }: Opened,
  step: ExtractStep | null,
  now: number,
): Promise<ConversationState> {
  const { orgId, id: conversationId } = before.row;
  const [loaded, turn] = await Promise.all([
    loadConversation(tx, { orgId, conversationId }, true),
    loadTurn(tx, { orgId, turnId }),
  ]);
  if (!loaded || !turn) throw new Error('conversation not found');
  // Taken over meanwhile: whoever has it reads for himself.
  if (turn.outcome !== 'RUNNING') return saveConversation(tx, loaded, {}, now);
  const extraction = step?.extraction ?? null;
  const memory = afterReading(loaded.row.memory, change, extraction?.slots ?? null, now);
  const told = extraction ? await tellPerson(tx, loaded, extraction, now) : null;
  const differs = memory.changed?.find(({ messageId }) => messageId === change.messageId)?.differs ?? [];
  await tx
    .update(turns)
    .set({
      outcome: 'SILENT',
      endedAt: now,
      decision: decisionOf(loaded, change, differs, step?.failure ?? null, told),
    })
    .where(and(eq(turns.orgId, orgId), eq(turns.id, turnId)));
  await publish(tx, { orgId, kind: 'turn.updated', conversationId, now });
  return saveConversation(tx, loaded, { memory }, now);
}

/** The new words ask for a person: nobody answers by himself, but somebody must know. */
async function tellPerson(
  tx: Tx,
  loaded: LoadedConversation,
  extraction: Extraction,
  now: number,
): Promise<Decision['handoff']> {
  const { row, playbook } = loaded;
  const said = { ...extraction, objection: null };
  const reason = handoffReason(said, null, { ...row.memory, confusedInARow: 0 }, playbook);
  if (reason === null) return null;
  const { orgId, id: conversationId } = row;
  await escalate(tx, { orgId, conversationId, reason, effect: 'notify', brief: brief(loaded, reason, now), now });
  return reason;
}

function decisionOf(
  { row }: LoadedConversation,
  change: ChangedMessage,
  differs: ChangedMessage['differs'],
  failure: string | null,
  handoff: Decision['handoff'],
): Decision {
  const keys = differs.map(({ key }) => key.replaceAll('_', ' ')).join(', ');
  const found = failure
    ? 'could not be read again'
    : keys
      ? `was read again: ${keys} changed`
      : 'was read again: nothing known changed';
  return {
    shouldSend: false,
    parts: [],
    reasonCode: 'STAY_SILENT',
    sentence: `Message ${change.number} was edited after it was answered, and ${found}. It gets no second answer by itself.`,
    stageFrom: row.stage,
    stageTo: row.stage,
    cta: null,
    askSlot: null,
    handoff,
    confidence: 1,
    grounding: null,
    rules: [],
    sources: [],
    origin: 'none',
    failure,
  };
}
