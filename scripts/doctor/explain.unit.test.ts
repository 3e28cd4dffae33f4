import { describe, expect, it } from 'vitest';
import type { Backlog, OpenEscalations } from '../../api/health/backlog.ts';
import type { ConversationFacts } from '../../db/operations/queries.ts';
import type { RunLook } from '../../temporal/inspect.ts';
import { explainQueues, explainRecord, reasonOf, span } from './explain.ts';

const WELL: Backlog = {
  intakeWaiting: 0,
  intakeOldestSeconds: 0,
  intakeParked: 0,
  outboxWaiting: 0,
  outboxOldestSeconds: 0,
  unhandledConversations: 0,
  unhandledOldestSeconds: 0,
  sendsUnknown: 0,
  sendsUnknownOldestSeconds: 0,
  sendsSending: 0,
  sendsBackoff: 0,
  conversationsStuck: 0,
  eventLagSeconds: 0,
};
const NONE: OpenEscalations = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0 };
const problems = (change: Partial<Backlog>) =>
  explainRecord({ ...WELL, ...change }, NONE)
    .filter(finding => !finding.good)
    .map(finding => `${finding.what} → ${finding.mend}`);

describe('what the record says', () => {
  it('is good when nothing waits', () => {
    expect(problems({})).toEqual([]);
    expect(explainRecord(WELL, NONE).map(finding => finding.what)).toContain('no conversation is stuck');
  });
  it('is good while things only just wait', () =>
    expect(
      problems({
        intakeWaiting: 3,
        intakeOldestSeconds: 2,
        outboxWaiting: 1,
        outboxOldestSeconds: 5,
        unhandledConversations: 2,
        unhandledOldestSeconds: 20,
        sendsUnknown: 1,
        sendsUnknownOldestSeconds: 30,
        sendsBackoff: 4,
      }),
    ).toEqual([]));
  it.each<[Partial<Backlog>, RegExp]>([
    [{ intakeWaiting: 3, intakeOldestSeconds: 90 }, /3 updates not recorded yet, the oldest for 90 s → .*worker/],
    [{ intakeParked: 1 }, /1 update set aside → .*doctor -- parked.*redrive all/],
    [{ outboxWaiting: 1, outboxOldestSeconds: 700 }, /1 wake-up not delivered, .*12 min → .*TEMPORAL_ADDRESS/],
    [{ unhandledConversations: 2, unhandledOldestSeconds: 300 }, /2 customers not taken up yet.*→ .*doctor -- stuck/],
    [{ sendsUnknown: 2, sendsUnknownOldestSeconds: 7_300 }, /2 sends of which nobody knows.*2 h → .*doctor -- unknown/],
    [{ conversationsStuck: 1 }, /1 conversation stuck → .*doctor -- stuck/],
    [{ eventLagSeconds: 60 }, /live events are 60 s late → .*pg_stat_activity/],
  ])('names what is wrong with %j, and what to do', (change, sentence) => {
    const found = problems(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });
  it('tells of people who are waited for without calling it a fault', () =>
    expect(explainRecord(WELL, { ...NONE, HIGH: 2, LOW: 1 }).at(-1)).toEqual({
      good: true,
      what: '3 escalations waiting for people in the inbox, 2 of them urgent',
      mend: '',
    }));
});

it('spans are read at a glance', () =>
  expect([0.4, 90, 600, 7_200, 90_000, 400_000].map(span)).toEqual(['0 s', '90 s', '10 min', '2 h', '25 h', '5 days']));

it('queues: no answer, no worker, too few workers', () => {
  const queue = (kind: 'workflow' | 'activity', pollers: number, oldestSeconds = 0) => ({
    kind,
    pollers,
    backlog: oldestSeconds > 0 ? 7 : 0,
    oldestSeconds,
  });
  expect(explainQueues(null, 'there:7233')[0]?.what).toContain('does not answer at there:7233');
  expect(explainQueues([queue('workflow', 1), queue('activity', 0)], '')[0]?.what).toBe(
    'no worker asks for activity tasks',
  );
  expect(explainQueues([queue('workflow', 1), queue('activity', 1, 45)], '').map(finding => finding.what)).toEqual([
    'Temporal answers, and workers ask it for work',
    '7 activity tasks waiting, the oldest for 45 s',
  ]);
});

describe('why a conversation does not move', () => {
  const NOW = 1_000_000_000;
  const facts: ConversationFacts = {
    orgId: 'o',
    conversationId: 'c',
    owner: 'AI',
    unhandled: 1,
    firstUnhandledAt: NOW - 400_000,
    nextDueKind: null,
    nextDueAt: null,
    undelivered: 0,
    unacknowledged: 0,
    backoffUntil: null,
    sending: 0,
  };
  const running: RunLook = { status: 'RUNNING', activities: [], workflowTaskAttempt: 0 };
  const activity = (attempt: number, failure: string | null) => ({ type: 'decide', attempt, failure });
  it.each<[string, Partial<ConversationFacts>, RunLook | null]>([
    ['Temporal does not answer', {}, null],
    ['could not be told (tried 4 times)', { undelivered: 4 }, { ...running, status: 'none' }],
    ['no workflow runs for it', {}, { ...running, status: 'none' }],
    ['its workflow has ended', {}, { ...running, status: 'CLOSED' }],
    ["today's code does not replay", {}, { ...running, workflowTaskAttempt: 9 }],
    ['decide fails (attempt 5, TypeError)', {}, { ...running, activities: [activity(5, 'TypeError')] }],
    ['said "later" (attempt 3)', {}, { ...running, activities: [activity(3, 'RetryLater')] }],
    ['decide runs, or waits for a worker', {}, { ...running, activities: [activity(1, null)] }],
    ['has not loaded the messages yet', { unacknowledged: 1 }, running],
    ['FOLLOW_UP was due 17 min ago', { nextDueKind: 'FOLLOW_UP', nextDueAt: NOW - 1_000_000 }, running],
    ['does not know of what is due', {}, running],
  ])('%s', (sentence, change, run) => expect(reasonOf({ ...facts, ...change }, run, NOW)).toContain(sentence));
});
