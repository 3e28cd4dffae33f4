import { putMessage } from '../chat-messages.ts';
import { webhookError } from '../graph/error-codes.ts';
import { addressOf, chatOf } from '../identity/customers.ts';
import { buildWamid } from '../identity/wamid.ts';
import type { BusinessNumber, Json } from '../records.ts';
import type { Update } from '../webhooks/batch.ts';
import { accountUpdate, contactOf, numberUpdate, unixSeconds } from '../webhooks/updates.ts';
import { bareDisplayNumber, ControlError, type World } from '../world.ts';
import { type InboundInput, type InboundResult, senderOf } from './sender.ts';

/** Updates that are not a customer's message: raw fields, errors alone, echoes, marketing preferences. */
export function specialUpdate(
  world: World,
  number: BusinessNumber,
  input: InboundInput,
): { update: Update; result: InboundResult } | null {
  if (typeof input.field === 'string' && input.field !== 'messages') return rawField(world, number, input, input.field);
  if (input.rawValue !== undefined)
    return { update: numberUpdate(number, input.rawValue as Json), result: { id: 'raw' } };
  if (input.errors !== undefined && input.type === undefined) return errorsOnly(number, input);
  if (input.echo !== undefined) return echo(world, number, input);
  if (input.marketingPreference !== undefined) return preference(world, number, input);
  return null;
}

function rawField(world: World, number: BusinessNumber, input: InboundInput, field: string) {
  if (typeof input.value !== 'object' || input.value === null)
    throw new ControlError(400, 'value is missing: the value of the field.');
  const wabaId = typeof input.wabaId === 'string' ? input.wabaId : number.wabaId;
  return {
    update: accountUpdate(wabaId, field, input.value as Json, world.clock.now()),
    result: { id: `field:${field}` },
  };
}

function errorsOnly(number: BusinessNumber, input: InboundInput) {
  const given = Array.isArray(input.errors) ? (input.errors as (Json | number)[]) : [130_429];
  const errors = given.map(each => (typeof each === 'number' ? webhookError(each) : each));
  return { update: numberUpdate(number, { errors }), result: { id: 'errors' } };
}

/** A message the business typed on its own phone: `echo` holds the content, `{type:'text', text:{body}}`. */
function echo(world: World, number: BusinessNumber, input: InboundInput) {
  const customer = senderOf(world, input);
  const content = input.echo as Json;
  const type = String(content.type ?? 'text');
  const given = content[type];
  const body = type === 'text' && typeof given === 'string' ? { body: given } : given;
  if (body === undefined) throw new ControlError(400, `echo.${type} is missing: the content of the message.`);
  const id = input.id ?? buildWamid(addressOf(customer), 'business', world.random);
  const at = input.at ?? world.clock.now();
  const message = {
    from: bareDisplayNumber(number),
    ...(customer.waId === undefined ? {} : { to: customer.waId }),
    to_user_id: customer.userId,
    id,
    timestamp: unixSeconds(at),
    type,
    [type]: body,
  };
  const chat = chatOf(world, customer, number.phoneNumberId);
  world.stores.chats.patch(chat.key, { lastAt: at });
  const text = String((body as Json).body ?? `[${type}]`);
  const shown = putMessage(world, {
    wamid: id,
    chatKey: chat.key,
    customerId: customer.id,
    phoneNumberId: number.phoneNumberId,
    from: 'business',
    at,
    type,
    content: body,
    text,
    status: 'delivered',
    reactions: {},
    onPhone: true,
  });
  world.events.emit({ type: 'message', data: shown });
  return {
    update: numberUpdate(number, { message_echoes: [message] }, 'smb_message_echoes'),
    result: { id, customerId: customer.id },
  };
}

function preference(world: World, number: BusinessNumber, input: InboundInput) {
  const customer = senderOf(world, input);
  const value = String(input.marketingPreference);
  if (!['stop', 'resume', 'signup'].includes(value))
    throw new ControlError(400, 'marketingPreference must be stop, resume or signup.');
  const stopped = value === 'stop';
  world.stores.settings.set(`marketing:${customer.id}|${number.phoneNumberId}`, { stopped });
  const entry = {
    ...(customer.waId === undefined ? {} : { wa_id: customer.waId }),
    user_id: customer.userId,
    detail: stopped ? 'User requested to stop marketing messages' : 'User requested to resume marketing messages',
    category: 'marketing_messages',
    value,
    timestamp: Math.floor(world.clock.now() / 1_000),
  };
  const update = numberUpdate(
    number,
    { contacts: [contactOf(customer)], user_preferences: [entry] },
    'user_preferences',
  );
  return { update, result: { id: 'preference', customerId: customer.id } };
}
