import { createHash } from 'node:crypto';
import type { Chat, Customer } from '../records.ts';
import { ControlError, type World } from '../world.ts';
import { countryOf, digitsOf, waIdOf } from './phone-numbers.ts';

/** Who a control call names: a phone number, wa_id, user id, parent user id, username or customer id. */
export function findCustomer(world: World, ref: string): Customer | undefined {
  const direct = world.stores.customers.get(ref);
  if (direct !== undefined) return direct;
  const digits = digitsOf(ref);
  const waId = digits === null ? undefined : waIdOf(digits);
  return indexOf(world).get(waId ?? ref);
}

// Looked up on every send and inbound, so kept beside the store; rebuilt when a customer changes.
const indexes = new WeakMap<World, { version: number; map: Map<string, Customer> }>();
const versions = new WeakMap<World, number>();

function indexOf(world: World): Map<string, Customer> {
  const { customers } = world.stores;
  const version = versions.get(world) ?? 0;
  let index = indexes.get(world);
  if (index === undefined || index.version !== version) {
    index = { version, map: new Map() };
    for (const customer of customers.values()) addToIndex(index.map, customer);
    indexes.set(world, index);
  }
  return index.map;
}

function addToIndex(map: Map<string, Customer>, customer: Customer): void {
  for (const key of [customer.waId, customer.userId, customer.parentUserId, customer.username]) {
    if (key !== undefined) map.set(key, customer);
  }
}

/** A business-scoped user id: the country, a dot, and digits that belong to this portfolio and user. */
export function userIdFor(key: string, country: string): string {
  const digest = createHash('sha256').update(`user:${key}`).digest('hex');
  return `${country}.${BigInt(`0x${digest.slice(0, 14)}`)
    .toString()
    .padStart(17, '1')}`;
}

export interface NewCustomer {
  name?: string;
  phone?: string;
  userId?: string;
  parentUserId?: string;
  username?: string;
  hidesNumber?: boolean;
  autoRead?: boolean;
}

/** Creates a customer; a number or user id that exists already answers the existing one. */
export function createCustomer(world: World, input: NewCustomer): Customer {
  const digits = input.phone === undefined ? undefined : digitsOf(input.phone);
  if (digits === null) {
    throw new ControlError(400, `"${input.phone}" is not a phone number: give + and country code, 7 to 15 digits.`);
  }
  const known = findCustomer(world, input.phone ?? input.userId ?? '');
  if (known !== undefined) return known;
  const id = `c-${world.stores.customers.size + 1}-${world.random.hex(6).toLowerCase()}`;
  const waId = digits === undefined ? undefined : waIdOf(digits);
  const customer: Customer = {
    id,
    name: input.name?.trim() || input.username || (digits === undefined ? 'Someone' : `+${digits}`),
    ...(digits === undefined || waId === undefined ? {} : { phone: digits, waId }),
    userId: input.userId ?? userIdFor(waId ?? id, digits === undefined ? 'US' : countryOf(digits)),
    ...(input.parentUserId === undefined ? {} : { parentUserId: input.parentUserId }),
    ...(input.username === undefined ? {} : { username: input.username }),
    hidesNumber: input.hidesNumber ?? digits === undefined,
    offline: false,
    blocked: false,
    losesReply: false,
    ...(input.autoRead === undefined ? {} : { autoRead: input.autoRead }),
    createdAt: world.clock.now(),
  };
  world.stores.customers.set(id, customer);
  addToIndex(indexOf(world), customer);
  world.events.emit({ type: 'customer', data: customer });
  return customer;
}

export function requireCustomer(world: World, ref: string): Customer {
  const customer = findCustomer(world, ref);
  if (customer !== undefined) return customer;
  throw new ControlError(404, `Nobody on the handset is "${ref}". Create one with POST /_sim/customers {name, phone}.`);
}

export function changeCustomer(world: World, customer: Customer, part: Partial<Customer>): Customer {
  world.stores.customers.patch(customer.id, part);
  versions.set(world, (versions.get(world) ?? 0) + 1);
  world.events.emit({ type: 'customer', data: customer });
  return customer;
}

export function chatOf(world: World, customer: Customer, phoneNumberId: string): Chat {
  const key = `${customer.id}|${phoneNumberId}`;
  const found = world.stores.chats.get(key);
  if (found !== undefined) return found;
  const chat: Chat = { key, customerId: customer.id, phoneNumberId, lastAt: world.clock.now() };
  return world.stores.chats.set(key, chat);
}

/** What the wamid is built around: the number, or the user id of someone without one. */
export function addressOf(customer: Customer): string {
  return customer.waId ?? customer.userId;
}

/** Whether webhooks may show the number. */
export function showsNumber(customer: Customer): boolean {
  return customer.waId !== undefined && !customer.hidesNumber;
}
