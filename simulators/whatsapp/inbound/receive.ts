import { putMessage } from '../chat-messages.ts';
import { addressOf, changeCustomer, chatOf, showsNumber, userIdFor } from '../identity/customers.ts';
import { countryOf, digitsOf, waIdOf } from '../identity/phone-numbers.ts';
import { buildWamid } from '../identity/wamid.ts';
import type { BusinessNumber, ChatMessage, Customer, Json } from '../records.ts';
import type { BatchLayout, Update } from '../webhooks/batch.ts';
import { contactOf, numberUpdate, unixSeconds } from '../webhooks/updates.ts';
import { bareDisplayNumber, requireNumber, type World } from '../world.ts';
import { contentOf } from './content.ts';
import { type InboundInput, type InboundResult, senderOf } from './sender.ts';
import { specialUpdate } from './special.ts';

/** Takes messages from customers and hands them to the webhook queue, together in one POST when `batch` is given. */
export function receive(
  world: World,
  inputs: InboundInput[],
  batch?: BatchLayout,
): { messages: InboundResult[]; deliveries: string[] } {
  const updates: Update[] = [];
  const messages: InboundResult[] = [];
  for (const input of inputs) {
    const number = requireNumber(world, input.phoneNumberId);
    const special = specialUpdate(world, number, input);
    if (special !== null) {
      updates.push(special.update);
      messages.push(special.result);
      continue;
    }
    const made = ordinary(world, number, input);
    if (made.update !== null) updates.push(made.update);
    messages.push(made.result);
  }
  const deliveries =
    batch === undefined
      ? updates.flatMap(update => world.webhooks.push([update]))
      : world.webhooks.push(updates, { layout: batch });
  return { messages, deliveries };
}

function ordinary(
  world: World,
  number: BusinessNumber,
  input: InboundInput,
): { update: Update | null; result: InboundResult } {
  const customer = senderOf(world, input);
  const type = input.type ?? 'text';
  const at = input.at ?? world.clock.now();
  const { content, text } = contentOf(world, number, type, input);
  const taken = (id: string) => world.stores.messages.has(id);
  const id = input.id ?? world.random.unique(() => buildWamid(addressOf(customer), 'customer', world.random), taken);
  const context = contextOf(world, number, customer, input.context);
  const message: Json = {
    ...(context === undefined ? {} : { context }),
    ...(showsNumber(customer) ? { from: customer.waId } : {}),
    from_user_id: customer.userId,
    ...(customer.parentUserId === undefined ? {} : { from_parent_user_id: customer.parentUserId }),
    id,
    timestamp: unixSeconds(at),
    type,
    ...content,
    ...(input.referral === undefined ? {} : { referral: input.referral }),
    ...(input.groupId === undefined ? {} : { group_id: input.groupId }),
    ...input.extra,
  };
  if (!world.stores.messages.has(id))
    remember(world, number, customer, { id, type, content, text, at, input, context });
  world.limits.countInbound(number.phoneNumberId, world.clock.now());
  const bare = input.withoutContacts === true || type === 'system';
  const update = numberUpdate(number, {
    ...(bare ? {} : { contacts: [contactOf(customer)] }),
    messages: [message],
    ...input.valueExtra,
  });
  if (type === 'system') applySystem(world, customer, content.system as Json);
  const from = showsNumber(customer) ? { from: customer.waId ?? '' } : {};
  const blocked = chatOf(world, customer, number.phoneNumberId).blockedByBusiness === true;
  return {
    update: blocked ? null : update,
    result: { id, ...from, user_id: customer.userId, customerId: customer.id },
  };
}

function contextOf(
  world: World,
  number: BusinessNumber,
  customer: Customer,
  given: Json | string | undefined,
): Json | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') return given;
  const quoted = world.stores.messages.get(given);
  const from = quoted?.from === 'me' ? customer.waId : bareDisplayNumber(number);
  return { ...(from === undefined ? {} : { from }), id: given };
}

/** Kinds that do not open the 24 hour window. */
const SILENT = ['system', 'edit', 'revoke', 'request_welcome'];

interface Arrived {
  id: string;
  type: string;
  content: Json;
  text: string;
  at: number;
  input: InboundInput;
  context: Json | undefined;
}

function remember(world: World, number: BusinessNumber, customer: Customer, arrived: Arrived): void {
  const { id, type, content, at, input } = arrived;
  const chat = chatOf(world, customer, number.phoneNumberId);
  if (input.groupId !== undefined) world.stores.settings.set(`group:${input.groupId}`, { customerId: customer.id });
  const opens = !SILENT.includes(type);
  world.stores.chats.patch(chat.key, {
    lastAt: at,
    ...(opens ? { lastInboundAt: at } : {}),
    ...(input.referral === undefined ? {} : { adTapAt: at }),
  });
  if (type === 'reaction') {
    react(world, content.reaction as Json);
    return;
  }
  if (type === 'edit' || type === 'revoke') {
    changeOriginal(world, type, content[type] as Json);
    return;
  }
  const message: ChatMessage = {
    wamid: id,
    chatKey: chat.key,
    customerId: customer.id,
    phoneNumberId: number.phoneNumberId,
    from: 'me',
    at,
    type,
    content: content[type] ?? null,
    text: arrived.text,
    ...(typeof arrived.context?.id === 'string' ? { contextId: arrived.context.id } : {}),
    status: 'sent',
    reactions: {},
    onPhone: true,
  };
  putMessage(world, message);
  world.events.emit({ type: 'message', data: message });
}

function react(world: World, reaction: Json): void {
  const target = world.stores.messages.get(String(reaction.message_id));
  if (target === undefined) return;
  const { me: _old, ...others } = target.reactions;
  const emoji = typeof reaction.emoji === 'string' ? reaction.emoji : '';
  world.stores.messages.patch(target.wamid, { reactions: emoji === '' ? others : { ...others, me: emoji } });
  world.events.emit({ type: 'message', data: target });
}

function changeOriginal(world: World, type: 'edit' | 'revoke', change: Json): void {
  const target = world.stores.messages.get(String(change.original_message_id));
  if (target === undefined) return;
  const edited = change.message as Json | undefined;
  const content = edited?.[String(edited.type)] as Json | undefined;
  const text = String(content?.body ?? content?.caption ?? target.text);
  world.stores.messages.patch(target.wamid, type === 'revoke' ? { deleted: true } : { edited: true, content, text });
  world.events.emit({ type: 'message', data: target });
}

/** A changed number or user id changes who the customer is from now on. */
function applySystem(world: World, customer: Customer, system: Json): void {
  const waId = typeof system.wa_id === 'string' ? system.wa_id : system.new_wa_id;
  const digits = typeof waId === 'string' ? digitsOf(waId) : null;
  if (digits !== null) {
    const userId = typeof system.user_id === 'string' ? system.user_id : userIdFor(waIdOf(digits), countryOf(digits));
    changeCustomer(world, customer, { phone: digits, waId: waIdOf(digits), userId });
  } else if (typeof system.user_id === 'string') changeCustomer(world, customer, { userId: system.user_id });
}
