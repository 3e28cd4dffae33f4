/**
 * The whole core of Parley inside a test process: webhook, dispatcher, Temporal worker, with the simulators on real HTTP.
 * Only the processes are missing; what they compose is composed here.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import express from 'express';

import { pino } from 'pino';
import { createActivities } from '../../activities/index.ts';
import type { Ports } from '../../activities/ports.ts';
import { createHttpGuard } from '../../adapters/http-guard/guard.ts';
import { createModelGateway } from '../../adapters/model/gateway.ts';
import { createTokenCounter } from '../../adapters/model/tokens.ts';
import { createOutboundCaller } from '../../adapters/outbound/caller.ts';
import { createDiskStore } from '../../adapters/storage/disk.ts';
import { createTombstoneFile } from '../../adapters/storage/tombstones.ts';
import { createWebsiteReader } from '../../adapters/website/reader.ts';
import { createWhatsAppCloud } from '../../adapters/whatsapp-cloud/client.ts';
import { normalizeUpdate } from '../../adapters/whatsapp-cloud/normalize.ts';
import { createAccountDirectory } from '../../api/webhooks/accounts.ts';
import { ctaRoutes } from '../../api/webhooks/cta.ts';
import { whatsappWebhooks } from '../../api/webhooks/whatsapp.ts';
import { webhookAccounts } from '../../db/channel/queries.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { createKeyring, type Keyring } from '../../db/keys/keyring.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { startDispatcher } from '../../dispatcher/index.ts';
import type { Loop } from '../../dispatcher/loop.ts';
import { MODEL_ROLES, type ModelRole } from '../../domain/agent/schemas.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { credentialsOf } from '../../processes/compose.ts';
import { DEMO_TEMPLATES } from '../../runtime/demo-templates.ts';
import { startModelSimulator } from '../../simulators/model/server.ts';
import { startWhatsAppSimulator } from '../../simulators/whatsapp/index.ts';
import { createCodec, type ParleyCodec } from '../../temporal/codec.ts';
import { connectClient, connectWorker } from '../../temporal/connection.ts';
import { createRunEraser } from '../../temporal/erasure.ts';
import { createStarters, type Starters } from '../../temporal/starters.ts';
import { bundleWorkflows, createWorker } from '../../temporal/worker.ts';

export const NUMBER = {
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '+1 718 555 0142',
  wabaId: '102290129340398',
};
const SECRET = 'test-secret-of-the-number';

export interface CoreOptions {
  databaseUrl: string;
  /** Connected by the core itself; or given with client and connection for the time-skipping server. */
  temporalAddress: string;
  client?: Client;
  connection?: NativeConnection;
  searchAttributes?: boolean;
  clock?: { now(): number };
  quietMs?: number;
  /** Parts of the demo playbook to change. */
  playbook?: Record<string, unknown>;
  checkpoint?: (step: string) => Promise<void>;
  /** What became of each inbound update: recorded, duplicate, ignored, parked. */
  count?: (outcome: string, reason: string) => void;
  modelLatencyMs?: number;
  /** Pictures are described. */
  vision?: boolean;
  /** A website of the test's own on loopback, which only an operator can allow. */
  websites?: string[];
  /** Links of calls to action leave as tracked ones. */
  links?: boolean;
  sendTimeoutMs?: number;
  maxHistoryEvents?: number;
  /** 32 bytes, for tests whose processes share the record. */
  masterKey?: Buffer;
  /** False leaves worker and dispatcher for the test to start. */
  run?: boolean;
}

export interface Core {
  orgId: string;
  channelAccountId: string;
  db: Database;
  keyring: Keyring;
  codec: ParleyCodec;
  ports: Ports;
  client: Client;
  starters: Starters;
  taskQueue: string;
  webhookUrl: string;
  appSecret: string;
  phone: Awaited<ReturnType<typeof startWhatsAppSimulator>>;
  model: Awaited<ReturnType<typeof startModelSimulator>>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  startDispatcher(): void;
  stopDispatcher(): Promise<void>;
  stop(): Promise<void>;
}

let bundle: Promise<{ code: string }> | null = null;

