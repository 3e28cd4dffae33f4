import { changeCustomer, createCustomer, findCustomer } from '../identity/customers.ts';
import type { Customer, Json } from '../records.ts';
import { ControlError, type World } from '../world.ts';
import type { InboundContent } from './content.ts';

/** One message from a customer. Only `from` and content are needed. */
export interface InboundInput extends InboundContent {
  /** Phone number, wa_id, user id or customer id; an unknown number becomes a new customer. */
  from?: string;
  name?: string;
  phoneNumberId?: string;
  /** Given again, it is the same message delivered twice. */
  id?: string;
  /** Milliseconds; the simulator's clock by default. */
  at?: number;
  context?: Json | string;
  referral?: Json;
  groupId?: string;
  /** Extra properties of the message and of the value. */
  extra?: Json;
  valueExtra?: Json;
  withoutContacts?: boolean;
}

export interface InboundResult {
  id: string;
  from?: string;
  user_id?: string;
  customerId?: string;
}

/** The customer a control call means; numbers never seen are created. */
export function senderOf(world: World, input: InboundInput): Customer {
  if (input.from === undefined) {
    const first = world.stores.customers.values()[0];
    if (first === undefined) throw new ControlError(400, 'from is missing: give the phone number of a customer.');
    return first;
  }
  const known = findCustomer(world, input.from);
  if (known !== undefined) {
    if (input.name !== undefined && input.name !== known.name) changeCustomer(world, known, { name: input.name });
    return known;
  }
  const name = input.name === undefined ? {} : { name: input.name };
  if (/^[A-Z]{2}\./.test(input.from)) return createCustomer(world, { ...name, userId: input.from });
  const phone = input.from.startsWith('+') ? input.from : `+${input.from}`;
  return createCustomer(world, { ...name, phone });
}
