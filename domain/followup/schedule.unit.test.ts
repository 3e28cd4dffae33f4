import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationState, DAY_MS, HOUR_MS, timing, WROTE_AT } from '../../test/factories/conversation-state.ts';
import type { ConversationState } from '../conversation/state.ts';
import { type LadderStep, SALES_LADDER, SEQUENCE_LADDER } from '../playbook/playbook.ts';
import { OWNERS, STAGES } from '../words.ts';
import { insideContactHours } from '../zone/contact-hours.ts';
import { nextCommitmentAt, nextFollowUp, stageDelayMs, stepAfter } from './schedule.ts';

const MINUTE_MS = 60_000;
/** Answered at once, contact hours all day: nothing moves a step but the ladder itself. */
const bare = (patch: Partial<ConversationState> = {}, ladder: LadderStep[] = SEQUENCE_LADDER): ConversationState =>
  conversationState({ timing: timing({ ladder, contactHours: { from: 0, to: 24 } }), ...patch });
const afterMs = (state: ConversationState): number | null => {
  const found = nextFollowUp(state);
  return found === null ? null : found.at - WROTE_AT;
};
/** The conversation as if the customer had written at this instant. */
const wrote = (iso: string, patch: Partial<ConversationState> = {}): ConversationState => {
  const at = Date.parse(iso);
  return conversationState({ lastInboundAt: at, lastOutboundAt: at + MINUTE_MS, windowEndsAt: at + DAY_MS, ...patch });
};
const nextIso = (state: ConversationState): string | undefined => {
  const found = nextFollowUp(state);
  return found ? new Date(found.at).toISOString() : undefined;
};

describe('X-FOLLOW, preset sequence: counted from the customer’s last message', () => {
  it.each([
    [0, 2 * HOUR_MS],
    // "24 h" leaves at window end - 30 min.
    [1, DAY_MS - 30 * MINUTE_MS],
    // "3 d" at 71 h, still COLD.
    [2, 71 * HOUR_MS],
    [3, null],
  ])('step %i after %s ms', (followUpStep, ms) => expect(afterMs(bare({ followUpStep }))).toBe(ms));

  it('an ad opens a window of 72 h: "24 h" follows the window', () =>
    expect(afterMs(bare({ followUpStep: 1, windowEndsAt: WROTE_AT + 3 * DAY_MS }))).toBe(3 * DAY_MS - 30 * MINUTE_MS));
});

describe('A-FOLLOW-3, A-FOLLOW-5: preset sales', () => {
  it.each(STAGES.map(stage => [stage, stageDelayMs(stage) / HOUR_MS] as const))('stage %s: %i h', (stage, hours) => {
    expect(afterMs(bare({ stage }, SALES_LADDER))).toBe(hours * HOUR_MS);
    const two = ['CTA_IN_PROGRESS', 'NEGOTIATION'];
    const six = ['CTA_OFFERED', 'OBJECTION_HANDLING', 'QUALIFICATION'];
    expect(hours).toBe(two.includes(stage) ? 2 : six.includes(stage) ? 6 : 12);
  });
  it.each([
    [0.6, 9],
    [0.59, 12],
    [0.3, 12],
    [0.29, 18],
    [null, 12],
  ])('response rate %s: %i h', (responseRate, hours) =>
    expect(afterMs(bare({ responseRate }, SALES_LADDER))).toBe(hours * HOUR_MS),
  );
  it('never before twice the average time to reply, nor later than window end - 30 min', () => {
    expect(afterMs(bare({ averageReplyMs: 8 * HOUR_MS }, SALES_LADDER))).toBe(16 * HOUR_MS);
    expect(afterMs(bare({ averageReplyMs: 20 * HOUR_MS }, SALES_LADDER))).toBe(DAY_MS - 30 * MINUTE_MS);
  });
  it.each([
    [1, 2],
    [2, 5],
    [3, 7],
  ])('step %i: template after %i days', (followUpStep, days) =>
    expect(afterMs(bare({ followUpStep }, SALES_LADDER))).toBe(days * DAY_MS),
  );
  it('at least an hour after what was said last', () =>
    expect(afterMs(bare({ lastOutboundAt: WROTE_AT + 100 * MINUTE_MS }))).toBe(160 * MINUTE_MS));
});

