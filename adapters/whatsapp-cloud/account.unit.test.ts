import { describe, expect, it } from 'vitest';
import { ANA, accountDelivery, change, delivery, message, PHONE_NUMBER_ID, text } from './fixtures/deliveries.ts';
import { normalizeUpdate } from './normalize.ts';
import { splitDelivery } from './split.ts';

const NOW = 1_760_000_000_000;
/** Through the splitter, as the webhook does it. */
const one = (body: unknown) => {
  const { updates, ignored } = splitDelivery(body);
  expect(ignored).toEqual([]);
  expect(updates).toHaveLength(1);
  return normalizeUpdate(updates[0]?.body, NOW)[0];
};

describe('other writers on the number', () => {
  const echo = {
    from: '15550002222',
    to: '15550001111',
    to_user_id: ANA.user_id,
    id: 'wamid.E1',
    timestamp: '1749416383',
  };

  it('reads what the business typed on its phone', () => {
    expect(
      one(delivery(change({ message_echoes: [{ ...echo, ...text('on my way') }] }, 'smb_message_echoes'))),
    ).toMatchObject({
      type: 'echo',
      providerMessageId: 'wamid.E1',
      recipient: { identities: [{ value: ANA.user_id }, { value: '15550001111' }, { value: '+15550001111' }] },
      content: { kind: 'TEXT', text: 'on my way' },
    });
    expect(
      one(
        delivery(
          change(
            { message_echoes: [{ ...echo, type: 'revoke', revoke: { original_message_id: 'wamid.O' } }] },
            'smb_message_echoes',
          ),
        ),
      ),
    ).toMatchObject({
      type: 'echo',
      content: { kind: 'SYSTEM', extra: { action: 'revoke', targetProviderId: 'wamid.O' } },
    });
    expect(
      one(
        delivery(
          change(
            {
              message_echoes: [
                { ...echo, type: 'edit', edit: { original_message_id: 'wamid.O', message: text('better') } },
              ],
            },
            'smb_message_echoes',
          ),
        ),
      ),
    ).toMatchObject({ type: 'echo', content: { text: 'better', extra: { action: 'edit' } } });
  });

  it('listens in standby without answering', () => {
    expect(one(delivery(change({ contacts: [ANA], messages: [message(text('hi'))] }, 'standby')))).toMatchObject({
      type: 'message',
      answerable: false,
      content: { text: 'hi' },
    });
    expect(one(delivery(change({ message_echoes: [{ ...echo, ...text('bot') }] }, 'standby')))).toMatchObject({
      type: 'echo',
    });
  });
});

describe('account fields', () => {
  it('reads consent to marketing', () => {
    const preferences = (value: string) =>
      delivery(
        change(
          {
            contacts: [ANA],
            user_preferences: [
              {
                wa_id: '15550001111',
                user_id: ANA.user_id,
                category: 'marketing_messages',
                value,
                timestamp: 1_731_705_721,
              },
            ],
          },
          'user_preferences',
        ),
      );
    expect(one(preferences('stop'))).toMatchObject({
      type: 'marketing_preference',
      allowed: false,
      at: 1_731_705_721_000,
    });
    expect(one(preferences('resume'))).toMatchObject({ allowed: true });
    expect(one(preferences('maybe'))).toEqual({ type: 'ignored', reason: 'preference:maybe' });
  });

  it('reads templates', () => {
    const about = {
      message_template_id: 1_689_556_908_129_832,
      message_template_name: 'order_ready',
      message_template_language: 'en-US',
    };
    expect(
      one(
        accountDelivery('message_template_status_update', {
          ...about,
          event: 'REJECTED',
          reason: 'INVALID_FORMAT',
          rejection_info: { reason: 'bad', recommendation: 'mend' },
        }),
      ),
    ).toEqual({
      type: 'template_status',
      name: 'order_ready',
      language: 'en_US',
      providerTemplateId: '1689556908129832',
      status: 'REJECTED',
      reason: 'INVALID_FORMAT: bad: mend',
    });
    expect(
      one(accountDelivery('message_template_status_update', { ...about, event: 'APPROVED', reason: 'NONE' })),
    ).toMatchObject({ status: 'APPROVED', reason: null });
    expect(
      one(
        accountDelivery('message_template_quality_update', {
          ...about,
          previous_quality_score: 'GREEN',
          new_quality_score: 'RED',
        }),
      ),
    ).toMatchObject({ type: 'template_quality', quality: 'RED' });
  });

  it.each([
    [
      'account_update',
      {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1_641_848_400 }],
      },
      true,
      /restricted biz initiated messaging until 2022-01-10/,
    ],
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, false, /reinstate/],
    ['account_update', { event: 'VOLUME_BASED_PRICING_TIER_UPDATE', volume_tier_info: {} }, false, /volume based/],
    [
      'account_alerts',
      { alert_info: { alert_severity: 'CRITICAL', alert_status: 'ACTIVE', alert_type: 'OBA_REJECTED' } },
      true,
      /oba rejected/,
    ],
    [
      'phone_number_quality_update',
      { display_phone_number: '15550002222', event: 'ONBOARDING', max_daily_conversations_per_business: 'TIER_250' },
      false,
      /tier 250/,
    ],
    ['business_capability_update', { max_daily_conversations_per_business: -1 }, false, /unlimited/],
    ['security', { event: 'PIN_CHANGED' }, true, /pin changed/],
    [
      'template_category_update',
      { message_template_name: 't', previous_category: 'UTILITY', new_category: 'MARKETING' },
      false,
      /marketing \(was utility\)/,
    ],
  ])('%s becomes a notice', (field, value, critical, summary) => {
    expect(one(accountDelivery(field, value))).toMatchObject({
      type: 'account_notice',
      field,
      critical,
      summary: expect.stringMatching(summary),
    });
  });

  it('reads an error without a message', () => {
    expect(
      one(delivery(change({ errors: [{ code: 131042, title: 'Payment', error_data: { details: 'card' } }] }))),
    ).toMatchObject({
      type: 'account_notice',
      critical: true,
      summary: 'Payment: card',
      error: { code: '131042', verdict: 'ask_person' },
    });
  });

  it.each([
    ['calls', { calls: [{ id: 'wacid.1', event: 'connect' }] }, 'call'],
    ['history', { history: [{ threads: [] }] }, 'history'],
    ['history', { messages: [message(text('old'))] }, 'history'],
    ['smb_app_state_sync', { state_sync: [{ type: 'contact' }] }, 'contact_sync'],
    ['group_lifecycle_update', { groups: [{ type: 'group_create' }] }, 'group_update'],
    ['invented_next_year', { x: 1 }, 'field:invented_next_year'],
    ['constructor', { x: 1 }, 'field:constructor'],
  ])('leaves %s alone and says so', (field, value, reason) => {
    expect(one(delivery(change(value, field)))).toEqual({ type: 'ignored', reason });
  });

  it('tells the number of an update, and none for account fields', () => {
    expect(splitDelivery(delivery(change({ errors: [{ code: 1 }] }))).updates[0]?.phoneNumberId).toBe(PHONE_NUMBER_ID);
    expect(splitDelivery(accountDelivery('account_update', { event: 'X' })).updates[0]?.phoneNumberId).toBeNull();
  });
});
