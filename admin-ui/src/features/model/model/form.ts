/** The form of the model settings, and what is sent of it. */

import type { ModelView } from '../../../../../api/contracts/models.ts';
import { type ModelProvider, OWN_ROLES, type OwnRole, type TypedModel } from '../../../../../domain/model/settings.ts';
import { t } from '../../../lib/language.ts';

export type ModelBody = TypedModel;

export interface ModelForm {
  provider: ModelProvider;
  baseUrl: string;
  /** Empty: the stored one stays. */
  apiKey: string;
  model: string;
  models: Record<OwnRole, string>;
  temperature: string;
  /** Dollars per million tokens, as typed, by model. */
  prices: Record<string, { input: string; output: string }>;
}

export const ROLE_WORDS: Record<OwnRole, { label: string; about: string }> = {
  write: { label: t('Writing'), about: t('What the customer reads') },
  plan: { label: t('Planning'), about: t('What to do next') },
  extract: { label: t('Reading'), about: t('What the customer said and wants') },
  critique: { label: t('Checking'), about: t('Whether an answer rests on your facts') },
  simple: { label: t('Everything in one call'), about: t('Where a playbook thinks in one call') },
  summarize: { label: t('Summing up'), about: t('Notes of a long talk') },
};
export const ROLES_SHOWN = Object.keys(ROLE_WORDS) as OwnRole[];

export const PROVIDER_WORDS: Record<ModelProvider, string> = {
  installation: t('The model of this installation'),
  openai: t('OpenAI, with your own key'),
  anthropic: t('Anthropic, with your own key'),
  compatible: t('Another one that speaks the OpenAI API'),
};

const MICROS = 1_000_000;

export const formOf = (view: ModelView): ModelForm => ({
  provider: view.provider,
  baseUrl: view.baseUrl ?? '',
  apiKey: '',
  model: view.model ?? '',
  models: Object.fromEntries(OWN_ROLES.map(role => [role, view.models[role] ?? ''])) as Record<OwnRole, string>,
  temperature: view.temperature === null ? '' : String(view.temperature),
  prices: Object.fromEntries(
    Object.entries(view.prices).map(([model, { inputMicrosPerMillion, outputMicrosPerMillion }]) => [
      model,
      { input: String(inputMicrosPerMillion / MICROS), output: String(outputMicrosPerMillion / MICROS) },
    ]),
  ),
});

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')));

/** What is wrong with what was typed, by field; nothing when it may be sent. */
export function problemsOf(form: ModelForm, hasKeyFor: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  const temperature = numberOf(form.temperature);
  if (form.temperature.trim() !== '' && !(temperature >= 0 && temperature <= 2))
    found.temperature = t('Write a number from 0 to 2, or leave it empty.');
  for (const [model, { input, output }] of Object.entries(form.prices)) {
    if (input.trim() === '' && output.trim() === '') continue;
    if (![input, output].every(text => numberOf(text) >= 0 && numberOf(text) <= 10_000))
      found[`price ${model}`] = t('Write both prices as dollars, such as 0.50.');
  }
  if (form.provider === 'installation') return found;
  if (form.model.trim() === '') found.model = t('Name the model to use.');
  if (form.provider === 'compatible' && !/^https?:\/\/[^\s/]+/.test(form.baseUrl.trim()))
    found.baseUrl = t('Give the address, such as https://openrouter.ai/api/v1.');
  if (form.provider !== 'compatible' && form.apiKey.trim() === '' && !hasKeyFor)
    found.apiKey = t('Type the key of this provider.');
  return found;
}

export function bodyOf(form: ModelForm): ModelBody {
  const installation = form.provider === 'installation';
  const nameOf = (text: string) => (installation || text.trim() === '' ? null : text.trim());
  const temperature = numberOf(form.temperature);
  return {
    provider: form.provider,
    baseUrl: form.provider === 'compatible' ? form.baseUrl.trim() : null,
    ...(form.apiKey.trim() === '' ? {} : { apiKey: form.apiKey.trim() }),
    model: nameOf(form.model),
    models: Object.fromEntries(OWN_ROLES.map(role => [role, nameOf(form.models[role])])) as Record<
      OwnRole,
      string | null
    >,
    temperature: Number.isFinite(temperature) ? temperature : null,
    prices: Object.fromEntries(
      Object.entries(form.prices)
        .filter(([, { input, output }]) => input.trim() !== '' && output.trim() !== '')
        .map(([model, { input, output }]) => [
          model,
          {
            inputMicrosPerMillion: Math.round(numberOf(input) * MICROS),
            outputMicrosPerMillion: Math.round(numberOf(output) * MICROS),
          },
        ]),
    ),
  };
}
