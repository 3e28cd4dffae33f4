import { describe, expect, it } from 'vitest';
import { ANA, change, delivery, inbound, message, status, statuses, text } from './fixtures/deliveries.ts';
import { normalizeUpdate } from './normalize.ts';

const NOW = 1_760_000_000_000;
const one = (body: unknown) => {
  const updates = normalizeUpdate(body, NOW);
  expect(updates).toHaveLength(1);
  return updates[0];
};
const ANA_IDS = [
  { kind: 'wa_user_id', value: ANA.user_id },
  { kind: 'wa_id', value: '15550001111' },
  { kind: 'phone', value: '+15550001111' },
];

describe('who wrote', () => {
  it('gives identities strongest first, with name and username', () => {
    expect(one(inbound(text('hi')))).toMatchObject({
      type: 'message',
      providerMessageId: 'wamid.IN1',
      sentAt: 1_749_416_383_000,
      sender: { identities: ANA_IDS, name: 'Ana', username: 'ana.b' },
    });
  });

  it('takes a hidden number: a business-scoped id alone, with its parent', () => {
    const hidden = delivery(
      change({
        contacts: [{ profile: { name: 'Q', username: 'q' }, user_id: 'US.9', parent_user_id: 'US.ENT.9' }],
        messages: [message(text('x'), { from: '', from_user_id: 'US.9', from_parent_user_id: 'US.ENT.9' })],
      }),
    );
    expect(one(hidden)).toMatchObject({
      sender: {
        identities: [
          { kind: 'wa_user_id', value: 'US.9' },
          { kind: 'wa_user_id', value: 'US.ENT.9' },
        ],
      },
    });
  });

  it('takes an old payload without contacts and without any user id', () => {
    expect(one(delivery(change({ messages: [message(text('x'), { from_user_id: undefined })] })))).toMatchObject({
      sender: { identities: ANA_IDS.slice(1), name: null, username: null },
    });
  });

  it.each([
    ['Brazil without the ninth digit', '554188887777', '+5541988887777'],
    ['Brazil with it', '5541988887777', '+5541988887777'],
    ['a landline in Brazil', '554133334444', '+554133334444'],
    ['Mexico with the 1', '5215512345678', '+525512345678'],
    ['Argentina with the 9', '5491123456789', '+541123456789'],
  ])('matches %s and replies to the wa_id as given', (_name, waId, canonical) => {
    const body = delivery(change({ messages: [message(text('x'), { from: waId, from_user_id: undefined })] }));
    expect(one(body)).toMatchObject({
      sender: {
        identities: [
          { kind: 'wa_id', value: waId },
          { kind: 'phone', value: canonical },
        ],
      },
    });
  });

  it('says when nobody can be told, and what cannot be read', () => {
    expect(
      one(delivery(change({ messages: [message(text('x'), { from: undefined, from_user_id: undefined })] }))),
    ).toEqual({ type: 'ignored', reason: 'message_without_sender' });
    expect(one({})).toEqual({ type: 'ignored', reason: 'unreadable' });
    expect(one(inbound(text('x'), { group_id: 'R3JvdXA' }))).toEqual({ type: 'ignored', reason: 'group_message' });
  });

  it('reads an unusable time as the time of receipt', () => {
    for (const timestamp of [undefined, 'soon', '-5', String(NOW / 1000 + 90_000)])
      expect(one(inbound(text('x'), { timestamp }))).toMatchObject({ sentAt: NOW });
    expect(one(inbound(text('x'), { timestamp: 1_749_416_383_123 }))).toMatchObject({ sentAt: 1_749_416_383_123 });
  });
});

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

describe('where they came from', () => {
  it('reads an ad', () => {
    const referral = {
      source_url: 'https://fb.me/x?utm_campaign=may',
      source_id: '1202',
      source_type: 'ad',
      headline: 'Chat',
      ctwa_clid: 'Af1',
      welcome_message: { text: 'Hi!' },
    };
    expect(one(inbound(text('hi'), { referral }))).toMatchObject({
      attribution: {
        leadSource: 'click_to_chat_ad',
        campaign: {
          ad_id: '1202',
          ctwa_clid: 'Af1',
          referrer_url: 'https://fb.me/x?utm_campaign=may',
          utm_campaign: 'may',
          campaign_id: 'may',
        },
      },
    });
  });

  it.each([
    ['Hi! (ref: SUMMER-24)', { leadSource: 'referral_link', campaign: { link_code: 'SUMMER-24' } }],
    ['Hello qr=table7', { leadSource: 'qr_code', campaign: { link_code: 'table7' } }],
    [
      'Info please https://x.example/?utm_source=news%20letter&utm_campaign=may',
      { leadSource: 'referral_link', campaign: { utm_source: 'news letter', utm_campaign: 'may', campaign_id: 'may' } },
    ],
    [
      'from utm_medium=qr utm_source=poster',
      { leadSource: 'qr_code', campaign: { utm_medium: 'qr', utm_source: 'poster' } },
    ],
  ])('reads the code in "%s"', (body, attribution) => {
    expect(one(inbound(text(body)))).toMatchObject({ attribution });
  });

  it.each(['Do you prefer: mornings?', 'what is the price', 'ref', ''])('sees nothing in "%s"', body => {
    expect(one(inbound(text(body)))).toMatchObject({ type: 'message', attribution: null });
  });
});

