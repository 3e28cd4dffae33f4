import { describe, expect, it } from 'vitest';
import { inbound, text } from './fixtures/deliveries.ts';
import { normalizeUpdate } from './normalize.ts';

const NOW = 1_760_000_000_000;
const one = (body: unknown) => {
  const updates = normalizeUpdate(body, NOW);
  expect(updates).toHaveLength(1);
  return updates[0];
};
const SHA_HEX = 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8';
const SHA_BASE64 = Buffer.from(SHA_HEX, 'hex').toString('base64');

describe('what they said', () => {
  it('cleans what a database cannot hold', () => {
    expect(one(inbound(text('a\u0000b\ud800c')))).toMatchObject({
      content: { kind: 'TEXT', text: 'ab\ufffdc' },
      answerable: true,
    });
  });

  it.each([
    [
      'image',
      { type: 'image', image: { id: 'M1', mime_type: 'image/jpeg', sha256: SHA_BASE64, caption: 'look' } },
      {
        kind: 'IMAGE',
        text: 'look',
        media: { providerMediaId: 'M1', mime: 'image/jpeg', sha256: SHA_HEX, fileName: null },
      },
    ],
    [
      'voice',
      { type: 'audio', audio: { id: 'M2', mime_type: 'audio/ogg; codecs=opus', sha256: SHA_HEX, voice: true } },
      { kind: 'VOICE', text: null, media: { mime: 'audio/ogg', sha256: SHA_HEX } },
    ],
    [
      'audio file',
      { type: 'audio', audio: { id: 'M3', mime_type: 'audio/mpeg', voice: false } },
      { kind: 'AUDIO', media: { sha256: null } },
    ],
    [
      'document',
      { type: 'document', document: { id: 'M4', filename: '../../etc/a\u0007b.pdf', mime_type: 'application/pdf' } },
      { kind: 'DOCUMENT', media: { fileName: 'ab.pdf' } },
    ],
    [
      'animated sticker',
      { type: 'sticker', sticker: { id: 'M5', mime_type: 'image/webp', animated: true } },
      { kind: 'STICKER', extra: { animated: true } },
    ],
    [
      'video',
      { type: 'video', video: { id: 12345, mime_type: 'video/mp4' } },
      { kind: 'VIDEO', media: { providerMediaId: '12345' } },
    ],
    [
      'a file that could not be fetched',
      { type: 'video', errors: [{ code: 131052 }] },
      { kind: 'VIDEO', media: null, extra: { mediaError: { code: '131052' } } },
    ],
    [
      'location as strings',
      { type: 'location', location: { latitude: '1.5', longitude: '-3', name: 'Shop' } },
      { kind: 'LOCATION', location: { latitude: 1.5, longitude: -3, name: 'Shop', address: null } },
    ],
    [
      'contact cards',
      {
        type: 'contacts',
        contacts: [
          { name: { formatted_name: 'Bo' }, phones: [{ phone: '+1 555' }] },
          { vcard: 'x', origin: 'other' },
        ],
      },
      { kind: 'CONTACT_CARD', text: 'Bo, +1 555\na contact without details' },
    ],
    [
      'a button',
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'slot:size:l', title: 'Large' } },
      },
      { kind: 'BUTTON_REPLY', text: 'Large', replyId: 'slot:size:l' },
    ],
    [
      'a list row',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'r1', title: 'Mon', description: '9:00' } },
      },
      { kind: 'LIST_REPLY', text: 'Mon', replyId: 'r1', extra: { description: '9:00' } },
    ],
    [
      'a template button',
      { type: 'button', button: { payload: 'STOP', text: 'Stop' } },
      { kind: 'BUTTON_REPLY', text: 'Stop', replyId: 'STOP' },
    ],
    [
      'a form',
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t1","first_name":"Ana","n":2}' },
        },
      },
      {
        kind: 'INTERACTIVE',
        text: 'first name: Ana\nn: 2',
        replyId: 't1',
        extra: { form: 'flow', answers: { first_name: 'Ana', n: 2 } },
      },
    ],
    [
      'a form that is no JSON',
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: '{' } } },
      { kind: 'INTERACTIVE', text: 'Sent', extra: { raw: '{' } },
    ],
    [
      'an order',
      {
        type: 'order',
        order: {
          text: 'please',
          product_items: [{ product_retailer_id: 'SKU', quantity: 2, item_price: 30, currency: 'USD' }],
        },
      },
      { kind: 'INTERACTIVE', text: 'please\nOrder: 2 x SKU at 30 USD' },
    ],
    ['text without a type', { text: { body: 'hi' } }, { kind: 'TEXT', text: 'hi' }],
  ])('reads %s', (_name, content, expected) => {
    expect(one(inbound(content))).toMatchObject({ type: 'message', answerable: true, content: expected });
  });

  it.each([
    [
      'unsupported with its type',
      { type: 'unsupported', errors: [{ code: 131051 }], unsupported: { type: 'poll_creation' } },
      /\(poll creation\)/,
    ],
    ['unsupported without', { type: 'unsupported', errors: [{ code: 131051 }] }, /does not pass on/],
    ['the older spelling', { type: 'unknown', errors: [{ code: 131051 }] }, /does not pass on/],
    ['a type of next year', { type: 'hologram', hologram: {} }, /\(hologram\)/],
    ['a name that objects inherit', { type: 'constructor' }, /\(constructor\)/],
    ['an interactive answer without content', { type: 'interactive' }, /\(interactive\)/],
    ['a welcome request', { type: 'request_welcome' }, /opened the chat/],
    ['a changed identity key', { type: 'system', system: { type: 'customer_identity_changed' } }, /reinstalled/],
  ])('shows %s to people and opens no turn', (_name, content, words) => {
    expect(one(inbound(content))).toMatchObject({
      type: 'message',
      answerable: false,
      content: { kind: 'SYSTEM', text: expect.stringMatching(words) },
    });
  });

  it('keeps quotes, forwards and the product a question is about', () => {
    expect(
      one(
        inbound(text('?'), {
          context: {
            from: '15550002222',
            id: 'wamid.Q',
            referred_product: { catalog_id: 'c', product_retailer_id: 'p' },
          },
        }),
      ),
    ).toMatchObject({
      replyToProviderId: 'wamid.Q',
      forwarded: false,
      content: { extra: { referredProduct: { catalog_id: 'c', product_retailer_id: 'p' } } },
    });
    for (const context of [{ forwarded: true }, { frequently_forwarded: true }])
      expect(one(inbound(text('?'), { context }))).toMatchObject({ replyToProviderId: null, forwarded: true });
  });

  it('reads reactions and both spellings of their removal', () => {
    expect(one(inbound({ type: 'reaction', reaction: { message_id: 'wamid.T', emoji: '👍' } }))).toMatchObject({
      type: 'reaction',
      targetProviderId: 'wamid.T',
      emoji: '👍',
    });
    for (const reaction of [{ message_id: 'wamid.T', emoji: '' }, { message_id: 'wamid.T' }])
      expect(one(inbound({ type: 'reaction', reaction }))).toMatchObject({
        type: 'reaction',
        targetProviderId: 'wamid.T',
        emoji: null,
      });
  });

  it('reads edits and deletions', () => {
    expect(
      one(
        inbound({
          type: 'edit',
          edit: { original_message_id: 'wamid.O', message: { type: 'text', text: { body: 'new' } } },
        }),
      ),
    ).toMatchObject({ type: 'edit', targetProviderId: 'wamid.O', content: { kind: 'TEXT', text: 'new' } });
    expect(one(inbound({ type: 'revoke', revoke: { original_message_id: 'wamid.O' } }))).toMatchObject({
      type: 'delete',
      targetProviderId: 'wamid.O',
      providerMessageId: 'wamid.IN1',
    });
  });
});
