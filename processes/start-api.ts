/** What an api process runs: webhooks, REST, live events, the admin UI. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import { Registry } from 'prom-client';
import { previewAnswer } from '../activities/agent/preview.ts';
import type { Checkpoint } from '../activities/ports.ts';
import { suggest } from '../activities/suggest/suggest.ts';
import { tryOut } from '../activities/try-out/answer.ts';
import { createDiskStore } from '../adapters/storage/disk.ts';
import { createAuth } from '../api/auth/auth.ts';
import { endpoints } from '../api/endpoints.ts';
import { temporalProbe } from '../api/health/probe.ts';
import { createHttpServer } from '../api/http-server.ts';
import { createApiServer } from '../api/server.ts';
import { streams } from '../api/streams.ts';
import { createAccountDirectory } from '../api/webhooks/accounts.ts';
import { ctaRoutes, ctaSecret } from '../api/webhooks/cta.ts';
import { whatsappWebhooks } from '../api/webhooks/whatsapp.ts';
import { loadConfig, processEnvironment } from '../config/index.ts';
import { webhookAccounts } from '../db/channel/queries.ts';
import { exitWithParent } from '../runtime/exit-with-parent.ts';
import { createCodec } from '../temporal/codec.ts';
import { connectClient } from '../temporal/connection.ts';
import { createStarters } from '../temporal/starters.ts';
import { clientInterceptors } from '../temporal/tracing.ts';
import {
  modelNames,
  openNumberSetup,
  openPorts,
  openRecord,
  openTokenCounter,
  SEND_TIMEOUT_MS,
  websiteGuard,
} from './compose.ts';
import { evalStarter } from './eval-starter.ts';
import { ready } from './main.ts';
import { modelDesk } from './own-models.ts';
import { startSideServer } from './side-server.ts';
import { temporalOptions } from './temporal-options.ts';
import { startTracing } from './tracing.ts';
import { createWebhookMetrics } from './webhook-metrics.ts';

const STOP_MS = 10_000;
/** About four characters a token: previews are short, and a tokenizer is large. */
const roughTokens = (text: string): number => Math.ceil(text.length / 4);

export interface ApiProcessOptions {
  /** Ends with the process that started this one. */
  supervised: boolean;
  /** The fault suite's. */
  checkpoint?: Checkpoint;
}

/** Resolves when it listens, with the function that stops it. */
export async function startApi({ supervised, checkpoint }: ApiProcessOptions): Promise<() => Promise<void>> {
  const config = loadConfig();
  const record = await openRecord(config, 'api');
  const { db, clock, keyring, log } = record;
  const codec = createCodec(keyring);
  const tracing = await startTracing(config, 'api');
  const client = await connectClient(
    temporalOptions(config),
    codec,
    tracing ? { workflow: clientInterceptors(tracing) } : undefined,
  );
  const starters = createStarters(client, {
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    publicUrl: config.publicUrl,
    searchAttributes: config.TEMPORAL_SEARCH_ATTRIBUTES === 'true',
    maxHistoryEvents: 4_000,
  });

  const metrics = new Registry();
  record.slow.watch(metrics);
  const accounts = createAccountDirectory(() =>
    webhookAccounts(db, keyring, (channelAccountId, err) =>
      log.error({ err, channelAccountId }, "a number's secrets do not open: its webhooks are refused"),
    ),
  );
  const webhooks = Router();
  webhooks.use(ctaRoutes({ db, keyring, clock, log }));
  const whatsapp = whatsappWebhooks({
    db,
    keyring,
    accounts,
    clock,
    log,
    ...(checkpoint ? { checkpoint } : {}),
    count: createWebhookMetrics(metrics),
  });
  webhooks.use(whatsapp);

  // What a turn needs, for talks that are only tried: the api sends nothing.
  const ports = openPorts(config, record, {
    sendTimeoutMs: SEND_TIMEOUT_MS,
    checkpoint: () => Promise.resolve(),
    countTokens: roughTokens,
  });
  // With the first talk that is tried.
  let tokenCounter: ReturnType<typeof openTokenCounter> | undefined;
  const tried = async () => {
    tokenCounter ??= openTokenCounter();
    return { ...ports, countTokens: await tokenCounter };
  };
  const { model } = ports;
  const uiDir = fileURLToPath(new URL('../admin-ui/dist', import.meta.url));
  const { app, close, scrape, readiness } = createApiServer({
    services: {
      db,
      keyring,
      mailOn: config.SMTP_HOST !== undefined,
      clock,
      starters,
      codec,
      media: createDiskStore(join(config.home, 'media')),
      log,
      temporalPath: config.TEMPORAL_UI_URL ? '/temporal' : null,
      temporalNamespace: config.TEMPORAL_NAMESPACE,
      phoneUrl: config.PARLEY_PHONE_URL ?? null,
      demo: config.PARLEY_PHONE_URL !== undefined,
      ctaSecret: (orgId, generation) => ctaSecret(keyring, orgId, generation),
      evals: evalStarter(processEnvironment(), log),
      websites: websiteGuard(config),
      embed: model.embed,
      complete: model.complete,
      preview: input => previewAnswer(model, roughTokens, input),
      models: modelDesk(config, log, modelNames(config)),
      push: ports.push,
      numbers: openNumberSetup(config),
      suggest: async input => suggest(await tried(), input),
      tryOut: async input => tryOut(await tried(), input),
    },
    endpoints,
    streams,
    auth: createAuth({ db, secret: keyring.derived('auth'), publicUrl: config.publicUrl, log }),
    publicUrl: config.publicUrl,
    uiDir: existsSync(uiDir) ? uiDir : null,
    rates: {
      apiPerMin: config.PARLEY_RATE_API_PER_MIN,
      keysPerMin: config.PARLEY_RATE_KEYS_PER_MIN,
      authPerMin: config.PARLEY_RATE_AUTH_PER_MIN,
      publicPerMin: config.PARLEY_RATE_PUBLIC_PER_MIN,
    },
    trustProxy: config.PARLEY_TRUST_PROXY === 'false' ? false : Number(config.PARLEY_TRUST_PROXY),
    webhooks,
    metrics,
    temporal: temporalProbe(client, config.TEMPORAL_TASK_QUEUE, clock.now),
    temporalWebUrl: config.TEMPORAL_UI_URL ?? null,
  });
  const server = createHttpServer();
  server.on('request', app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });

  const side =
    config.PARLEY_API_METRICS_PORT === 0
      ? null
      : await startSideServer({
          port: config.PARLEY_API_METRICS_PORT,
          host: config.PARLEY_METRICS_HOST,
          setting: 'PARLEY_API_METRICS_PORT',
          scrape,
          ready: async () => (await readiness()).ready,
        });

  const stop = async (): Promise<void> => {
    const closed = new Promise(resolve => server.close(resolve));
    await close();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_MS).unref();
    await closed;
    await tracing?.close();
    await side?.close();
    await client.connection.close();
    await record.close();
  };
  if (supervised) exitWithParent(stop);
  ready('api', { url: config.publicUrl });
  return stop;
}
