import { expect, it } from 'vitest';
import { details, told } from './words.ts';

it('B-AUD-1: what happened is told in words, and whose names are ours too', () => {
  expect(told('second_factor.on')).toBe('Second factor: on');
  expect(told('lead_status')).toBe('Lead status');
  expect(told('api_key.made')).toBe('API key: made');
  expect(details({ to: 'QUALIFIED', from: 'QUALIFYING', reason: 'CTA_PUSH' })).toBe(
    'qualifying → qualified · Offers the next step',
  );
  expect(details({ to: 'HUMAN', from: 'AI', epoch: 2 })).toBe('AI → Person · epoch: 2');
  expect(details({ reason: 'complaint', effect: 'hand_over' })).toBe('effect: hand_over · complaint');
  expect(details({ name: 'ACME Ltd', scopes: ['contacts:read'], on: true })).toBe(
    'name: ACME Ltd · scopes: contacts:read · on: yes',
  );
  expect(details({})).toBe('');
});
