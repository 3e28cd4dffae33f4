import { describe, expect, it } from 'vitest';
import { ANA, change, delivery, inbound, message, text } from './fixtures/deliveries.ts';
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
