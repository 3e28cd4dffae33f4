/**
 * The product as one evaluation runs it: webhooks, dispatcher and worker composed as the processes compose them, in front of
 * the simulated phone and a model (the simulated one, or a real one by its settings), all over real HTTP.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import pg from 'pg';
import { createActivities } from '../../activities/index.ts';
import { createModelGateway } from '../../adapters/model/gateway.ts';
import { normalizeUpdate } from '../../adapters/whatsapp-cloud/normalize.ts';
import { createAccountDirectory } from '../../api/webhooks/accounts.ts';
import { whatsappWebhooks } from '../../api/webhooks/whatsapp.ts';
import { loadConfig } from '../../config/index.ts';
import { webhookAccounts } from '../../db/channel/queries.ts';
import type { Database } from '../../db/database.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { startDispatcher } from '../../dispatcher/index.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { modelNames, openPorts, openRecord, openTokenCounter } from '../../processes/compose.ts';
import { DEMO_TEMPLATES } from '../../runtime/demo-templates.ts';
import { startModelSimulator } from '../../simulators/model/server.ts';
import { startWhatsAppSimulator } from '../../simulators/whatsapp/index.ts';
import { createCodec } from '../../temporal/codec.ts';
import { connectClient, connectWorker } from '../../temporal/connection.ts';
import { createStarters } from '../../temporal/starters.ts';
import { bundleWorkflows, createWorker } from '../../temporal/worker.ts';
import { MovedClock } from './clock.ts';
import type { SkippableTime } from './servers.ts';

export const ZONE = 'America/New_York';
const NUMBER = { phoneNumberId: '106540352242922', displayPhoneNumber: '+1 718 555 0142', wabaId: '102290129340398' };

export interface StackOptions {
  databaseUrl: string;
  temporal: { address: string; time: SkippableTime | null };
  playbook: Playbook;
  /** OPENAI_* and PARLEY_MODEL_* of a real model; null uses the simulated one. */
  model: Record<string, string | undefined> | null;
  seed: number;
  quietMs: number;
  modelTimeoutMs: number;
  /** Answers of the simulated model take this long. */
  modelLatencyMs?: number | { min: number; max: number };
}

export type Phone = Awaited<ReturnType<typeof startWhatsAppSimulator>>;
export type ModelSimulator = Awaited<ReturnType<typeof startModelSimulator>>;

export interface EvalStack {
  orgId: string;
  phone: Phone;
  /** Null with a real model. */
  model: ModelSimulator | null;
  clock: MovedClock;
  time: SkippableTime | null;
  gateway: ReturnType<typeof createModelGateway>;
  db: Database;
  /** Reads of the record, as the database's owner. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** What the workflow of a conversation is busy with, for a report on one that does not come to rest. */
  pending(conversationId: string): Promise<string>;
  /** Ends these conversations' workflows, so that they do nothing while time passes for others. */
  retire(conversationIds: string[]): Promise<void>;
  stop(): Promise<void>;
}

let bundle: Promise<{ code: string }> | null = null;

