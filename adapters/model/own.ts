/** An organization's own model in place of the installation's (B-AI-7): same port, its address judged by the guard. */
import { z } from 'zod';
import type { Logger } from '../../config/log.ts';
import { MODEL_ROLES, type ModelRole } from '../../domain/agent/schemas.ts';
import {
  isOwnRole,
  type ModelCheck,
  type ModelSettings,
  modelOf,
  modelsUsed,
  WRITING_ROLES,
} from '../../domain/model/settings.ts';
import { cappedFetch } from '../http-guard/capped-fetch.ts';
import { type HttpGuard, RefusedAddress } from '../http-guard/guard.ts';
import { createModelGateway, type ModelGateway } from './gateway.ts';
import { ModelError } from './model-error.ts';
import { DEFAULT_PRICES, priceOf } from './prices.ts';

/** What an organization has set, with the key opened. */
export interface OwnModel {
  /** Changes with every change of the settings. */
  version: number;
  settings: Pick<ModelSettings, 'model' | 'models' | 'temperature' | 'prices'>;
  /** Null: the installation's provider, and only the temperature is the organization's. */
  provider: { baseUrl: string; apiKey: string } | null;
}

export interface OwnModelOptions {
  guard: HttpGuard;
  timeoutMs: number;
  log?: Logger | undefined;
}

/** Calls of one organization to its own provider at once. */
const CONCURRENCY = 16;
const GATEWAYS = 200;

const namesOf = (settings: OwnModel['settings']): Record<ModelRole, string> =>
  Object.fromEntries(
    MODEL_ROLES.map(role => [role, (isOwnRole(role) ? modelOf(settings, role) : settings.model) ?? '']),
  ) as Record<ModelRole, string>;

const gatewayOf = (
  { settings, provider }: { settings: OwnModel['settings']; provider: NonNullable<OwnModel['provider']> },
  options: OwnModelOptions & { maxAttempts?: number },
): ModelGateway =>
  createModelGateway({
    ...options,
    ...provider,
    models: namesOf(settings),
    prices: settings.prices,
    concurrency: CONCURRENCY,
  });

/**
 * Sends each call to the model of its organization. What an organization cannot have of its own goes to the installation's,
 * and nothing ever falls back to it: the words of customers go where the organization sends them.
 * @param own null where an organization has set nothing; may throw ModelError.
 */
export function createOwnModels(
  installation: ModelGateway,
  own: (orgId: string) => Promise<OwnModel | null>,
  options: OwnModelOptions,
): ModelGateway {
  const gateways = new Map<string, { version: number; gateway: ModelGateway }>();
  const opened = (orgId: string, { version, settings, provider }: OwnModel): ModelGateway => {
    if (provider === null) return installation;
    const known = gateways.get(orgId);
    if (known?.version === version) return known.gateway;
    const gateway = gatewayOf({ settings, provider }, options);
    gateways.delete(orgId);
    const [oldest] = gateways.keys();
    if (gateways.size >= GATEWAYS && oldest !== undefined) gateways.delete(oldest);
    gateways.set(orgId, { version, gateway });
    return gateway;
  };
  return {
    ...installation,
    async complete(request) {
      const { orgId, role } = request;
      const found = orgId === undefined || !isOwnRole(role) ? null : await own(orgId);
      if (!found || orgId === undefined) return installation.complete(request);
      const temperature = WRITING_ROLES.includes(role) ? (found.settings.temperature ?? undefined) : undefined;
      return opened(orgId, found).complete({ ...request, temperature });
    },
    load: () =>
      [...gateways.values()].reduce((sum, { gateway }) => {
        const { running, waiting } = gateway.load();
        return { running: sum.running + running, waiting: sum.waiting + waiting };
      }, installation.load()),
    unpricedModels: () => [
      ...new Set([
        ...installation.unpricedModels(),
        ...[...gateways.values()].flatMap(({ gateway }) => gateway.unpricedModels()),
      ]),
    ],
  };
}

const MAX_LIST_BYTES = 4 * 1024 * 1024;
const MAX_OFFERED = 500;
const offeredSchema = z.object({ data: z.array(z.object({ id: z.string().min(1).max(120) })) });
const trialSchema = z.strictObject({ answer: z.string().max(200).describe('the word ok') });

/** Asks the provider what it offers, and each named model for one word. Never throws for what a provider does. */
export async function checkOwnModel(
  { settings, provider }: { settings: OwnModel['settings']; provider: NonNullable<OwnModel['provider']> },
  options: OwnModelOptions,
): Promise<ModelCheck> {
  const gateway = (model: string) =>
    gatewayOf({ settings: { ...settings, model, models: { ...NONE } }, provider }, { ...options, maxAttempts: 1 });
  const prices = { ...DEFAULT_PRICES, ...settings.prices };
  const [offered, ...results] = await Promise.all([
    offeredBy(provider, options),
    ...modelsUsed(settings).map(async ({ model, roles }) => {
      const startedAt = performance.now();
      const problem = await tried(gateway(model), settings.temperature, options.timeoutMs);
      const latencyMs = Math.round(performance.now() - startedAt);
      return { model, roles, ok: problem === null, latencyMs, problem, priced: priceOf(model, prices) !== null };
    }),
  ]);
  return { offered, results };
}

const NONE: ModelSettings['models'] = {
  extract: null,
  plan: null,
  write: null,
  critique: null,
  simple: null,
  summarize: null,
};

async function tried(gateway: ModelGateway, temperature: number | null, timeoutMs: number): Promise<string | null> {
  try {
    await gateway.complete({
      role: 'write',
      schemaName: 'trial',
      schema: trialSchema,
      system: 'This is a trial of the connection. Answer with the word ok.',
      user: '### text\nok',
      seed: 1,
      temperature: temperature ?? undefined,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return null;
  } catch (error) {
    if (error instanceof ModelError && error.code !== 'cancelled') return inTheirWords(error.message);
    return 'The model did not answer in time.';
  }
}

/** The gateway names settings of the installation; these are not theirs. */
const inTheirWords = (message: string): string =>
  message
    .replace('check OPENAI_API_KEY', 'check the key')
    .replace('check PARLEY_MODEL and OPENAI_BASE_URL', 'check the name of the model and the address');

/** Null where the provider has no such list, or none that can be read. */
async function offeredBy(
  { baseUrl, apiKey }: NonNullable<OwnModel['provider']>,
  { guard, timeoutMs, log }: OwnModelOptions,
): Promise<string[] | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const capped = cappedFetch(MAX_LIST_BYTES, signal, guard.fetch);
    const response = await capped.fetch(`${baseUrl.replace(/\/+$/, '')}/models`, {
      headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
      signal,
    });
    const listed = response.ok ? offeredSchema.safeParse(await response.json()) : null;
    return listed?.success
      ? listed.data.data
          .map(({ id }) => id)
          .sort()
          .slice(0, MAX_OFFERED)
      : null;
  } catch (error) {
    if (!(error instanceof RefusedAddress)) log?.warn({ err: error }, 'a model provider did not list its models');
    return null;
  }
}
