/**
 * Signals that land while a run gives over to the next, or ends: none may be lost (design.md section 4). The workflow is the
 * real one on a real server; its record is a map in this process, and nobody here wakes a conversation twice: what the
 * workflow does not hear stays unhandled for ever, and is counted.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { connectClient, connectWorker } from '../../temporal/connection.ts';
import { createStarters, type Starters } from '../../temporal/starters.ts';
import { createWorker, installLogger } from '../../temporal/worker.ts';
import { conversationState, timing } from '../factories/conversation-state.ts';
import { until } from '../support/core.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';

const CONVERSATIONS = sized(10, 40);
const MESSAGES_EACH = 25;
/** Nothing moves for so long: what is not handled then is lost. A busy machine must not look like a loss. */
const STILL_MS = sized(8_000, 90_000);
const TIMEOUT_MS = sized(60_000, 1_200_000);

const temporal = useTemporal();
const orgId = randomUUID();
let client: Client;
let connection: NativeConnection;

beforeAll(async () => {
  installLogger(pino({ level: 'fatal' }));
  const plain = { encode: identity, decode: identity, decodeFor: (_: string, payloads: never[]) => identity(payloads) };
  client = await connectClient({ address: temporal.address, namespace: 'default', tls: false }, plain as never);
  connection = await connectWorker({ address: temporal.address, namespace: 'default', tls: false });
});
afterAll(async () => {
  await client.connection.close();
  await connection.close();
});

async function identity<T>(payloads: T): Promise<T> {
  return payloads;
}

/** When the next message is written, in ms after the one before it was handled; told whether that one began a new run. */
type Moments = (beganRun: boolean, usualMs: number) => number;

/** Anywhere in the time that handling takes: a run that gives over after every message does so somewhere in it. */
const anywhere: Moments = (_, usualMs) => Math.random() * usualMs;

/**
 * Close behind the end of the run, whenever that is on this machine now: a message that its run still took moves the next ones
 * back by much, one that began a run moves them forward by little. Nine of ten begin a run so, and the moments stay at its edge.
 */
function atTheEdge(): Moments {
  let waitMs = 20;
  return beganRun => {
    waitMs = Math.max(1, waitMs * (beganRun ? 0.97 : 1.3));
    return waitMs * (0.5 + Math.random());
  };
}

interface Conversation {
  state: ConversationState;
  written: number;
  writtenAt: number;
  runs: Set<string>;
  /** The run that handled the message before. */
  lastRun: string;
}

interface Trials {
  /** Messages nobody handled. */
  lost: number;
  handled: number;
  /** Runs of the workflow, over all conversations. */
  runs: number;
}

/** Every conversation gets its messages one by one, each at some moment after the one before it was handled. */
async function trials(maxHistoryEvents: number, lastActivityAt: number, moments: Moments): Promise<Trials> {
  const taskQueue = `gap-${randomBytes(4).toString('hex')}`;
  const starters = createStarters(client, { taskQueue, publicUrl: '', searchAttributes: false, maxHistoryEvents });
  const record = new Map<string, Conversation>();
  // From a message to its handling, on this machine now: the run gives over within about this time after it.
  let usualMs = 50;
  const write = (conversationId: string): void => {
    const conversation = need(record, conversationId);
    conversation.written++;
    conversation.writtenAt = Date.now();
    conversation.state = { ...conversation.state, lastInboundNumber: conversation.written };
    void tell(starters, conversationId, conversation.written);
  };
  const worker = await startWorker(taskQueue, record, (conversationId, beganRun) => {
    const { written, writtenAt } = need(record, conversationId);
    usualMs += 0.1 * (Date.now() - writtenAt - usualMs);
    const waitMs = moments(beganRun, usualMs);
    if (written < MESSAGES_EACH) setTimeout(() => write(conversationId), waitMs);
  });
  for (let index = 0; index < CONVERSATIONS; index++) {
    const conversationId = randomUUID();
    const state = conversationState({
      handledThrough: 0,
      lastInboundNumber: 0,
      lastInboundAt: null,
      lastActivityAt,
      timing: timing({ ladder: [] }),
    });
    record.set(conversationId, { state, written: 0, writtenAt: 0, runs: new Set(), lastRun: '' });
    write(conversationId);
  }
  const handled = () => [...record.values()].reduce((sum, { state }) => sum + state.handledThrough, 0);
  const written = () => [...record.values()].reduce((sum, conversation) => sum + conversation.written, 0);
  // A lost message stops its conversation: the rest finishes, and then nothing moves any more.
  let before = -1;
  let stillSince = Date.now();
  await until(
    'every conversation to finish or stand still',
    () => {
      if (handled() !== before) {
        before = handled();
        stillSince = Date.now();
      }
      return handled() === CONVERSATIONS * MESSAGES_EACH || Date.now() - stillSince > STILL_MS;
    },
    sized(55_000, 1_150_000),
  );
  await worker.stop();
  const runs = [...record.values()].reduce((sum, conversation) => sum + conversation.runs.size, 0);
  return { lost: written() - handled(), handled: handled(), runs };
}