export async function startEvalStack(options: StackOptions): Promise<EvalStack> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close().catch(() => undefined);
  };
  try {
    return await assemble(options, closing, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  options: StackOptions,
  closing: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<EvalStack> {
  const secret = randomBytes(18).toString('base64url');
  const home = await mkdtemp(join(tmpdir(), 'parley-eval-home-'));
  closing.push(() => rm(home, { recursive: true, force: true }));
  const clock = new MovedClock();
  if (options.temporal.time) clock.saw(await options.temporal.time.now());

  const model = options.model
    ? null
    : await startModelSimulator({ latencyMs: options.modelLatencyMs ?? { min: 5, max: 40 }, seed: options.seed });
  if (model) closing.push(model.close);
  const app = express();
  const server = await listen(app);
  closing.push(() => closed(server));
  const phone = await startWhatsAppSimulator({
    webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`,
    appSecret: secret,
    verifyToken: secret,
    accessToken: secret,
    numbers: [NUMBER],
    clock: () => clock.now(),
    limits: false,
    seed: options.seed,
    statusDelaysMs: { sent: 5, delivered: 10, read: 20 },
    handshake: false,
    templates: DEMO_TEMPLATES.map(one => ({ ...one, components: one.components as Record<string, unknown>[] })),
  });
  closing.push(phone.close);

  const config = loadConfig(
    {
      PARLEY_HOME: home,
      PARLEY_MASTER_KEY: randomBytes(32).toString('base64'),
      DATABASE_URL: options.databaseUrl,
      DATABASE_POOL: '12',
      TEMPORAL_ADDRESS: options.temporal.address,
      WHATSAPP_GRAPH_URL: phone.url,
      LOG_LEVEL: 'silent',
      ...(options.model ?? demoModel(model?.url ?? '')),
      PARLEY_MODEL_TIMEOUT_MS: String(options.modelTimeoutMs),
    },
    join(home, 'no.env'),
  );
  const record = await openRecord(config, 'eval');
  closing.push(record.close);
  const orgId = await seed(record, options.playbook, secret, clock.now());
  const gateway = createModelGateway({
    baseUrl: config.OPENAI_BASE_URL,
    apiKey: config.OPENAI_API_KEY ?? 'none',
    models: modelNames(config),
    timeoutMs: options.modelTimeoutMs,
    // The simulated model fails on purpose; real waits between attempts would only be waited out.
    ...(model ? { backoffBaseMs: 50 } : {}),
  });
  const ports = {
    ...openPorts(config, record, {
      sendTimeoutMs: 5_000,
      checkpoint: () => Promise.resolve(),
      countTokens: await openTokenCounter(),
    }),
    clock,
    model: gateway,
  };

  const accounts = createAccountDirectory(() => webhookAccounts(record.db, record.keyring));
  const { db, keyring, log } = record;
  app.use(whatsappWebhooks({ db, keyring, accounts, clock, log, count: () => undefined }));

  const temporal = { address: options.temporal.address, namespace: 'default', tls: false };
  const codec = createCodec(keyring);
  const client = await connectClient(temporal, codec);
  closing.push(() => client.connection.close());
  const connection = await connectWorker(temporal);
  closing.push(() => connection.close());
  const taskQueue = `eval-${randomBytes(4).toString('hex')}`;
  bundle ??= bundleWorkflows();
  const worker = await createWorker({
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
  const running = worker.run();
  running.catch(() => undefined);
  closing.push(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
  });
  const starters = createStarters(client, {
    taskQueue,
    publicUrl: 'http://127.0.0.1:4000',
    // The time-skipping server knows no search attributes.
    searchAttributes: options.temporal.time === null,
    maxHistoryEvents: 4_000,
  });
  const dispatcher = startDispatcher({
    ports,
    keyring,
    starters,
    normalize: normalizeUpdate,
    quietMs: options.quietMs,
    httpTimeoutMs: 5_000,
    count: () => undefined,
  });
  closing.push(dispatcher.stop);

  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4 });
  pool.on('error', () => undefined);
  closing.push(() => pool.end());
  const query = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query<T>(text, values)).rows;
  await templatesAreThere(query);
  const retire = async (conversationIds: string[]): Promise<void> => {
    for (const id of conversationIds)
      await client.workflow
        .getHandle(`conversation/${orgId}/${id}`)
        .terminate('played to its end')
        .catch(() => undefined);
    await query('update conversations set next_due_at = null, next_due_kind = null where id = any($1)', [
      conversationIds,
    ]);
  };
  // On a server that others use nothing may stay open.
  if (!options.temporal.time)
    closing.push(async () => retire((await query<{ id: string }>('select id from conversations')).map(row => row.id)));
  return {
    orgId,
    phone,
    model,
    clock,
    time: options.temporal.time,
    gateway,
    db: record.db,
    query,
    async pending(conversationId) {
      const { raw, historyLength } = await client.workflow
        .getHandle(`conversation/${orgId}/${conversationId}`)
        .describe();
      const activities = (raw.pendingActivities ?? []).map(
        one =>
          `${one.activityType?.name} attempt ${one.attempt}${one.lastFailure ? ` (${one.lastFailure.message})` : ''}`,
      );
      const task = raw.pendingWorkflowTask ? `workflow task attempt ${raw.pendingWorkflowTask.attempt}` : '';
      return `${historyLength} events; ${[...activities, task].filter(text => text !== '').join(', ') || 'nothing pending'}`;
    },
    retire,
    stop,
  };
}

const demoModel = (url: string): Record<string, string> => ({
  OPENAI_API_KEY: 'demo',
  OPENAI_BASE_URL: url,
  PARLEY_MODEL: 'parley-demo',
  PARLEY_MODEL_EMBED: 'parley-demo',
  PARLEY_MODEL_TRANSCRIBE: 'parley-demo',
});

async function seed(
  { db, keyring }: Awaited<Awaited<ReturnType<typeof openRecord>>>,
  playbook: Playbook,
  secret: string,
  now: number,
): Promise<string> {
  const orgId = await seedOrganization(
    db,
    {
      // Its id is made from it: two stacks of one process must not share what is cached by organization.
      slug: `evaluation-${randomBytes(6).toString('hex')}`,
      name: playbook.business.name,
      zone: ZONE,
      currency: 'USD',
      playbook: { name: 'evaluated', config: playbook },
    },
    now,
  );
  await seedChannel(
    db,
    keyring,
    orgId,
    {
      name: 'WhatsApp',
      phoneNumberId: NUMBER.phoneNumberId,
      businessAccountId: NUMBER.wabaId,
      displayPhoneNumber: NUMBER.displayPhoneNumber,
      accessToken: secret,
      appSecret: secret,
      verifyToken: secret,
    },
    now,
  );
  return orgId;
}

/** Follow-ups need the templates, which the dispatcher's first round brings. */
async function templatesAreThere(query: EvalStack['query']): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await query('select 1 from templates limit 1')).length === 0) {
    if (Date.now() > deadline) throw new Error('the message templates were not synced within 20 s');
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function listen(app: express.Express): Promise<Server> {
  const server = createServer(app);
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}
