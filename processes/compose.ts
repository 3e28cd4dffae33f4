/** Puts the ports together from the configuration: the one place where adapters meet the core. */
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { ChannelCredentials, Checkpoint, Ports, PushPort } from '../activities/ports.ts';
import { createHttpGuard, type HttpGuard } from '../adapters/http-guard/guard.ts';
import { createSmtp } from '../adapters/mail/smtp.ts';
import { createModelGateway, type ModelGateway } from '../adapters/model/gateway.ts';
import { createOutboundCaller } from '../adapters/outbound/caller.ts';
import { createWebPush } from '../adapters/push/web-push.ts';
import { createDiskStore } from '../adapters/storage/disk.ts';
import { createWebsiteReader } from '../adapters/website/reader.ts';
import { createWhatsAppCloud } from '../adapters/whatsapp-cloud/client.ts';
import { createNumberSetup } from '../adapters/whatsapp-cloud/setup.ts';
import { type Config, formerMasterKey, masterKey } from '../config/index.ts';
import { createLogger, type Logger } from '../config/log.ts';
import { channelAccounts } from '../db/channel/table.ts';
import { type RecordClock, startRecordClock } from '../db/clock.ts';
import { type Database, openDatabase } from '../db/database.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import { openKeyring } from '../db/keys/master.ts';
import { MODEL_ROLES, type ModelRole } from '../domain/agent/schemas.ts';
import type { NumberSetup } from '../domain/channel/setup.ts';
import { withOwnModels } from './own-models.ts';
import { createSlowStatements, type SlowStatements } from './slow-statements.ts';

/** How long one send may take; the reconciler waits twice as long before it says UNKNOWN. */
export const SEND_TIMEOUT_MS = 15_000;

export interface OpenRecord {
  db: Database;
  /** The record's time: all processes agree on it. */
  clock: RecordClock;
  keyring: Keyring;
  log: Logger;
  /** Of all its connections. */
  slow: SlowStatements;
  close(): Promise<void>;
}

/** @throws ConfigError when DATABASE_URL is missing: the supervisor gives it to every process. */
export async function openRecord(config: Config, part: string): Promise<OpenRecord> {
  const url = config.DATABASE_URL;
  if (!url)
    throw new Error('DATABASE_URL is not set: start Parley with `npm start`, which runs a database, or set it.');
  const log = createLogger(part, config.LOG_LEVEL);
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection broke and is replaced');
  const slow = createSlowStatements(log, config.PARLEY_SLOW_QUERY_MS);
  const db = openDatabase({ url, poolSize: config.DATABASE_POOL, onError, slow: slow.options });
  const keys = openDatabase({ url, poolSize: 2, onError, slow: slow.options });
  const keyring = await openKeyring(keys, masterKey(config), formerMasterKey(config));
  const clock = await startRecordClock(db, {
    onDifference: differenceMs =>
      log.warn({ differenceMs }, "this machine's clock and Postgres's differ: Postgres's counts; set this one right"),
  });
  const close = async (): Promise<void> => {
    clock.stop();
    await Promise.all([db.close(), keys.close()]);
  };
  return { db, clock, keyring, log, slow, close };
}

/** What may reach websites that people name: public ones, and those the operator allows. */
export function websiteGuard(config: Config): HttpGuard {
  return createHttpGuard({ operatorUrls: addressesOf(config.PARLEY_WEBSITES_ALLOWED) });
}

const addressesOf = (list = ''): string[] =>
  list
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');

/** Names of the models by role: the role's own setting, then PARLEY_MODEL, then a sensible one. */
export function modelNames(config: Config): { [role in ModelRole]: string } {
  const fallback: Partial<Record<ModelRole, string>> = { embed: 'text-embedding-3-small', transcribe: 'whisper-1' };
  const entries = MODEL_ROLES.map(role => [
    role,
    config[`PARLEY_MODEL_${role.toUpperCase() as Uppercase<ModelRole>}`] ??
      fallback[role] ??
      config.PARLEY_MODEL ??
      'gpt-4o-mini',
  ]);
  return Object.fromEntries(entries) as { [role in ModelRole]: string };
}

export const openModel = (config: Config, log: Logger): ModelGateway =>
  createModelGateway({
    baseUrl: config.OPENAI_BASE_URL,
    apiKey: config.OPENAI_API_KEY ?? 'none',
    models: modelNames(config),
    timeoutMs: config.PARLEY_MODEL_TIMEOUT_MS,
    log,
    fallbackModel: config.PARLEY_MODEL_FALLBACK,
  });

