import { describe, expect, it } from 'vitest';
import { ESCALATION_REASONS, PRIORITIES } from '../words.ts';
import { effectOf, higherPriority, priorityOf, raisePriority } from './escalation.ts';

describe('X-ESC: priorities', () => {
  it.each([
    ['CRITICAL', ['payment_failure', 'booking_failure', 'compliance_risk']],
    [
      'HIGH',
      ['human_request', 'angry_sentiment', 'complaint', 'legal', 'urgent', 'negotiation', 'hot_lead', 'ai_failure'],
    ],
    ['MEDIUM', ['complex_question', 'objection', 'low_confidence', 'stale_knowledge', 'too_long']],
    ['LOW', ['over_budget', 'other']],
  ] as const)('%s: %j', (priority, reasons) => {
    for (const reason of reasons) expect([reason, priorityOf(reason)]).toEqual([reason, priority]);
  });
  it('one open per conversation: the highest wins, either way round', () => {
    for (const [index, a] of PRIORITIES.entries())
      for (const b of PRIORITIES.slice(index)) expect([higherPriority(a, b), higherPriority(b, a)]).toEqual([a, a]);
  });
  it('staff_silent raises the open one a step, CRITICAL stays', () =>
    expect(PRIORITIES.map(raisePriority)).toEqual(['CRITICAL', 'CRITICAL', 'HIGH', 'MEDIUM']));
});

describe('X-ESC, effect', () => {
  it('only hot_lead, urgent, too_long and the first ai_failure leave the agent going', () => {
    const notified = ESCALATION_REASONS.filter(reason => effectOf(reason, 1) === 'notify');
    expect(notified.sort()).toEqual(['ai_failure', 'hot_lead', 'too_long', 'urgent']);
    expect(effectOf('ai_failure', 0)).toBe('notify');
    expect(effectOf('ai_failure', 2)).toBe('hand_over');
    expect(effectOf('ai_failure', 7)).toBe('hand_over');
  });
});
