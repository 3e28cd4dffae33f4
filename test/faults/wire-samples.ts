/** One delivery value of every kind the wire knows, for tests that bend each of its fields. People are invented. */
import { NUMBER } from '../support/core.ts';

export type Json = Record<string, unknown>;
export interface Sample {
  field: string;
  value: Json;
}

const metadata = {
  display_phone_number: NUMBER.displayPhoneNumber.replace(/\D/g, ''),
  phone_number_id: NUMBER.phoneNumberId,
};

/** @param unique makes the ids of this sample its own. @param from the sender's digits. */
export function samples(unique: string, from: string): Sample[] {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const contact = { profile: { name: 'Fay', username: 'fay.w' }, wa_id: from, user_id: `US.${from}9` };
  const id = `wamid.${unique}`;
  const target = `wamid.target-${unique}`;
  const file = { id: '1013859600285441', mime_type: 'image/jpeg', sha256: 'abc', url: 'https://example.com/x' };
  const message = (content: Json): Sample => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata,
      contacts: [contact],
      messages: [{ from, from_user_id: contact.user_id, id, timestamp, ...content }],
    },
  });
  const of = (field: string, value: Json): Sample => ({
    field,
    value: { messaging_product: 'whatsapp', metadata, ...value },
  });
  const status = (word: string, over: Json = {}) =>
    of('messages', {
      contacts: [contact],
      statuses: [
        {
          id: target,
          status: word,
          timestamp,
          recipient_id: from,
          recipient_user_id: contact.user_id,
          biz_opaque_callback_data: '0197f0c2-1234-7abc-8def-0123456789ab',
          pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' },
          conversation: { id: 'c1', expiration_timestamp: timestamp, origin: { type: 'service' } },
          ...over,
        },
      ],
    });
  return [
    message({ type: 'text', text: { body: 'How much is a cleaning?' }, context: { from, id: target } }),
    message({
      type: 'text',
      text: { body: 'Hi' },
      referral: { source_url: 'https://fb.me/x', source_type: 'ad', source_id: '1', headline: 'Ad', ctwa_clid: 'clid' },
    }),
    message({ type: 'image', image: { ...file, caption: 'my tooth' } }),
    message({ type: 'audio', audio: { ...file, mime_type: 'audio/ogg; codecs=opus', voice: true } }),
    message({ type: 'video', video: { ...file, mime_type: 'video/mp4' } }),
    message({ type: 'document', document: { ...file, filename: 'x.pdf', caption: 'plan' } }),
    message({ type: 'sticker', sticker: { ...file, animated: false } }),
    message({ type: 'location', location: { latitude: 40.7, longitude: -74, name: 'Here', address: 'Street 1' } }),
    message({
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Bo' }, phones: [{ phone: '+15550109999', wa_id: '15550109999' }] }],
    }),
    message({ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'b1', title: 'Yes' } } }),
    message({
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id: 'r1', title: 'Ten', description: 'at ten' } },
    }),
    message({
      type: 'interactive',
      interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1}' } },
    }),
    message({ type: 'button', button: { payload: 'p', text: 'Book' } }),
    message({
      type: 'order',
      order: {
        catalog_id: 'c',
        text: 'two',
        product_items: [{ product_retailer_id: 'p', quantity: 2, item_price: 9 }],
      },
    }),
    message({ type: 'reaction', reaction: { message_id: target, emoji: '👍' } }),
    message({
      type: 'edit',
      edit: { original_message_id: target, message: { type: 'text', text: { body: 'changed' } } },
    }),
    message({ type: 'revoke', revoke: { original_message_id: target } }),
    message({
      type: 'system',
      system: { type: 'user_changed_number', body: `User Fay changed from ${from} to ${from}1`, wa_id: `${from}1` },
    }),
    message({ type: 'unsupported', errors: [{ code: 131_051, title: 'Unsupported', error_data: { details: 'x' } }] }),
    message({ type: 'request_welcome' }),
    status('sent'),
    status('read'),
    status('failed', {
      errors: [{ code: 131_026, title: 'Undeliverable', message: 'x', error_data: { details: 'd' } }],
    }),
    of('smb_message_echoes', {
      message_echoes: [
        { from: metadata.display_phone_number, to: from, id, timestamp, type: 'text', text: { body: 'x' } },
      ],
    }),
    of('user_preferences', {
      contacts: [contact],
      user_preferences: [{ wa_id: from, detail: 'd', category: 'marketing_messages', value: 'stop', timestamp }],
    }),
    of('user_id_update', {
      contacts: [contact],
      user_id_update: [{ wa_id: from, user_id: { previous: `US.${from}1`, current: `US.${from}2` }, timestamp }],
    }),
    of('calls', { calls: [{ id: `call-${unique}`, event: 'connect', from, timestamp }] }),
    of('messages', { errors: [{ code: 130_429, title: 'Rate', message: 'm', error_data: { details: 'd' } }] }),
    of('account_update', {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'R', expiration: 1 }],
    }),
    of('message_template_status_update', {
      event: 'REJECTED',
      message_template_id: 1,
      message_template_name: 'x',
      message_template_language: 'en-US',
      reason: 'NONE',
    }),
  ];
}

export type Path = (string | number)[];

/** Every place in a value: objects, lists and leaves, the value itself excepted. */
export function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...at, Array.isArray(value) ? Number(key) : key];
    return [here, ...pathsOf(item, here)];
  });
}

/** A copy with another thing at `path`; `undefined` takes it away. */
export function bent(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as Json) };
  const items = copy as Record<string | number, unknown>;
  const next = bent(items[key], rest, wrong);
  if (next === undefined && !Array.isArray(copy)) delete items[key];
  else items[key] = next;
  return copy;
}

const nested = (depth: number, around: (inner: unknown) => unknown): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level++) value = around(value);
  return value;
};

/** What no field expects. */
export const WRONG: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1.5e308,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '-1',
  '1e400',
  '99999999999999999999',
  'x'.repeat(20_000),
  '👩‍👩‍👧‍👦'.repeat(500),
  [],
  {},
  [null],
  [[]],
  [{}],
  { toString: 'x', constructor: 1, hasOwnProperty: 0, valueOf: null, length: 5 },
  JSON.parse('{"__proto__":{"type":"text"}}'),
  nested(300, inner => [inner]),
  nested(300, inner => ({ a: inner })),
  Array.from({ length: 300 }, (_, index) => index),
];