async function tell(starters: Starters, conversationId: string, through: number): Promise<void> {
  // The relay tries again when the server refuses; what was accepted is never told again here.
  for (;;) {
    try {
      return await starters.tell({ orgId, conversationId, kind: 'inbound', payload: { through } }, 'whatsapp');
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

function need(record: Map<string, Conversation>, conversationId: string): Conversation {
  const found = record.get(conversationId);
  if (!found) throw new Error('no such conversation');
  return found;
}

async function startWorker(
  taskQueue: string,
  record: Map<string, Conversation>,
  handled: (conversationId: string, beganRun: boolean) => void,
): Promise<{ stop(): Promise<void> }> {
  const visit = (conversationId: string): Conversation => {
    const conversation = need(record, conversationId);
    conversation.runs.add(Context.current().info.workflowExecution?.runId ?? '');
    return conversation;
  };
  const unasked = async (): Promise<never> => {
    throw new Error('nothing here asks for this');
  };
  const activities: Activities = {
    load: async ({ conversationId }) => visit(conversationId).state,
    // Handled by routing: one activity a message, so that the gaps come thick.
    extract: async ({ conversationId }) => {
      const conversation = visit(conversationId);
      const { state } = conversation;
      conversation.state = { ...state, handledThrough: state.lastInboundNumber };
      const runId = Context.current().info.workflowExecution?.runId ?? '';
      const beganRun = runId !== conversation.lastRun;
      conversation.lastRun = runId;
      setImmediate(() => handled(conversationId, beganRun));
      return { route: 'none', snapshot: conversation.state };
    },
    decide: unasked,
    send: unasked,
    sendQueued: unasked,
    fire: unasked,
    remember: unasked,
    reread: unasked,
    eraseRuns: unasked,
    eraseRecord: unasked,
    scanStep: unasked,
    importStep: unasked,
    exportFile: unasked,
    forgetExport: unasked,
  };
  const worker: Worker = await createWorker({
    connection,
    namespace: 'default',
    taskQueue,
    codec: { encode: identity, decode: identity, decodeFor: (_orgId, payloads) => identity(payloads) },
    activities,
    maxActivities: 40,
    maxWorkflowTasks: 40,
    cachedWorkflows: 200,
  });
  const done = worker.run();
  return {
    stop: () => {
      worker.shutdown();
      return done;
    },
  };
}

it(
  'loses nothing when runs continue as new after every message (design section 4)',
  async () => {
    const found = await trials(8, Date.now(), anywhere);
    expect(found).toMatchObject({ lost: 0, handled: CONVERSATIONS * MESSAGES_EACH });
    expect(found.runs, 'runs that gave over').toBeGreaterThan(CONVERSATIONS * MESSAGES_EACH * 0.7);
  },
  TIMEOUT_MS,
);

it(
  'loses nothing when runs complete after every message and are started again (design section 4)',
  async () => {
    const idleForYears = 0;
    const found = await trials(4_000, idleForYears, atTheEdge());
    expect(found).toMatchObject({ lost: 0, handled: CONVERSATIONS * MESSAGES_EACH });
    expect(found.runs, 'runs that completed').toBeGreaterThan(CONVERSATIONS * MESSAGES_EACH * 0.8);
  },
  TIMEOUT_MS,
);
