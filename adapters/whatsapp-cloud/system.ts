/** `system` messages and `user_id_update`: a customer's number or business-scoped id changed (reference, 6.3 and 9). */
import type { InboundSender, InboundUpdate } from '../../domain/message/inbound.ts';
import { notice } from './content.ts';
import { identitiesOf, senderOf } from './identity.ts';
import { asObject, asString } from './json.ts';
import type { MessageContext } from './messages.ts';
import { timeOf } from './time.ts';
import type { JsonObject } from './wire.ts';

/** Both ids stand in the sentence even where no property carries the old one: "User Ana changed from US.1 to US.2". */
const CHANGED_FROM = /changed from (\S+) to (\S+)/;
const CHANGES = new Set(['user_changed_number', 'user_changed_user_id', 'customer_changed_number']);

/** One `system` message: an identity change, or a line for people. */
export function systemUpdate(message: JsonObject, providerMessageId: string, context: MessageContext): InboundUpdate {
  const system = asObject(message.system) ?? {};
  const body = asString(system.body);
  const sentence = CHANGED_FROM.exec(body ?? '');
  const type = asString(system.type) ?? '';
  const sentAt = timeOf(message.timestamp, context.receivedAt);
  if (CHANGES.has(type) || sentence) {
    const old = identitiesOf({
      userId: message.from_user_id ?? system.previous_user_id ?? userIdIn(sentence?.[1]),
      parentUserId: message.from_parent_user_id ?? system.previous_parent_user_id,
      waId: asString(message.from) ?? asString(system.customer) ?? sentence?.[1],
    });
    const now = identitiesOf({
      userId: system.user_id ?? userIdIn(sentence?.[2]),
      parentUserId: system.parent_user_id,
      waId: asString(system.wa_id) ?? asString(system.new_wa_id) ?? (userIdIn(sentence?.[2]) ? null : sentence?.[2]),
    });
    return changed(providerMessageId, sentAt, { identities: old, name: null, username: null }, now);
  }
  const sender = senderOf(
    {
      userId: message.from_user_id,
      parentUserId: message.from_parent_user_id,
      waId: asString(message.from) ?? system.customer,
    },
    context.contact,
  );
  if (!sender) return { type: 'ignored', reason: 'system_without_sender' };
  const isIdentity = type === 'customer_identity_changed';
  const { content, answerable } = notice(
    body ?? (isIdentity ? 'The customer reinstalled WhatsApp or changed phones.' : 'WhatsApp reported a change.'),
    { systemType: type },
  );
  return {
    type: 'message',
    providerMessageId,
    sender,
    sentAt,
    content,
    answerable,
    replyToProviderId: null,
    forwarded: false,
    attribution: null,
  };
}

/** One item of `user_id_update[]`: `{user_id: {previous, current}, parent_user_id?: {previous, current}, wa_id?}`. */
export function userIdUpdate(
  item: unknown,
  contact: JsonObject | null,
  updateId: string,
  receivedAt: number,
): InboundUpdate {
  const update = asObject(item);
  const user = asObject(update?.user_id);
  const parent = asObject(update?.parent_user_id);
  const waId = asString(update?.wa_id) ?? contact?.wa_id;
  const old = identitiesOf({ userId: user?.previous ?? update?.previous_user_id, parentUserId: parent?.previous });
  const now = identitiesOf({ userId: user?.current ?? update?.current_user_id, parentUserId: parent?.current, waId });
  const sender = senderOf({}, contact);
  return changed(
    updateId,
    timeOf(update?.timestamp, receivedAt),
    { identities: old, name: sender?.name ?? null, username: sender?.username ?? null },
    now,
  );
}

function changed(
  providerMessageId: string,
  sentAt: number,
  sender: InboundSender,
  now: InboundSender['identities'],
): InboundUpdate {
  const fresh = now.filter(
    identity => !sender.identities.some(known => known.kind === identity.kind && known.value === identity.value),
  );
  if (sender.identities.length === 0 || fresh.length === 0)
    return { type: 'ignored', reason: 'identity_change_without_ids' };
  return { type: 'identity_changed', sender, newIdentities: fresh, sentAt, providerMessageId };
}

function userIdIn(text: string | undefined): string | null {
  return text && /^[A-Z]{2}\./.test(text) ? text.replace(/[.,;]+$/, '') : null;
}
