/** A worker that lives through a record that is away, and one that does not hang when it cannot. */
import { randomUUID } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Activities } from '../activities/index.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import { conversationState } from '../test/factories/conversation-state.ts';
import { useTemporal } from '../test/support/temporal.ts';
import { conversationWorkflowId } from '../workflows/conversation/ids.ts';
import { createCodec, type ParleyCodec } from './codec.ts';
import { connectClient, connectWorker } from './connection.ts';
import { createStarters } from './starters.ts';
import { createWorker, installLogger, runWorker } from './worker.ts';

const temporal = useTemporal();
const orgId = randomUUID();
let client: Awaited<ReturnType<typeof connectClient>>;
let connection: Awaited<ReturnType<typeof connectWorker>>;

/** A keyring whose record is away for these many questions. */
function keyring(): Keyring & { away: number; asked: number } {
  const key = { id: randomUUID(), orgId, key: Buffer.alloc(32, 1) };
  const ring = {
    away: 0,
    asked: 0,
    async current() {
      ring.asked++;
      if (ring.away-- > 0) throw new Error('Connection terminated unexpectedly');
      return key;
    },
    byId: async () => key,
    derived: () => Buffer.alloc(32, 2),
  };
  return ring as unknown as Keyring & { away: number; asked: number };
}

const ring = keyring();
const settings = () => ({ address: temporal.address, namespace: 'default', tls: false });
const unasked = () => Promise.reject(new Error('nothing here asks for this'));
const activities = (load: Activities['load']) =>
  ({
    load,
    extract: unasked,
    decide: unasked,
    send: unasked,
    sendQueued: unasked,
    fire: unasked,
  }) as unknown as Activities;

beforeAll(async () => {
  installLogger(pino({ level: 'silent' }));
  client = await connectClient(settings(), createCodec(ring));
  connection = await connectWorker(settings());
});
afterAll(async () => {
  await client.connection.close();
  await connection.close();
});

async function worker(conversationId: string, codec: ParleyCodec, load: Activities['load']) {
  const taskQueue = `queue-${conversationId}`;
  const created = await createWorker({
    connection,
    namespace: 'default',
    taskQueue,
    codec,
    activities: activities(load),
    maxActivities: 5,
    maxWorkflowTasks: 5,
    cachedWorkflows: 10,
  });
  const options = { taskQueue, publicUrl: '', searchAttributes: false, maxHistoryEvents: 4_000 };
  const starters = createStarters(client, options);
  await starters.tell({ orgId, conversationId, kind: 'changed', payload: {} }, 'whatsapp');
  return created;
}

it('waits for keys while the record is away, and goes on', async () => {
  const codec = createCodec(ring, { waitForKeys: true });
  const conversationId = randomUUID();
  let loads = 0;
  const running = await worker(conversationId, codec, async () => {
    loads++;
    // The answer cannot be sealed for a while.
    ring.away = 3;
    return conversationState({ handledThrough: 0, lastInboundNumber: 0, lastInboundAt: null });
  });
  const done = runWorker(running);
  const handle = client.workflow.getHandle(conversationWorkflowId(orgId, conversationId));
  await expect
    .poll(
      () =>
        handle.query<{ doing: string }>('view').then(
          view => view.doing,
          () => null,
        ),
      { timeout: 20_000 },
    )
    .toBe('waiting');
  // Once to begin with, once because it was told that something changed.
  expect(loads).toBeLessThanOrEqual(2);
  expect(running.getState()).toBe('RUNNING');
  running.shutdown();
  await done;
  await handle.terminate();
}, 60_000);

it('is told of when it fails, though it can never finish its shutdown', async () => {
  let broken = false;
  const codec: ParleyCodec = {
    ...createCodec(ring),
    encode: async (payloads: Payload[], context) => {
      if (broken) throw new Error('the codec is broken');
      return createCodec(ring).encode(payloads, context);
    },
  };
  const running = await worker(randomUUID(), codec, async () => {
    broken = true;
    return conversationState({});
  });
  await expect(runWorker(running)).rejects.toThrow();
}, 60_000);