export async function startCore(options: CoreOptions): Promise<Core> {
  const clock = options.clock ?? { now: () => Date.now() };
  const onError = (): void => undefined;
  const db = openDatabase({ url: options.databaseUrl, poolSize: 12, onError });
  const keys = openDatabase({ url: options.databaseUrl, poolSize: 2, onError });
  const keyring = createKeyring(keys, options.masterKey ?? randomBytes(32));
  const orgId = await seedOrganization(
    db,
    {
      slug: 'sunset-dental',
      name: 'Sunset Dental',
      zone: 'America/New_York',
      currency: 'USD',
      playbook: { name: 'dental_clinic', config: { ...dentalClinic, ...options.playbook } },
    },
    clock.now(),
  );
  const channelAccountId = await seedChannel(
    db,
    keyring,
    orgId,
    {
      name: 'WhatsApp',
      phoneNumberId: NUMBER.phoneNumberId,
      businessAccountId: NUMBER.wabaId,
      displayPhoneNumber: NUMBER.displayPhoneNumber,
      accessToken: SECRET,
      appSecret: SECRET,
      verifyToken: SECRET,
    },
    clock.now(),
  );

  const log = pino({ level: 'silent' });
  const app = express();
  const accounts = createAccountDirectory(() => webhookAccounts(db, keyring));
  app.use(ctaRoutes({ db, keyring, clock, log }));
  app.use(whatsappWebhooks({ db, keyring, accounts, clock, log, count: () => undefined }));
  const server = await listen(app);
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`;
  const phone = await startWhatsAppSimulator({
    webhookUrl,
    appSecret: SECRET,
    verifyToken: SECRET,
    accessToken: SECRET,
    numbers: [NUMBER],
    clock: () => clock.now(),
    limits: false,
    seed: 1,
    statusDelaysMs: { sent: 5, delivered: 10, read: 20 },
    templates: DEMO_TEMPLATES.map(template => ({
      ...template,
      components: template.components as Record<string, unknown>[],
    })),
  });
  const model = await startModelSimulator({ latencyMs: options.modelLatencyMs ?? 0, seed: 1 });

  const home = await mkdtemp(join(tmpdir(), 'parley-test-'));
  const codec = createCodec(keyring);
  const taskQueue = `test-${randomBytes(4).toString('hex')}`;
  const temporal = { address: options.temporalAddress, namespace: 'default', tls: false };
  const client = options.client ?? (await connectClient(temporal, codec));
  const connection = options.connection ?? (await connectWorker(temporal));
  const models = Object.fromEntries(MODEL_ROLES.map(role => [role, 'parley-demo'])) as { [role in ModelRole]: string };
  const ports: Ports = {
    db,
    clock,
    log,
    channels: {
      whatsapp: createWhatsAppCloud({
        graphUrl: phone.url,
        apiVersion: 'v24.0',
        timeoutMs: options.sendTimeoutMs ?? 5_000,
      }),
    },
    credentials: credentialsOf(db, keyring),
    openSealed: keyring.open,
    model: createModelGateway({ baseUrl: model.url, apiKey: 'test', models, timeoutMs: 10_000 }),
    media: createDiskStore(join(home, 'media')),
    vision: options.vision ?? false,
    linkUrl: options.links ? webhookUrl.replace('/webhooks/whatsapp', '') : undefined,
    countTokens: createTokenCounter(),
    website: createWebsiteReader({
      guard: createHttpGuard({ operatorUrls: options.websites ?? [] }),
      delayMs: options.websites ? 5 : 1_000,
      timeoutMs: 2_000,
    }),
    outbound: createOutboundCaller({
      guard: createHttpGuard({ operatorUrls: options.websites ?? [] }),
      timeoutMs: 2_000,
    }),
    checkpoint: options.checkpoint ?? (() => Promise.resolve()),
    erasure: {
      deleteRuns: createRunEraser(client),
      hash: keyring.hashId,
      ...createTombstoneFile(join(home, 'tombstones.jsonl')),
    },
  };
  const starters = createStarters(client, {
    taskQueue,
    publicUrl: 'http://127.0.0.1:4000',
    searchAttributes: options.searchAttributes ?? true,
    maxHistoryEvents: options.maxHistoryEvents ?? 4_000,
  });

  let worker: { worker: Worker; done: Promise<void> } | null = null;
  let dispatcher: Loop | null = null;
  const core: Core = {
    orgId,
    channelAccountId,
    db,
    keyring,
    codec,
    ports,
    client,
    starters,
    taskQueue,
    webhookUrl,
    appSecret: SECRET,
    phone,
    model,
    async startWorker() {
      bundle ??= bundleWorkflows();
      const created = await createWorker({
        connection,
        namespace: 'default',
        taskQueue,
        codec,
        activities: createActivities(ports),
        maxActivities: 40,
        maxWorkflowTasks: 40,
        cachedWorkflows: 500,
        bundle: await bundle,
      });
      worker = { worker: created, done: created.run() };
      worker.done.catch(() => undefined);
    },
    async stopWorker() {
      if (!worker) return;
      if (worker.worker.getState() === 'RUNNING') worker.worker.shutdown();
      await worker.done.catch(() => undefined);
      worker = null;
    },
    startDispatcher() {
      dispatcher = startDispatcher({
        ports,
        keyring,
        starters,
        normalize: normalizeUpdate,
        quietMs: options.quietMs ?? 200,
        httpTimeoutMs: options.sendTimeoutMs ?? 5_000,
        count: options.count ?? (() => undefined),
      });
    },
    async stopDispatcher() {
      await dispatcher?.stop();
      dispatcher = null;
    },
    async stop() {
      await core.stopDispatcher();
      await core.stopWorker();
      if (!options.client) await client.connection.close();
      if (!options.connection) await connection.close();
      await phone.close();
      await model.close();
      await new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await db.close();
      await keys.close();
      await rm(home, { recursive: true, force: true });
    },
  };
  if (options.run !== false) {
    await core.startWorker();
    core.startDispatcher();
  }
  return core;
}

function listen(app: express.Express): Promise<Server> {
  const server = createServer(app);
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const LOOK_MS = { first: 20, longest: 120 };

/**
 * Waits until a condition holds; says what it waited for when it does not. Looks less often the longer it takes: a look is
 * several transactions, and on a full machine what is waited for needs the processor more.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 15_000,
): Promise<T> {
  const startedAt = Date.now();
  for (;;) {
    const found = await probe();
    if (found) return found;
    const waitedMs = Date.now() - startedAt;
    if (waitedMs > timeoutMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    const pauseMs = Math.min(LOOK_MS.longest, Math.max(LOOK_MS.first, waitedMs / 8));
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}
