import { showsNumber } from '../identity/customers.ts';
import type { BusinessNumber, Customer, Json } from '../records.ts';
import { bareDisplayNumber } from '../world.ts';
import type { Update } from './batch.ts';

/** A contact as webhooks name it; the number is left out, not null, for someone who hides it. */
export function contactOf(customer: Customer, options: { showNumber?: boolean } = {}): Json {
  const show = options.showNumber ?? showsNumber(customer);
  return {
    profile: {
      name: customer.name,
      ...(customer.username === undefined ? {} : { username: `@${customer.username.replace(/^@/, '')}` }),
    },
    ...(show && customer.waId !== undefined ? { wa_id: customer.waId } : {}),
    user_id: customer.userId,
    ...(customer.parentUserId === undefined ? {} : { parent_user_id: customer.parentUserId }),
  };
}

/** A change of a number's `messages`-style field. */
export function numberUpdate(number: BusinessNumber, content: Json, field = 'messages'): Update {
  return {
    wabaId: number.wabaId,
    field,
    phoneNumberId: number.phoneNumberId,
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: bareDisplayNumber(number), phone_number_id: number.phoneNumberId },
      ...content,
    },
  };
}

/** A change of an account-level field. */
export function accountUpdate(wabaId: string, field: string, value: Json, now: number): Update {
  return { wabaId, field, value, time: Math.floor(now / 1_000) };
}

export function unixSeconds(ms: number): string {
  return String(Math.floor(ms / 1_000));
}
