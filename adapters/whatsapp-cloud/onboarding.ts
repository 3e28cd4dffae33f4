/** Reading calls about the account: templates, the number, its webhooks. They throw, for a person to read. */
import type { ChannelCredentials, ChannelTemplate } from '../../activities/ports.ts';
import { ChannelCallError } from '../../domain/message/errors.ts';
import { answerError, explain } from './errors.ts';
import { callGraph, type GraphOptions } from './http.ts';
import { asArray, asObject, asString, cleanJson, objectsOf } from './json.ts';
import type { JsonObject } from './wire.ts';

export interface PhoneNumberInfo {
  displayPhoneNumber: string | null;
  verifiedName: string | null;
  /** GREEN, YELLOW, RED, NA or UNKNOWN. */
  quality: string | null;
  /** CONNECTED when it can send; other words of the provider otherwise. */
  status: string | null;
  /** TIER_250 … TIER_UNLIMITED. */
  messagingLimit: string | null;
  /** STANDARD (80 messages a second) or HIGH. */
  throughput: string | null;
  /** VERIFIED, NOT_VERIFIED or EXPIRED. */
  codeVerification: string | null;
  /** Where webhooks go when the number overrides the app's address. */
  webhookUrl: string | null;
}

const NUMBER_FIELDS =
  'id,display_phone_number,verified_name,quality_rating,status,code_verification_status,throughput,webhook_configuration,whatsapp_business_manager_messaging_limit';

export async function phoneNumberInfo(
  options: GraphOptions,
  credentials: ChannelCredentials,
): Promise<PhoneNumberInfo> {
  const body = await get(
    options,
    credentials,
    `${encodeURIComponent(credentials.phoneNumberId)}?fields=${NUMBER_FIELDS}`,
  );
  return {
    displayPhoneNumber: asString(body.display_phone_number),
    verifiedName: asString(body.verified_name),
    quality: asString(body.quality_rating),
    status: asString(body.status),
    messagingLimit: asString(body.whatsapp_business_manager_messaging_limit) ?? asString(body.messaging_limit_tier),
    throughput: asString(asObject(body.throughput)?.level),
    codeVerification: asString(body.code_verification_status),
    webhookUrl:
      asString(asObject(body.webhook_configuration)?.phone_number) ??
      asString(asObject(body.webhook_configuration)?.application),
  };
}

export async function subscribedApps(options: GraphOptions, credentials: ChannelCredentials): Promise<string[]> {
  const body = await get(options, credentials, `${encodeURIComponent(credentials.businessAccountId)}/subscribed_apps`);
  return objectsOf(body.data).map(
    item =>
      asString(asObject(item.whatsapp_business_api_data)?.name) ??
      asString(asObject(item.whatsapp_business_api_data)?.id) ??
      'unnamed app',
  );
}

const PAGE_SIZE = 100;
/** An account has at most 6,000 templates. */
const MAX_PAGES = 100;

/** All templates, page by page. @throws ChannelCallError */
export async function listTemplates(
  options: GraphOptions,
  credentials: ChannelCredentials,
): Promise<ChannelTemplate[]> {
  const templates: ChannelTemplate[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      fields: 'id,name,language,status,category,components,quality_score',
      limit: String(PAGE_SIZE),
      ...(after ? { after } : {}),
    });
    const body = await get(
      options,
      credentials,
      `${encodeURIComponent(credentials.businessAccountId)}/message_templates?${query}`,
    );
    templates.push(...objectsOf(body.data).flatMap(toTemplate));
    const paging = asObject(body.paging);
    const next = asString(paging?.next) ? asString(asObject(paging?.cursors)?.after) : null;
    if (!next || next === after) break;
    after = next;
  }
  return templates;
}

function toTemplate(item: JsonObject): ChannelTemplate[] {
  const name = asString(item.name);
  const language = asString(item.language);
  if (!name || !language) return [];
  return [
    {
      providerTemplateId: asString(item.id) ?? '',
      name,
      language,
      category: asString(item.category)?.toUpperCase() ?? 'UNKNOWN',
      status: asString(item.status)?.toUpperCase() ?? 'UNKNOWN',
      quality: asString(asObject(item.quality_score)?.score) ?? asString(item.quality_score),
      components: asArray(cleanJson(item.components)),
    },
  ];
}

async function get(options: GraphOptions, credentials: ChannelCredentials, path: string): Promise<JsonObject> {
  const outcome = await callGraph(options, { method: 'GET', path, token: credentials.accessToken });
  if (outcome.type === 'failed')
    throw new ChannelCallError(outcome.error.code, outcome.error.message, explain(outcome.error.code).remedy, true);
  const body = asObject(outcome.body);
  if (outcome.status >= 200 && outcome.status < 300 && body && !body.error) return body;
  const error = answerError(outcome.status, outcome.body, outcome.retryAfterMs);
  const { explanation, remedy } = explain(error.code);
  const retryable = error.verdict === 'retry' || error.verdict === 'wait' || error.verdict === 'unknown';
  throw new ChannelCallError(
    error.code,
    explanation === error.message ? explanation : `${explanation} ${error.message}`,
    remedy,
    retryable,
  );
}
