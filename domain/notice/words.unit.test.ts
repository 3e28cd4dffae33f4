import { expect, it } from 'vitest';
import { noticeWords } from './words.ts';

it('A-ESC-4: a notice of an escalation says how urgent it is, why, and what the brief says to do', () => {
  const about = { priority: 'HIGH', reason: 'angry_sentiment' };
  const notice = { kind: 'escalation_needed', by: null, customer: 'Asha Patel' } as const;
  expect(noticeWords({ ...notice, about: { ...about, action: 'Apologize first.' } })).toEqual({
    title: 'Asha Patel needs a person',
    text: 'high · angry sentiment · Apologize first.',
  });
  expect(noticeWords({ ...notice, about }).text).toBe('high · angry sentiment');
  expect(noticeWords({ ...notice, about: {} }).text).toBeNull();
});