describe('A-FOLLOW-6: contact hours', () => {
  it.each([
    // 2 h after 22:00 is midnight: next morning.
    ['2026-11-21T22:00:00Z', 0, '2026-11-22T09:00:00.000Z'],
    // Window end - 30 min would be 03:30, 09:00 is too late: the evening before.
    ['2026-11-21T04:00:00Z', 1, '2026-11-21T21:00:00.000Z'],
    // 71 h is 02:00, 09:00 would be past 72 h: the evening before.
    ['2026-11-21T03:00:00Z', 2, '2026-11-23T21:00:00.000Z'],
    // 71 h is 08:30 and 72 h 09:30: moved later.
    ['2026-11-21T09:30:00Z', 2, '2026-11-24T09:00:00.000Z'],
  ])('written at %s, step %i goes at %s', (iso, followUpStep, at) =>
    expect(nextIso(wrote(iso, { followUpStep }))).toBe(at),
  );
  it('written at 9:00: window end - 30 min is 8:30, and 9:00 is too late', () =>
    expect(nextIso(wrote('2026-11-21T09:00:00Z', { followUpStep: 1 }))).toBe('2026-11-21T21:00:00.000Z'));
  it('in the contact’s zone', () =>
    expect(nextIso(wrote('2026-11-21T15:00:00Z', { zone: 'Asia/Kolkata' }))).toBe('2026-11-22T03:30:00.000Z'));
  it('beyond 72 h it is moved later like any other', () =>
    expect(nextIso(wrote('2026-11-21T02:00:00Z', { followUpStep: 2, timing: timing({ ladder: SALES_LADDER }) }))).toBe(
      '2026-11-26T09:00:00.000Z',
    ));
  it('beyond 72 h a step is due at its own time: it is recorded as skipped then', () =>
    expect(nextIso(wrote('2026-11-21T12:00:00Z', { followUpStep: 2, timing: timing({ ladder: SALES_LADDER }) }))).toBe(
      '2026-11-26T12:00:00.000Z',
    ));
});

describe('A-FOLLOW-4: what cancels it', () => {
  const gone: [string, Partial<ConversationState>][] = [
    ['a person owns it', { owner: 'HUMAN' }],
    ['paused', { owner: 'PAUSED' }],
    ['opted out', { optedOut: true }],
    ['closed', { closed: true }],
    ['a message is unhandled', { lastInboundNumber: 2 }],
    ['the last word is the customer’s', { lastOutboundAt: WROTE_AT - 1 }],
    ['nothing was ever said', { lastOutboundAt: null }],
    ['the customer never wrote', { lastInboundAt: null }],
    ['a promise comes first', { commitmentDueAt: WROTE_AT + DAY_MS }],
    ['a CTA was completed since', { ctas: { BOOK_CALL: { state: 'COMPLETED', changedAt: WROTE_AT + 1 } } }],
    ['the ladder is spent', { followUpStep: 3 }],
    ['there is no ladder', { timing: timing({ ladder: [] }) }],
  ];
  it.each(gone)('%s', (_, patch) => expect(nextFollowUp(bare(patch))).toBeNull());
  it('approval does not: a follow-up becomes a draft', () =>
    expect(nextFollowUp(bare({ owner: 'APPROVAL' }))).not.toBeNull());
  it('nor a CTA completed before the customer wrote again', () =>
    expect(
      nextFollowUp(bare({ ctas: { BOOK_CALL: { state: 'COMPLETED', changedAt: WROTE_AT - 1 } } })),
    ).not.toBeNull());
});