describe('identity changes', () => {
  it.each([
    [
      'a new number',
      {
        from: '15550001111',
        from_user_id: undefined,
        type: 'system',
        system: { type: 'user_changed_number', wa_id: '15550009999' },
      },
      [
        { kind: 'wa_id', value: '15550009999' },
        { kind: 'phone', value: '+15550009999' },
      ],
    ],
    [
      'the older spelling',
      {
        from: undefined,
        from_user_id: undefined,
        type: 'system',
        system: { type: 'customer_changed_number', customer: '15550001111', new_wa_id: '15550009999' },
      },
      [
        { kind: 'wa_id', value: '15550009999' },
        { kind: 'phone', value: '+15550009999' },
      ],
    ],
    [
      'a new user id, with the old one only in words',
      {
        from: undefined,
        from_user_id: undefined,
        type: 'system',
        system: { type: 'user_changed_user_id', user_id: 'US.2', body: 'User Ana changed from US.1 to US.2' },
      },
      [{ kind: 'wa_user_id', value: 'US.2' }],
    ],
  ])('reads %s', (_name, over, newIdentities) => {
    expect(one(delivery(change({ messages: [message({}, over)] })))).toMatchObject({
      type: 'identity_changed',
      newIdentities,
      sender: {
        identities: expect.arrayContaining([
          expect.objectContaining({ value: expect.stringMatching(/15550001111|US\.1/) }),
        ]),
      },
    });
  });

  it('reads the field of its own', () => {
    const body = delivery(
      change(
        { contacts: [{ wa_id: '15550009999' }], user_id_update: [{ user_id: { previous: 'US.1', current: 'US.2' } }] },
        'user_id_update',
      ),
    );
    expect(one(body)).toMatchObject({
      type: 'identity_changed',
      sender: { identities: [{ value: 'US.1' }] },
      newIdentities: [{ value: 'US.2' }, { value: '15550009999' }, { value: '+15550009999' }],
    });
  });
});

describe('what became of our sends', () => {
  it.each([
    ['sent', 'SENT'],
    ['delivered', 'DELIVERED'],
    ['read', 'READ'],
    ['played', 'READ'],
  ])('%s is %s, with our id and the price', (word, state) => {
    expect(one(statuses(status(word)))).toMatchObject({
      type: 'status',
      state,
      providerMessageId: 'wamid.OUT1',
      ourMessageId: 'job-77',
      at: 1_750_030_073_000,
      error: null,
      pricing: { billable: true, category: 'marketing', type: 'regular', model: 'PMP' },
      recipient: ANA_IDS,
    });
  });

  it('classifies a failure: it certainly failed, so nothing is unknown about it', () => {
    const failed = (code: number) =>
      one(
        statuses(
          status('failed', { pricing: undefined, errors: [{ code, title: 't', error_data: { details: 'd' } }] }),
        ),
      );
    expect(failed(131047)).toMatchObject({
      state: 'FAILED',
      pricing: null,
      error: { code: '131047', verdict: 'give_up', message: 't: d' },
    });
    expect(failed(131000)).toMatchObject({ error: { verdict: 'give_up' } });
    expect(failed(999)).toMatchObject({ error: { code: '999', verdict: 'give_up' } });
    expect(one(statuses(status('failed', { errors: 'x' })))).toMatchObject({ error: { code: 'no_code' } });
  });

  it.each([
    ['an unknown word', status('warning'), 'status:warning'],
    ['a group', status('sent', { recipient_type: 'group' }), 'group_status'],
    ['a call', status('RINGING', { type: 'call' }), 'call_status'],
    ['no id', status('sent', { id: undefined }), 'status_without_id'],
  ])('ignores %s by name', (_name, item, reason) => {
    expect(one(statuses(item))).toEqual({ type: 'ignored', reason });
  });
});