/** The tokenizer's tables take some 80 MB and a quarter of a second: who counts no tokens does not load them. */
export async function openTokenCounter(): Promise<Ports['countTokens']> {
  const { createTokenCounter } = await import('../adapters/model/tokens.ts');
  return createTokenCounter();
}

export function openPorts(
  config: Config,
  { db, clock, keyring, log }: OpenRecord,
  {
    sendTimeoutMs,
    checkpoint,
    countTokens,
  }: { sendTimeoutMs: number; checkpoint: Checkpoint; countTokens: Ports['countTokens'] },
): Ports & { model: ModelGateway } {
  return {
    db,
    log,
    clock,
    channels: {
      whatsapp: createWhatsAppCloud({
        graphUrl: config.WHATSAPP_GRAPH_URL,
        apiVersion: config.WHATSAPP_API_VERSION,
        timeoutMs: sendTimeoutMs,
      }),
    },
    credentials: credentialsOf(db, keyring),
    openSealed: keyring.open,
    model: withOwnModels(openModel(config, log), config, { db, keyring, log }),
    website: createWebsiteReader({
      guard: websiteGuard(config),
      delayMs: config.PARLEY_WEBSITE_DELAY_MS,
      about: config.publicUrl,
    }),
    outbound: createOutboundCaller({ guard: websiteGuard(config) }),
    push: openPush(config, keyring),
    // An address that only this machine knows is of no use in a customer's hands.
    linkUrl: config.PARLEY_PUBLIC_URL === undefined ? undefined : config.publicUrl,
    vision: config.PARLEY_MODEL_VISION !== undefined,
    media: createDiskStore(join(config.home, 'media')),
    ...(config.SMTP_HOST
      ? {
          mail: createSmtp({
            host: config.SMTP_HOST,
            port: config.SMTP_PORT,
            user: config.SMTP_USER,
            password: config.SMTP_PASSWORD,
            from: config.EMAIL_FROM,
          }),
        }
      : {}),
    countTokens,
    checkpoint,
  };
}

/** @param keyring gives the key pair by which push services know this installation. */
export const openPush = (config: Config, keyring: Pick<Keyring, 'derived'>): PushPort =>
  createWebPush({
    guard: createHttpGuard({ operatorUrls: addressesOf(config.PARLEY_PUSH_ALLOWED) }),
    secret: keyring.derived('push'),
    contact: config.publicUrl.startsWith('https:') ? config.publicUrl : 'mailto:push@localhost',
  });

/** For connecting numbers: the provider's own address, and the simulated one where it runs. */
export function openNumberSetup(config: Config): NumberSetup {
  const graph = {
    graphUrl: config.WHATSAPP_GRAPH_URL,
    apiVersion: config.WHATSAPP_API_VERSION,
    timeoutMs: SEND_TIMEOUT_MS,
  };
  const { PARLEY_PHONE_URL: url, WHATSAPP_ACCESS_TOKEN: accessToken } = config;
  const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = config;
  return createNumberSetup({
    graph,
    channel: createWhatsAppCloud(graph),
    simulated: url && accessToken && appSecret && verifyToken ? { url, accessToken, appSecret, verifyToken } : null,
  });
}

const CREDENTIALS_TTL_MS = 60_000;

/** Opened credentials, cached for a minute so that a changed token is taken up by itself. */
export function credentialsOf(
  db: Database,
  keyring: Keyring,
): (orgId: string, channelAccountId: string) => Promise<ChannelCredentials> {
  const cache = new Map<string, { at: number; value: ChannelCredentials }>();
  return async (orgId, channelAccountId) => {
    const key = `${orgId}/${channelAccountId}`;
    const cached = cache.get(key);
    if (cached && performance.now() - cached.at < CREDENTIALS_TTL_MS) return cached.value;
    const [row] = await db.withOrg(orgId, tx =>
      tx
        .select()
        .from(channelAccounts)
        .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, channelAccountId))),
    );
    if (!row) throw new Error('this channel account does not exist any more');
    const accessToken = (await keyring.open(orgId, 'channel.access_token', row.accessTokenSealed)).toString('utf8');
    const value = { phoneNumberId: row.externalId, businessAccountId: row.businessId, accessToken };
    cache.set(key, { at: performance.now(), value });
    return value;
  };
}
