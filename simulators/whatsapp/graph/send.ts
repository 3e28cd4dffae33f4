import { putMessage } from '../chat-messages.ts';
import type { FaultEffect } from '../faults.ts';
import { effectOf } from '../faults.ts';
import { addressOf, chatOf } from '../identity/customers.ts';
import { buildWamid } from '../identity/wamid.ts';
import type { BusinessNumber, Json, SendRecord } from '../records.ts';
import { pricingOf } from '../webhooks/pricing.ts';
import { planStatuses } from '../webhooks/statuses.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';
import { type Recipient, resolveRecipient } from './recipient.ts';
import { isObject, optionalText } from './validate/checks.ts';
import { checkContent, contextIdOf } from './validate/message.ts';
import { fillTemplate, type RenderedTemplate } from './validate/template.ts';
import { entryPointOpen, windowOpen } from './window.ts';

/** A send that passed every check of its shape. */
export interface CheckedSend {
  number: BusinessNumber;
  recipient: Recipient;
  type: string;
  text: string;
  contextId?: string;
  callbackData?: string;
  category: string;
  rendered?: RenderedTemplate;
  body: Json;
}

/** Checks shape, limits and recipient of a `POST /{PNID}/messages` body. Throws GraphError. */
export function checkSend(world: World, number: BusinessNumber, body: Json): CheckedSend {
  if (body.messaging_product !== 'whatsapp') {
    throw new GraphError(100, 'The parameter messaging_product is required and must be "whatsapp".');
  }
  const type = typeof body.type === 'string' ? body.type : 'text';
  const callbackData = optionalText(body, 'biz_opaque_callback_data', 'biz_opaque_callback_data', 512);
  const contextId = contextIdOf(body, type);
  const media = { find: (id: string) => liveMedia(world, id) };
  let text: string;
  let category = 'service';
  let rendered: RenderedTemplate | undefined;
  if (type === 'template') {
    const filled = fillTemplate(body, { find: (name, language) => findTemplate(world, number.wabaId, name, language) });
    category = filled.template.category.toLowerCase();
    rendered = filled.rendered;
    text = rendered.body;
  } else text = checkContent(type, body, media);
  const recipient = resolveRecipient(world, number, body);
  if (recipient.addressedBy === 'user_id' && category === 'authentication') {
    throw new GraphError(131062, 'Authentication templates cannot be sent to a business-scoped user ID.');
  }
  return {
    number,
    recipient,
    type,
    text,
    category,
    body,
    ...(contextId === undefined ? {} : { contextId }),
    ...(callbackData === undefined ? {} : { callbackData }),
    ...(rendered === undefined ? {} : { rendered }),
  };
}

/** Accepts: ledger first, then the handset and the statuses. Answers the body of the HTTP 200. */
export function acceptSend(
  world: World,
  send: CheckedSend,
  effects: FaultEffect[],
): { record: SendRecord; answer: Json } {
  const { recipient, number } = send;
  const now = world.clock.now();
  const { customer } = recipient;
  const chat = chatOf(world, customer, number.phoneNumberId);
  const wamid = world.random.unique(
    () => buildWamid(addressOf(customer), 'business', world.random),
    id => world.stores.sends.has(id),
  );
  if (chat.adTapAt !== undefined && now - chat.adTapAt < 86_400_000 && (chat.entryPointUntil ?? 0) < now) {
    world.stores.chats.patch(chat.key, { entryPointUntil: now + 72 * 3_600_000, adTapAt: undefined });
  }
  const inWindow = windowOpen(chat, now);
  const inEntryPoint = entryPointOpen(chat, now);
  const record: SendRecord = {
    wamid,
    phoneNumberId: number.phoneNumberId,
    customerId: customer.id,
    at: now,
    to: recipient.to,
    input: recipient.input,
    addressedBy: recipient.addressedBy,
    type: send.type,
    text: send.text,
    category: send.category,
    ...(send.callbackData === undefined ? {} : { bizOpaqueCallbackData: send.callbackData }),
    body: send.body,
    answer: losesAnswer(effects) || customer.losesReply ? 'lost' : 'given',
    statusMode: effectOf(effects, 'statuses')?.mode ?? world.options.statusMode,
    ...failureOf(world, send, effects, inWindow),
    pricing: pricingOf({ category: send.category, windowOpen: inWindow, entryPointOpen: inEntryPoint, now }),
    conversation: {
      id: world.random.hex(32).toLowerCase(),
      expiration_timestamp: String(Math.floor((now + 86_400_000) / 1_000)),
      origin: { type: inEntryPoint ? 'referral_conversion' : send.category },
    },
    statuses: [],
  };
  world.stores.sends.set(wamid, record);
  if (send.type !== 'reaction') putOnPhone(world, send, record, chat.key);
  planStatuses(world, record);
  return { record, answer: answerOf(send, wamid) };
}

