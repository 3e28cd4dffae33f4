import { describe, expect, it } from 'vitest';
import type { Actions } from '../../../../../api/contracts/actions.ts';
import { openIndex, queueOf } from './queue.ts';

const escalation = (id: string, priority: string, createdAt: string) => ({
  id,
  conversationId: id,
  priority,
  createdAt,
});
const actions = {
  escalations: [
    escalation('low', 'LOW', '2026-11-21T09:00:00Z'),
    escalation('young', 'HIGH', '2026-11-21T11:00:00Z'),
    escalation('old', 'HIGH', '2026-11-21T10:00:00Z'),
    escalation('critical', 'CRITICAL', '2026-11-21T12:00:00Z'),
  ],
  counts: { CRITICAL: 1, HIGH: 2, MEDIUM: 0, LOW: 1 },
  drafts: [{ id: 'draft', conversationId: 'd', createdAt: '2026-11-21T08:00:00Z' }],
  unsettled: [{ message: { id: 'send', conversationId: 's' }, since: '2026-11-21T07:00:00Z' }],
} as unknown as Actions;
const ids = (only: Parameters<typeof queueOf>[1]) => queueOf(actions, only).map(item => item.id);

describe('A-ESC-5, A-UI-6: the queue of actions', () => {
  it('the most urgent first, the oldest first within a priority; who waits for an answer before what is of interest', () =>
    expect(ids(null)).toEqual(['critical', 'old', 'young', 'draft', 'send', 'low']));
  it('one priority or kind alone', () => {
    expect(ids('HIGH')).toEqual(['old', 'young']);
    expect(ids('unsettled')).toEqual(['send']);
  });
  it('what was open stays open wherever it moves, and what follows it opens when it is settled', () => {
    const items = queueOf(actions, null);
    expect(openIndex(items, { id: 'draft', index: 0 })).toBe(3);
    expect(openIndex(items, { id: 'gone', index: 2 })).toBe(2);
    expect(openIndex(items, { id: 'gone', index: 9 })).toBe(5);
    expect(openIndex(items, null)).toBe(0);
  });
});
