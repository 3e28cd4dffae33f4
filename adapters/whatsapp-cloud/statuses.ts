/** `statuses[]`: what became of our sends. They come in any order; the ledger merges them (domain/message/delivery.ts). */
import type { InboundUpdate } from '../../domain/message/inbound.ts';
import { webhookError } from './errors.ts';
import { identitiesOf } from './identity.ts';
import { asBoolean, asObject, asString, clip, objectsOf } from './json.ts';
import { timeOf } from './time.ts';
import type { JsonObject } from './wire.ts';

/** `played` (a voice message was heard) says at least that it was seen. */
const STATES = { sent: 'SENT', delivered: 'DELIVERED', read: 'READ', played: 'READ', failed: 'FAILED' } as const;

/** One item of `statuses[]`. Unknown words are ignored with their name: the enum is open. */
export function normalizeStatus(item: unknown, contact: JsonObject | null, receivedAt: number): InboundUpdate {
  const status = asObject(item);
  const providerMessageId = asString(status?.id);
  if (!status || !providerMessageId) return { type: 'ignored', reason: 'status_without_id' };
  if (asString(status.recipient_type) === 'group' || asString(status.recipient_participant_id))
    return { type: 'ignored', reason: 'group_status' };
  if (asString(status.type) === 'call') return { type: 'ignored', reason: 'call_status' };
  const word = asString(status.status)?.toLowerCase() ?? 'missing';
  const state = Object.hasOwn(STATES, word) ? STATES[word as keyof typeof STATES] : null;
  if (!state) return { type: 'ignored', reason: `status:${clip(word, 40)}` };
  const pricing = asObject(status.pricing);
  return {
    type: 'status',
    providerMessageId,
    ourMessageId: asString(status.biz_opaque_callback_data),
    state,
    at: timeOf(status.timestamp, receivedAt),
    error: state === 'FAILED' ? webhookError(objectsOf(status.errors)[0] ?? null) : null,
    pricing: pricing
      ? {
          billable: asBoolean(pricing.billable),
          category: asString(pricing.category),
          type: asString(pricing.type),
          model: asString(pricing.pricing_model),
        }
      : null,
    recipient: identitiesOf({
      userId: status.recipient_user_id ?? contact?.user_id,
      parentUserId: status.recipient_parent_user_id ?? status.parent_recipient_user_id ?? contact?.parent_user_id,
      waId: asString(status.recipient_id) ?? contact?.wa_id,
    }),
  };
}
