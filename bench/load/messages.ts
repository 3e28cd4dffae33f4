/** What customers write: deliveries as the provider sends them, the same for the same seed. */
import { createHmac } from 'node:crypto';
import { NUMBER } from '../stack/number.ts';
import { randomFrom } from '../stack/random.ts';

export interface LoadMessage {
  id: string;
  /** Digits, as the provider writes them. */
  from: string;
  text: string;
}

const TEXTS = [
  'Hi, how much is a cleaning?',
  'Do you take Delta insurance?',
  'Where are you located?',
  'What are your opening hours on Friday?',
  'Is whitening included in the check-up?',
  'Do you have something on Tuesday morning?',
  'I have not been to a dentist for two years, what would you suggest?',
  'Do you see children too?',
];

/** A number of the range that is reserved for fiction, distinct for up to 10,000 customers. */
export const customerPhone = (index: number): string =>
  `1${201 + Math.floor(index / 100) * 3}55501${String(index % 100).padStart(2, '0')}`;

export const textOf = (random: () => number): string => TEXTS[Math.floor(random() * TEXTS.length)] ?? 'Hello';

/** @param input.prefix makes the ids of one trial unlike those of all others. */
export function messagesFor(input: {
  prefix: string;
  count: number;
  customers: number;
  firstCustomer?: number;
  seed: number;
}): LoadMessage[] {
  const random = randomFrom(input.seed);
  return Array.from({ length: input.count }, (_, index) => ({
    id: `wamid.${Buffer.from(`${input.prefix}/${index}`).toString('base64url')}`,
    from: customerPhone((input.firstCustomer ?? 0) + Math.floor(random() * input.customers)),
    text: textOf(random),
  }));
}

export function deliveryOf(message: LoadMessage, atMs: number): string {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: NUMBER.display.replace(/\D/g, ''), phone_number_id: NUMBER.phoneNumberId },
    contacts: [{ profile: { name: `Customer ${message.from.slice(-4)}` }, wa_id: message.from }],
    messages: [
      {
        from: message.from,
        id: message.id,
        timestamp: String(Math.floor(atMs / 1000)),
        type: 'text',
        text: { body: message.text },
      },
    ],
  };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: NUMBER.wabaId, changes: [{ field: 'messages', value }] }],
  });
}

export const signatureOf = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
