import { createCustomer, findCustomer } from '../identity/customers.ts';
import { dialledDigits, waIdOf } from '../identity/phone-numbers.ts';
import { callingCodeOf } from '../options.ts';
import type { BusinessNumber, Customer, Json } from '../records.ts';
import { bareDisplayNumber, type World } from '../world.ts';
import { GraphError } from './errors.ts';
import { missing } from './validate/checks.ts';

export interface Recipient {
  customer: Customer;
  /** Digits, user id or group id. */
  to: string;
  /** As the caller typed it. */
  input: string;
  addressedBy: 'number' | 'user_id' | 'group';
}

const USER_ID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Who a send goes to: `to` wins over `recipient`. A number never seen becomes a new customer on the handset. */
export function resolveRecipient(world: World, number: BusinessNumber, body: Json): Recipient {
  const kind = body.recipient_type ?? 'individual';
  if (kind !== 'individual' && kind !== 'group') {
    throw new GraphError(100, `Param recipient_type must be one of {individual, group} - got "${String(kind)}".`);
  }
  const to = body.to;
  if (kind === 'group') return groupRecipient(world, to);
  if (to !== undefined && to !== null && to !== '') return numberRecipient(world, number, String(to));
  if (typeof body.recipient === 'string' && body.recipient !== '') return userRecipient(world, body.recipient);
  throw missing('to');
}

function numberRecipient(world: World, number: BusinessNumber, input: string): Recipient {
  const digits = dialledDigits(input, callingCodeOf(number.displayPhoneNumber));
  if (digits === null) throw new GraphError(131009, `The parameter to "${input}" is not a valid phone number.`);
  const waId = waIdOf(digits);
  if (waId === bareDisplayNumber(number)) throw new GraphError(131021, 'Recipient phone number cannot be the sender.');
  const customer = findCustomer(world, waId) ?? createCustomer(world, { phone: `+${digits}` });
  return { customer, to: waId, input, addressedBy: 'number' };
}

function userRecipient(world: World, userId: string): Recipient {
  if (!USER_ID.test(userId)) throw new GraphError(131009, `The parameter recipient "${userId}" is not a user ID.`);
  const customer = findCustomer(world, userId);
  if (customer === undefined) throw new GraphError(131026, `No user of this portfolio has the ID ${userId}.`);
  return { customer, to: userId, input: userId, addressedBy: 'user_id' };
}

function groupRecipient(world: World, to: unknown): Recipient {
  const groupId = typeof to === 'string' ? to : '';
  const member = world.stores.settings.get(`group:${groupId}`)?.customerId;
  const customer = typeof member === 'string' ? world.stores.customers.get(member) : undefined;
  if (customer === undefined) throw new GraphError(131041, `The group ${groupId} is not known to this number.`);
  return { customer, to: groupId, input: groupId, addressedBy: 'group' };
}
