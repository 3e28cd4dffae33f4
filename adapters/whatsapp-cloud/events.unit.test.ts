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
