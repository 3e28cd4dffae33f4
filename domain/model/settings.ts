/** Which model an organization's agent thinks with (B-AI-7). Pure. */
import { z } from 'zod';
import type { ModelRole } from '../agent/schemas.ts';

/**
 * What an organization may give to a model of its own. Embeddings stay the installation's, because what is stored was made
 * with them; so do transcripts and descriptions of pictures.
 */
export const OWN_ROLES = [
  'extract',
  'plan',
  'write',
  'critique',
  'simple',
  'summarize',
] as const satisfies readonly ModelRole[];
export type OwnRole = (typeof OWN_ROLES)[number];

/** Those that write for customers: only they are given the temperature. */
export const WRITING_ROLES: readonly ModelRole[] = ['write', 'simple'];

export const MODEL_PROVIDERS = ['installation', 'openai', 'anthropic', 'compatible'] as const;
export type ModelProvider = (typeof MODEL_PROVIDERS)[number];

/** Addresses that are known; `compatible` names its own. */
export const PROVIDER_URLS: Partial<Record<ModelProvider, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
};

const modelName = z
  .string()
  .trim()
  .min(1, 'Name a model.')
  .max(120)
  .regex(/^[\w./:@-]+$/, 'A model’s name has letters, digits and . / : @ - _ only.');

/** Micro-dollars per million tokens: 150_000 is $0.15. */
const price = z.int().min(0).max(10_000_000_000);
export const modelPriceSchema = z.strictObject({ inputMicrosPerMillion: price, outputMicrosPerMillion: price });

const byRole = z.strictObject({
  extract: modelName.nullable().default(null),
  plan: modelName.nullable().default(null),
  write: modelName.nullable().default(null),
  critique: modelName.nullable().default(null),
  simple: modelName.nullable().default(null),
  summarize: modelName.nullable().default(null),
} satisfies Record<OwnRole, unknown>);

const fields = {
  /** `installation`: what the operator has set, and nothing of one's own but the temperature. */
  provider: z.enum(MODEL_PROVIDERS).default('installation'),
  /** For `compatible`: an address that speaks the OpenAI API, e.g. https://openrouter.ai/api/v1. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'Give an http(s) address.' })
    .max(500)
    .nullable()
    .default(null),
  /** For every role that has none of its own. */
  model: modelName.nullable().default(null),
  models: byRole.prefault({}),
  /** 0 to 2; null leaves the provider's. Used when a message is written, not when one is read or judged. */
  temperature: z.number().min(0).max(2).nullable().default(null),
  /** What models cost that have no known price: without one their use counts as free. */
  prices: z.record(modelName, modelPriceSchema).default({}),
};

function judge(
  settings: { provider: ModelProvider; baseUrl: string | null; model: string | null; prices: object },
  context: z.RefinementCtx,
): void {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (Object.keys(settings.prices).length > 20) wrong('prices', 'Give prices of at most 20 models.');
  if (settings.provider === 'installation') return;
  if (settings.model === null) wrong('model', 'Name the model to use.');
  if (settings.provider === 'compatible' && settings.baseUrl === null)
    wrong('baseUrl', 'Give the address of the provider.');
}

export const modelSettingsSchema = z.strictObject(fields).superRefine(judge);
/** As they are typed: with a key, when there is a new one. */
export const typedModelSchema = z
  .strictObject({
    ...fields,
    /** Left out: the stored one stays. Null: none. It is never shown again. */
    apiKey: z
      .string()
      .trim()
      .min(1)
      .max(400)
      .regex(/^[\x21-\x7e]+$/, 'A key has no spaces and only plain letters, digits and signs.')
      .nullable()
      .optional(),
  })
  .superRefine(judge);
export type TypedModel = z.infer<typeof typedModelSchema>;
export type ModelSettings = z.infer<typeof modelSettingsSchema>;

/** Where calls go; null for the installation's own. */
export const addressOf = ({ provider, baseUrl }: Pick<ModelSettings, 'provider' | 'baseUrl'>): string | null =>
  provider === 'installation' ? null : (PROVIDER_URLS[provider] ?? baseUrl);

export const isOwnRole = (role: ModelRole): role is OwnRole => (OWN_ROLES as readonly ModelRole[]).includes(role);

/** The model of a role; null where nothing is named. */
export const modelOf = ({ model, models }: Pick<ModelSettings, 'model' | 'models'>, role: OwnRole): string | null =>
  models[role] ?? model;

/** Every model that is named, each once, with the roles it has. */
export function modelsUsed(settings: Pick<ModelSettings, 'model' | 'models'>): { model: string; roles: OwnRole[] }[] {
  const used = new Map<string, OwnRole[]>();
  for (const role of OWN_ROLES) {
    const model = modelOf(settings, role);
    if (model !== null) used.set(model, [...(used.get(model) ?? []), role]);
  }
  return [...used].map(([model, roles]) => ({ model, roles }));
}

/** What a provider answered when it was tried. */
export interface ModelCheck {
  /** Names it offers, for the picker; null where it does not tell. */
  offered: string[] | null;
  results: {
    model: string;
    roles: OwnRole[];
    ok: boolean;
    latencyMs: number;
    /** What is wrong, and how to mend it. */
    problem: string | null;
    /** Whether its price is known: otherwise its use counts as free. */
    priced: boolean;
  }[];
}