function losesAnswer(effects: FaultEffect[]): boolean {
  return effects.some(effect => effect.kind.startsWith('accept_then_'));
}

function failureOf(
  world: World,
  send: CheckedSend,
  effects: FaultEffect[],
  inWindow: boolean,
): Pick<SendRecord, 'failWith'> {
  const planned = effectOf(effects, 'fail');
  if (planned !== undefined) {
    return { failWith: { code: planned.code, ...(planned.details === undefined ? {} : { details: planned.details }) } };
  }
  if (send.category === 'marketing' && marketingStopped(world, send)) {
    return { failWith: { code: 131050, details: 'The user has stopped marketing messages from this business.' } };
  }
  if (!inWindow && send.type !== 'template' && world.options.windowRefusal === 'status') {
    return { failWith: { code: 131047, details: WINDOW_CLOSED } };
  }
  if (send.type === 'reaction') {
    const target = world.stores.messages.get(String((send.body.reaction as Json).message_id));
    const stale = target === undefined || target.deleted === true || world.clock.now() - target.at > 30 * 86_400_000;
    if (stale)
      return { failWith: { code: 131009, details: 'The message to react to is unknown, deleted or too old.' } };
  }
  return {};
}

function marketingStopped(world: World, { recipient, number }: CheckedSend): boolean {
  return world.stores.settings.get(`marketing:${recipient.customer.id}|${number.phoneNumberId}`)?.stopped === true;
}

export const WINDOW_CLOSED =
  'Message failed to send because more than 24 hours have passed since the customer last replied to this number.';

function putOnPhone(world: World, send: CheckedSend, record: SendRecord, chatKey: string): void {
  const content = send.rendered ?? send.body[send.type];
  const message = putMessage(world, {
    wamid: record.wamid,
    chatKey,
    customerId: record.customerId,
    phoneNumberId: record.phoneNumberId,
    from: 'business',
    at: record.at,
    type: send.type,
    content,
    text: send.text,
    ...(send.contextId === undefined || send.type === 'template' ? {} : { contextId: send.contextId }),
    status: 'pending',
    reactions: {},
    onPhone: false,
  });
  world.events.emit({ type: 'status', data: { wamid: message.wamid, chatKey, status: 'pending' } });
}

function answerOf(send: CheckedSend, wamid: string): Json {
  const { recipient } = send;
  const paced = send.type === 'template' ? { message_status: 'accepted' } : {};
  if (recipient.addressedBy === 'group') {
    return {
      messaging_product: 'whatsapp',
      contacts: [{ input: recipient.input, wa_id: recipient.to }],
      messages: [{ id: wamid, group_id: recipient.to, ...paced }],
    };
  }
  const who = recipient.addressedBy === 'number' ? { wa_id: recipient.to } : { user_id: recipient.customer.userId };
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: recipient.input, ...who }],
    messages: [{ id: wamid, ...paced }],
  };
}

function liveMedia(world: World, id: string) {
  const media = world.stores.media.get(id);
  if (media === undefined) return undefined;
  const lifeMs = (media.source === 'business' ? 30 : 7) * 86_400_000;
  return world.clock.now() - media.createdAt > lifeMs ? undefined : media;
}

/** Languages match whichever way they are written: en_US or en-US. */
export function findTemplate(world: World, wabaId: string, name: string, language: string) {
  const wanted = language.replace('-', '_');
  return world.stores.templates
    .values()
    .find(each => each.wabaId === wabaId && each.name === name && each.language.replace('-', '_') === wanted);
}

export function looseRecipient(body: unknown): string {
  return isObject(body) ? String(body.to ?? body.recipient ?? '') : '';
}
