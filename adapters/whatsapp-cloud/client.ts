/** The WhatsApp Cloud API as a ChannelPort: single attempts, and honest about what it does not know. */
import type { ChannelCredentials, ChannelPort, ChannelTemplate } from '../../activities/ports.ts';
import { ValidationError } from '../../domain/message/errors.ts';
import type { OutboundMessage, SendResult } from '../../domain/message/outbound.ts';
import { createHttpGuard } from '../http-guard/guard.ts';
import { answerError, explain } from './errors.ts';
import { callGraph, type Fetch, type GraphOptions, type HttpOutcome } from './http.ts';
import { asObject, asString, objectsOf } from './json.ts';
import { download, upload } from './media.ts';
import { listTemplates, type PhoneNumberInfo, phoneNumberInfo, subscribedApps } from './onboarding.ts';
import { toWire } from './payload.ts';
import type { JsonObject } from './wire.ts';

export interface WhatsAppCloud extends ChannelPort {
  /** For onboarding: proves token and number id, and says quality and limits. @throws ChannelCallError */
  phoneNumberInfo(credentials: ChannelCredentials): Promise<PhoneNumberInfo>;
  /** Names of the apps that get this account's webhooks; none means nothing ever arrives. @throws ChannelCallError */
  subscribedApps(credentials: ChannelCredentials): Promise<string[]>;
}

export type WhatsAppCloudOptions = Omit<GraphOptions, 'fetch'> & { fetch?: Fetch };

/** @param given `timeoutMs` covers one whole attempt; `fetch` is for tests. */
export function createWhatsAppCloud(given: WhatsAppCloudOptions): WhatsAppCloud {
  // The Graph address is the operator's; those of files come from answers, and are judged.
  const fetch = given.fetch ?? createHttpGuard({ operatorUrls: [given.graphUrl] }).fetch;
  const options = { ...given, fetch };
  return {
    send: (credentials, message, signal) => send(options, credentials, message, signal),
    markRead: (credentials, providerMessageId, typing) => markRead(options, credentials, providerMessageId, typing),
    download: (credentials, providerMediaId) => download(options, credentials, providerMediaId),
    upload: (credentials, file) => upload(options, credentials, file),
    listTemplates: (credentials): Promise<ChannelTemplate[]> => listTemplates(options, credentials),
    limits: async credentials => {
      const { messagingLimit, quality } = await phoneNumberInfo(options, credentials);
      return { messagingTier: messagingLimit, quality };
    },
    phoneNumberInfo: credentials => phoneNumberInfo(options, credentials),
    subscribedApps: credentials => subscribedApps(options, credentials),
  };
}

/** A message that breaks a limit is refused here, so that the ledger shows it as failed rather than unknown. */
async function send(
  options: GraphOptions,
  credentials: ChannelCredentials,
  message: OutboundMessage,
  signal?: AbortSignal,
): Promise<SendResult> {
  let json: JsonObject;
  try {
    json = toWire(message);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return {
      type: 'refused',
      error: { code: 'invalid_message', message: error.message, verdict: 'give_up', retryAfterMs: null },
    };
  }
  const path = `${encodeURIComponent(credentials.phoneNumberId)}/messages`;
  return resultOf(await callGraph(options, { method: 'POST', path, token: credentials.accessToken, json, signal }));
}

function resultOf(outcome: HttpOutcome): SendResult {
  if (outcome.type === 'failed')
    return { type: outcome.error.verdict === 'retry' ? 'refused' : 'unknown', error: outcome.error };
  const { status, body, retryAfterMs } = outcome;
  if (status >= 200 && status < 300) {
    const sent = objectsOf(asObject(body)?.messages)[0];
    const providerMessageId = asString(sent?.id);
    if (!providerMessageId)
      return {
        type: 'unknown',
        error: {
          code: 'bad_answer',
          message: explain('bad_answer').explanation,
          verdict: 'unknown',
          retryAfterMs: null,
        },
      };
    const messageStatus = asString(sent?.message_status) ?? 'accepted';
    return {
      type: 'accepted',
      providerMessageId,
      identities: answeredIdentities(body),
      held: messageStatus !== 'accepted',
    };
  }
  const error = answerError(status, body, retryAfterMs);
  return { type: error.verdict === 'unknown' ? 'unknown' : 'refused', error };
}

/** The normalized recipient: `wa_id` may differ from what was dialled, and is absent for business-scoped ids. */
function answeredIdentities(body: unknown): { kind: 'wa_id' | 'wa_user_id'; value: string }[] {
  const contact = objectsOf(asObject(body)?.contacts)[0];
  const waId = asString(contact?.wa_id);
  const userId = asString(contact?.user_id);
  return [
    ...(userId ? [{ kind: 'wa_user_id' as const, value: userId }] : []),
    ...(waId ? [{ kind: 'wa_id' as const, value: waId }] : []),
  ];
}

async function markRead(
  options: GraphOptions,
  credentials: ChannelCredentials,
  providerMessageId: string,
  typing: boolean,
): Promise<boolean> {
  const json = {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: providerMessageId,
    ...(typing ? { typing_indicator: { type: 'text' } } : {}),
  };
  const outcome = await callGraph(options, {
    method: 'POST',
    path: `${encodeURIComponent(credentials.phoneNumberId)}/messages`,
    token: credentials.accessToken,
    json,
  });
  return outcome.type === 'answer' && outcome.status === 200 && asObject(outcome.body)?.success !== false;
}