describe('A-FOLLOW-3: a commitment’s due time goes first', () => {
  const promised = (iso: string, patch: Partial<ConversationState> = {}) =>
    nextCommitmentAt(conversationState({ commitmentDueAt: Date.parse(iso), ...patch }));
  it('at its time, or moved into contact hours', () => {
    expect(promised('2026-11-21T18:00:00Z')).toBe(Date.parse('2026-11-21T18:00:00Z'));
    expect(promised('2026-11-22T02:00:00Z')).toBe(Date.parse('2026-11-22T09:00:00Z'));
  });
  it('not when it is not the agent’s to keep', () => {
    for (const patch of [{ owner: 'HUMAN' }, { owner: 'PAUSED' }, { optedOut: true }, { closed: true }] as const)
      expect(promised('2026-11-21T18:00:00Z', patch)).toBeNull();
    expect(nextCommitmentAt(conversationState())).toBeNull();
  });
  it('the steps that were due before it are spent', () => {
    expect(stepAfter(bare(), WROTE_AT)).toBe(0);
    expect(stepAfter(bare(), WROTE_AT + 3 * HOUR_MS)).toBe(1);
    expect(stepAfter(bare(), WROTE_AT + 2 * DAY_MS)).toBe(2);
    expect(stepAfter(bare(), WROTE_AT + 4 * DAY_MS)).toBe(3);
    expect(stepAfter(bare({ followUpStep: 2 }), WROTE_AT)).toBe(2);
  });
});

describe('whatever the conversation is like', () => {
  const states = fc.record({
    owner: fc.constantFrom(...OWNERS),
    optedOut: fc.boolean(),
    closed: fc.boolean(),
    stage: fc.constantFrom(...STAGES),
    followUpStep: fc.integer({ min: 0, max: 5 }),
    handledThrough: fc.integer({ min: 0, max: 2 }),
    responseRate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    averageReplyMs: fc.option(fc.integer({ min: 0, max: 3 * DAY_MS })),
    zone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Europe/Berlin'),
    lastInboundAt: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
    saidAfterMs: fc.integer({ min: -HOUR_MS, max: 30 * HOUR_MS }),
    sales: fc.boolean(),
  });
  it('a follow-up is the agent’s, an hour after the last word, in contact hours, in its window and before 72 h', () => {
    fc.assert(
      fc.property(states, ({ lastInboundAt, saidAfterMs, sales, ...rest }) => {
        const ladder = sales ? SALES_LADDER : SEQUENCE_LADDER;
        const state = conversationState({
          ...rest,
          lastInboundAt,
          lastOutboundAt: lastInboundAt + saidAfterMs,
          windowEndsAt: lastInboundAt + DAY_MS,
          timing: timing({ ladder }),
        });
        const found = nextFollowUp(state);
        if (!found) return;
        expect(['AI', 'APPROVAL']).toContain(state.owner);
        expect(state.optedOut || state.closed || state.handledThrough < state.lastInboundNumber).toBe(false);
        expect(found.step).toBe(state.followUpStep);
        expect(found.at).toBeGreaterThan(state.lastOutboundAt ?? 0);
        const inside = insideContactHours(found.at, state.zone, state.timing.contactHours);
        const step = ladder[found.step];
        const own = step?.base === 'after_last_message' ? step.offsetMs : 0;
        // What can be placed nowhere is due at its own time, and refused then.
        if (!inside) expect(found.at).toBeGreaterThanOrEqual((state.lastOutboundAt ?? 0) + HOUR_MS);
        else if (found.at < lastInboundAt + DAY_MS) expect(found.at).toBeLessThanOrEqual(lastInboundAt + DAY_MS);
        if (inside && step?.message === 'template' && own <= 72 * HOUR_MS)
          expect(found.at).toBeLessThanOrEqual(lastInboundAt + 72 * HOUR_MS);
      }),
      { numRuns: 500 },
    );
  });
});
