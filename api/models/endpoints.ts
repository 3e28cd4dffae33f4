/** The model of an organization: provider, key, names and temperature, tried before they are saved (B-AI-7). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { takeFromWindow } from '../../db/limits/windows.ts';
import {
  findModelSettings,
  MODEL_KEY_FIELD,
  type ModelSettingsRow,
  saveModelSettings,
} from '../../db/model/queries.ts';
import { addressOf, modelSettingsSchema, type TypedModel, typedModelSchema } from '../../domain/model/settings.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { type ModelView, modelCheckSchema, modelViewSchema } from '../contracts/models.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, type ApiServices, type Caller, defineEndpoint, type ModelDesk } from '../endpoint.ts';

const tag = 'Settings';
const params = z.strictObject({});
const query = z.strictObject({});

const CHECKS_PER_MINUTE = 10;
const MINUTE_MS = 60_000;
const KEY_SHOWN = 4;

const errors = [
  { status: 422, code: 'bad_address', when: 'the address may not be reached, or cannot be found' },
  { status: 422, code: 'key_needed', when: 'the provider has changed, and the stored key was for another one' },
];

export const modelEndpoint = defineEndpoint({
  method: 'get',
  path: '/settings/model',
  summary: 'Which model the agent thinks with',
  tag,
  needs: read('settings'),
  params,
  query,
  body: z.undefined(),
  response: modelViewSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => view(await findModelSettings(tx, caller), services)),
});

export const saveModelEndpoint = defineEndpoint({
  method: 'put',
  path: '/settings/model',
  summary: 'Choose the model; taken up within seconds',
  tag,
  needs: write('settings'),
  people: true,
  params,
  query,
  body: typedModelSchema,
  response: modelViewSchema,
  errors,
  async handle({ body, caller, services }) {
    const { orgId } = caller;
    const now = services.clock.now();
    const stored = await storedOf(services, caller);
    const key = await keyFor(services, caller, body, stored);
    await mustBeReachable(services, body);
    const { apiKey: _, ...typed } = body;
    // What the provider does not use is not kept: an address nobody sees would be used by the next one who switches.
    const settings = modelSettingsSchema.parse({
      ...typed,
      ...(typed.provider === 'compatible' ? {} : { baseUrl: null }),
      ...(typed.provider === 'installation' ? { model: null, models: {} } : {}),
    });
    const sealed =
      key === null || settings.provider === 'installation'
        ? null
        : { sealed: await services.keyring.seal(orgId, MODEL_KEY_FIELD, Buffer.from(key)), end: endOf(key) };
    return services.db.withOrg(orgId, async tx => {
      await saveModelSettings(tx, { orgId, settings, key: sealed, now });
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'model_set',
        subjectId: null,
        payload: {
          provider: settings.provider,
          address: addressOf(settings),
          model: settings.model,
          temperature: settings.temperature,
          newKey: body.apiKey !== undefined,
        },
        now,
      });
      return view(await findModelSettings(tx, { orgId }), services);
    });
  },
});

export const checkModelEndpoint = defineEndpoint({
  method: 'post',
  path: '/settings/model/check',
  summary: 'Try a model before it is saved: what the provider offers, and whether each model answers; 10 a minute',
  tag,
  needs: write('settings'),
  people: true,
  params,
  query,
  body: typedModelSchema,
  response: modelCheckSchema,
  errors: [
    ...errors,
    {
      status: 409,
      code: 'nothing_to_check',
      when: 'the installation’s own model is chosen, or nothing can be tried here',
    },
  ],
  async handle({ body, caller, services }) {
    const baseUrl = addressOf(body);
    if (baseUrl === null || !services.models)
      throw new ApiError(409, 'nothing_to_check', 'The model of this installation is its operator’s matter.', {
        hint: 'Choose a provider of your own to try it.',
      });
    await mustNotHurry(services, caller.orgId);
    const key = await keyFor(services, caller, body, await storedOf(services, caller));
    await mustBeReachable(services, body);
    return services.models.check(body, { baseUrl, apiKey: key ?? '' });
  },
});

const storedOf = ({ db }: ApiServices, { orgId }: Caller): Promise<ModelSettingsRow | null> =>
  db.withOrg(orgId, tx => findModelSettings(tx, { orgId }));

/** @throws ApiError: a stored key never goes to another address than the one it was given for. */
async function keyFor(
  { keyring }: ApiServices,
  { orgId }: Caller,
  typed: TypedModel,
  stored: ModelSettingsRow | null,
): Promise<string | null> {
  if (typed.apiKey !== undefined) return typed.apiKey;
  if (!stored?.apiKeySealed || typed.provider === 'installation') return null;
  const [before, after] = [addressOf(stored), addressOf(typed)];
  if (before !== after)
    throw new ApiError(422, 'key_needed', 'The stored key was given for another provider.', {
      hint: 'Type the key of this provider.',
      errors: [{ path: 'apiKey', message: 'Type the key of this provider: the stored one was given for another.' }],
    });
  return (await keyring.open(orgId, MODEL_KEY_FIELD, stored.apiKeySealed)).toString('utf8');
}

async function mustBeReachable({ models }: { models?: ModelDesk }, typed: TypedModel): Promise<void> {
  const address = addressOf(typed);
  if (address === null || !models) return;
  await models.mayReach(address).catch((error: unknown) => {
    const refused = (error as { code?: unknown } | null)?.code === 'refused_address';
    const message = refused && error instanceof Error ? error.message : 'This address cannot be found.';
    throw new ApiError(422, 'bad_address', message, {
      hint: refused ? 'Give a public address, or ask the operator to allow it.' : 'Check how it is spelled.',
      errors: [{ path: 'baseUrl', message }],
    });
  });
}

async function mustNotHurry({ db, clock }: ApiServices, orgId: string): Promise<void> {
  const now = clock.now();
  const { through, endsAt } = await db.withSystem(tx =>
    takeFromWindow(tx, { key: `model-check/${orgId}`, units: 1, windowMs: MINUTE_MS, now }),
  );
  if (through > CHECKS_PER_MINUTE)
    throw new ApiError(429, 'rate_limited', `More than ${CHECKS_PER_MINUTE} trials in a minute.`, {
      hint: `Try again in ${Math.max(1, Math.ceil((endsAt - now) / 1000))} s.`,
    });
}

/** Short keys are shown not at all. */
const endOf = (key: string): string => (key.length >= 12 ? key.slice(-KEY_SHOWN) : '');

function view(row: ModelSettingsRow | null, { models }: ApiServices): ModelView {
  const { apiKeySealed = null, keyEnd = null } = row ?? {};
  const { provider, baseUrl, model, models: named, temperature, prices } = row ?? modelSettingsSchema.parse({});
  return {
    provider,
    baseUrl,
    model,
    models: named,
    temperature,
    prices,
    hasKey: apiKeySealed !== null,
    keyEnd,
    installation: models?.installation ?? {},
  };
}
