import { webhookError } from '../graph/error-codes.ts';
import { showsNumber } from '../identity/customers.ts';
import type { Customer, Json, SendRecord, StatusName } from '../records.ts';
import type { World } from '../world.ts';
import { contactOf, unixSeconds } from './updates.ts';

function recipientOf(send: SendRecord, customer: Customer | undefined): Json {
  if (send.addressedBy === 'group') {
    return {
      recipient_id: send.to,
      recipient_type: 'group',
      ...(customer?.waId === undefined ? {} : { recipient_participant_id: customer.waId }),
    };
  }
  if (customer === undefined) return { recipient_id: send.to };
  const byNumber = send.addressedBy === 'number';
  const showNumber = byNumber || showsNumber(customer);
  return showNumber && customer.waId !== undefined ? { recipient_id: customer.waId } : {};
}

/** The `value` parts of one status: `statuses`, and `contacts` except for a failure. */
export function statusContent(world: World, send: SendRecord, status: StatusName, at: number): Json {
  const customer = world.stores.customers.get(send.customerId);
  const failed = status === 'failed';
  const nameUser = customer !== undefined && !(failed && send.addressedBy === 'number');
  const entry: Json = {
    id: send.wamid,
    status,
    timestamp: unixSeconds(at),
    ...recipientOf(send, customer),
    ...(nameUser ? { recipient_user_id: customer.userId } : {}),
    ...(nameUser && customer.parentUserId !== undefined ? { recipient_parent_user_id: customer.parentUserId } : {}),
    ...(send.bizOpaqueCallbackData === undefined ? {} : { biz_opaque_callback_data: send.bizOpaqueCallbackData }),
    ...billing(world, send, status),
    ...(failed ? { errors: [webhookError(send.failWith?.code ?? 131000, send.failWith?.details)] } : {}),
  };
  if (failed || customer === undefined) return { statuses: [entry] };
  const contact = contactOf(customer, { showNumber: send.addressedBy === 'number' || showsNumber(customer) });
  if (status === 'sent') delete (contact.profile as Json).username;
  return { contacts: [contact], statuses: [entry] };
}

/** Pricing comes with `sent` and with one of delivered or read; `conversation` below v24 or in an entry window. */
function billing(world: World, send: SendRecord, status: StatusName): Json {
  const pricedAlready =
    status !== 'sent' && send.statuses.some(each => each.status === 'delivered' || each.status === 'read');
  if (send.pricing === undefined || status === 'failed' || status === 'played' || pricedAlready) return {};
  const before24 = Number(/^v(\d+)/.exec(world.options.apiVersion)?.[1]) < 24;
  const entryPoint = send.pricing.type === 'free_entry_point';
  if (send.conversation === undefined || !(before24 || entryPoint)) return { pricing: send.pricing };
  const { expiration_timestamp, ...rest } = send.conversation;
  return { conversation: status === 'sent' ? { ...rest, expiration_timestamp } : rest, pricing: send.pricing };
}
