/**
 * First activity of a turn: opens it (or finds that none is needed), acknowledges the wake-up, shows typing, and reads
 * what the customer said. The turn's id is derived from its batch, so that a retry meets its own turn and its stored steps.
 */
import { Context } from '@temporalio/activity';
import { type LoadedConversation, loadConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import { routeWithoutTurn } from '../../db/conversation/ownership.ts';
import { onDiskAtCommit } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { NO_FLOW } from '../../db/flow/runs.ts';
import { derivedId } from '../../db/ids.ts';
import { acknowledgeInbound } from '../../db/outbox/queries.ts';
import {
  inboundBetween,
  loadStep,
  openRow,
  recentMessages,
  runningTurns,
  saveStep,
  supersede,
  type TurnMessage,
  turnRow,
} from '../../db/turn/queries.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { budgetOf } from '../agent/budget.ts';
import { lookUp, queryOf } from '../agent/look-up.ts';
import { asksAgent, flowForBatch } from '../flow/current.ts';
import type { Ports } from '../ports.ts';
import { type ExtractStep, onlyTaps, read, unread } from './read.ts';
import { routed } from './routed.ts';

export interface ConversationRef {
  orgId: string;
  conversationId: string;
}

export type ExtractResult =
  | { route: 'turn'; turnId: string; through: number; snapshot: ConversationState }
  /** Nothing to answer: handled by routing, or there was nothing. */
  | { route: 'none'; snapshot: ConversationState };

/** A burst may be of any size; more than these are not shown to the model anyway. */
export const LOADED_MESSAGES = 200;

const MEDIA_WAIT_MS = 8_000;

/** X-BUDGET at 100%: no model is asked; the decision says so. */
const OVER_BUDGET: { step: ExtractStep; usage: null } = {
  step: { extraction: null, failure: 'over_budget' },
  usage: null,
};

interface Opened {
  loaded: LoadedConversation;
  turnId: string;
  batch: TurnMessage[];
  recent: TurnMessage[];
  /** An earlier attempt has read it already. */
  read: boolean;
}

const versionOf = (message: TurnMessage): string =>
  `${message.number}:${message.deleted ? 'deleted' : message.editedAt}`;

async function openTurn(ports: Ports, { orgId, conversationId }: ConversationRef): Promise<Opened | ConversationState> {
  const now = ports.clock.now();
  // Soon is enough for a turn: what reads stores its step, and with it this, on disk.
  return ports.db.withOrg(
    orgId,
    async tx => {
      const loaded = await loadConversation(tx, { orgId, conversationId }, true);
      if (!loaded) throw new Error('conversation not found');
      const { row } = loaded;
      const [batch, recent, running] = await Promise.all([
        inboundBetween(tx, {
          orgId,
          conversationId,
          from: row.handledThrough,
          through: row.lastInboundNumber,
          newest: LOADED_MESSAGES,
        }),
        recentMessages(tx, { orgId, conversationId, before: row.handledThrough, limit: 20 }),
        runningTurns(tx, { orgId, conversationId }),
        acknowledgeInbound(tx, { orgId, conversationId, through: row.lastInboundNumber }),
      ]);
      const flowRunId = row.flowRunId;
      const flow = await flowForBatch(tx, loaded, batch);
      const { to } = routed(loaded, batch, flow);
      const closed = row.closedAt !== null;
      const forNobody = closed || to === 'dropped' || to === 'person';
      if (forNobody || !batch.some(message => message.answerable && !message.deleted)) {
        // The workflow takes the cursor over: one that a crash of Postgres took back would leave it ahead of the row.
        await onDiskAtCommit(tx);
        const done = await routeWithoutTurn(tx, loaded, closed ? 'CLOSED' : row.owner, now);
        return saveConversation(tx, loaded, done, now);
      }
      const turnId = derivedId(
        'turn',
        conversationId,
        row.handledThrough,
        row.lastInboundNumber,
        row.ownerEpoch,
        // A changed batch is another one: what was thought about the old words does not count.
        ...batch.filter(message => message.deleted || message.editedAt !== null).map(versionOf),
        // So is one that another run of a flow meets.
        ...(row.flowRunId === null ? [] : [row.flowRunId]),
      );
      const [opened] = await Promise.all([
        openRow(
          tx,
          turnRow(row, {
            id: turnId,
            trigger: 'inbound',
            from: row.handledThrough,
            through: row.lastInboundNumber,
            now,
          }),
        ),
        supersede(tx, { orgId, turnIds: running.filter(id => id !== turnId), now }),
      ]);
      const gone = flowRunId !== row.flowRunId ? NO_FLOW : {};
      const patch = { ...gone, seenThrough: row.lastInboundNumber, activity: 'READING' as const };
      const [, step] = await Promise.all([
        saveConversation(tx, loaded, opened ? { ...patch, turnNumber: row.turnNumber + 1 } : patch, now),
        opened ? undefined : loadStep(tx, { orgId, turnId, step: 'extract' }),
      ]);
      await publish(tx, { orgId, kind: 'turn.updated', conversationId, now });
      return { loaded, turnId, batch, recent, read: step !== undefined };
    },
    'soon',
  );
}

/** Voice notes are transcribed and files stored beside the turn; it waits for them, with a bound. */
async function settleMedia(
  ports: Ports,
  ref: ConversationRef,
  opened: Opened,
  signal: AbortSignal,
): Promise<TurnMessage[]> {
  const deadline = ports.clock.now() + MEDIA_WAIT_MS;
  let batch = opened.batch;
  while (batch.some(message => message.mediaState === 'PENDING') && ports.clock.now() < deadline && !signal.aborted) {
    await new Promise(resolve => setTimeout(resolve, 200));
    batch = await ports.db.withOrg(ref.orgId, tx =>
      inboundBetween(tx, {
        ...ref,
        from: opened.loaded.row.handledThrough,
        through: opened.loaded.row.lastInboundNumber,
        newest: LOADED_MESSAGES,
      }),
    );
  }
  return batch;
}

export async function extract(ports: Ports, ref: ConversationRef): Promise<ExtractResult> {
  const signal = Context.current().cancellationSignal;
  const opened = await openTurn(ports, ref);
  if (!('turnId' in opened)) return { route: 'none', snapshot: opened };
  const { loaded, turnId } = opened;
  const { orgId } = ref;
  await ports.checkpoint('turn.opened');

  if (!opened.read) {
    // Best effort beside the work: a slow provider does not hold up the answer.
    void showTyping(ports, loaded);
    const batch = await settleMedia(ports, ref, opened, signal);
    await ports.checkpoint('extract.before_model');
    const leftOut = Math.max(0, loaded.row.lastInboundNumber - loaded.row.handledThrough - batch.length);
    const spent = (await budgetOf(ports, loaded)) === 'spent';
    const flow =
      loaded.row.flowRunId === null && !loaded.hasFlows
        ? null
        : await ports.db.withOrg(orgId, tx => flowForBatch(tx, loaded, batch));
    const { to } = routed(loaded, batch, flow);
    const asked = to === 'agent' || (to === 'flow' && flow !== null && asksAgent(flow));
    const tapped = asked ? (leftOut === 0 ? onlyTaps(batch, loaded) : null) : unread(loaded);
    const [{ step, usage }, found] = await Promise.all([
      spent && asked ? OVER_BUDGET : (tapped ?? read(ports, loaded, batch, leftOut, opened.recent, signal)),
      spent || tapped ? null : lookUp(ports, loaded, queryOf(batch, opened.recent), signal),
    ]);
    await ports.checkpoint('extract.after_model');
    await ports.db.withOrg(orgId, async tx => {
      const now = ports.clock.now();
      await Promise.all([
        found ? saveStep(tx, { orgId, turnId, step: 'look_up', position: 0, result: found, usage: null, now }) : null,
        saveStep(tx, { orgId, turnId, step: 'extract', position: 1, result: step, usage, now }),
      ]);
    });
  }
  const through = loaded.row.lastInboundNumber;
  return { route: 'turn', turnId, through, snapshot: snapshotOf(loaded) };
}

/** Best effort: never holds up or fails a turn. */
async function showTyping(ports: Ports, loaded: LoadedConversation): Promise<void> {
  const { row } = loaded;
  if (!row.lastProviderInboundId || row.owner !== 'AI') return;
  try {
    const credentials = await ports.credentials(row.orgId, row.channelAccountId);
    await ports.channels[loaded.channel].markRead(credentials, row.lastProviderInboundId, true);
  } catch (error) {
    ports.log.warn({ err: error }, 'typing could not be shown');
  }
}
